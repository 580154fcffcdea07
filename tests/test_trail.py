"""No change without a trail: every way of writing, on every noun, leaves a version, who made it and why."""

import ast
import csv
import json
from collections.abc import Callable, Iterator
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import reversion
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from reversion.models import Version

from exhibit.interop import tables
from exhibit.interop.folder.rows import KINDS, OWNED
from exhibit.models import Exhibit, Film, Image, PastSlug, ReviewLink
from tests.test_admin import NOUNS, address, listing, one_of, opened
from tests.test_tables import taken

pytestmark = pytest.mark.usefixtures("museum")

HOUSE = Path(__file__).parent.parent / "exhibit"
EDITED = [noun for noun in NOUNS if noun is not ReviewLink]
"""Links for reviewers have a log alone: they are no records."""
WORDS = {
    "Award": "category_en",
    "AwardBody": "name_en",
    "Credit": "job_en",
    "Dispute": "question_en",
    "Event": "title_en",
    "Exhibit": "title_en",
    "Film": "title_en",
    "Image": "alt_en",
    "Lane": "name_en",
    "PastSlug": "slug",
    "Person": "note_en",
    "Place": "name_en",
    "Release": "kind_en",
    "Admission": "note_en",
    "Citation": "note_en",
    "DisputeSide": "claim_en",
    "FilmTitle": "title",
    "Source": "title",
    "Statement": "text_en",
}
"""A text of each noun that may say anything."""


def newest(record: Any) -> Version:
    found = Version.objects.get_for_object(record).order_by("-pk").first()
    assert found is not None, f"{record!r} has no version"
    return found


def differing(record: Any, version: Version) -> list[str]:
    """The columns and lists in which a record is not what its version, as it is stored, would make it again."""
    now = type(record)._base_manager.get(pk=record.pk)
    with reversion.create_revision():
        reversion.add_to_revision(now)
    [kept] = json.loads(version.serialized_data)
    [there] = json.loads(newest(now).serialized_data)
    return sorted(name for name in there["fields"] if _said(kept["fields"].get(name)) != _said(there["fields"][name]))


def _said(value: Any) -> Any:
    """A value; a letter and its HTML entity are one, for rich text is cleaned on its way into the database."""
    return unescape(value) if isinstance(value, str) else value


def test_every_noun_that_is_written_has_a_history_or_is_told_in_its_owner_s() -> None:
    owned = {model for model, _owners in OWNED.items()}
    without = [model for model in KINDS.values() if not reversion.is_registered(model) and model not in owned]
    assert without == []
    for model in owned:
        assert reversion.is_registered(model), f"{model} is owned and its owner's versions leave it out"


@pytest.mark.parametrize("noun", EDITED, ids=lambda noun: noun.__name__)
def test_a_form_leaves_a_version_with_its_curator_from_which_the_record_is_made_again(
    curator_client: Client, curator: User, noun: Any, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    record = (noun is not Image and noun._default_manager.first()) or one_of(noun)
    before = Version.objects.get_for_object(record).count()
    name = WORDS[noun.__name__]
    data = opened(curator_client, record) | {name: ["changed-here"]}
    answer = curator_client.post(address(record), data)
    assert answer.status_code == 302, answer.context["errors"]
    record.refresh_from_db()
    assert getattr(record, name) == "changed-here"
    versions = Version.objects.get_for_object(record).count()
    assert versions == before + (1 if before else 2), "as it was too, where nobody had kept that"
    last = newest(record)
    assert last.revision.user == curator
    assert last.revision.comment
    assert differing(record, last) == []


def test_a_version_that_differs_is_noticed() -> None:
    film = Film.objects.get(slug="red-tent")
    with reversion.create_revision():
        reversion.add_to_revision(film)
    assert differing(film, newest(film)) == []
    Film.objects.filter(pk=film.pk).update(title_en="Written past the history")
    assert differing(film, newest(film)) == ["title", "title_en"]


def by_an_action(client: Client, film: Film) -> None:
    asked = {"action": "withdraw", "_selected_action": [film.pk], "post": "yes"}
    assert client.post(listing(Film), asked).status_code == 302


def by_a_row_of_the_form(client: Client, film: Film) -> None:
    assert client.post(address(film), opened(client, film) | {"credits-0-job_en": ["another job"]}).status_code == 302


def by_a_deletion(client: Client, film: Film) -> None:
    assert client.post(address(film, "delete"), {"post": "yes"}).status_code == 302


@pytest.mark.parametrize("way", [by_an_action, by_a_row_of_the_form, by_a_deletion])
def test_the_other_ways_of_the_desk_leave_one_too(
    curator_client: Client, curator: User, way: Callable[[Client, Film], None]
) -> None:
    film = Film.objects.get(slug="cranes-are-flying")
    if way is by_a_deletion:
        film = Film.objects.create(slug="new", title_en="New", original_title="New", date="1957")
    pk, before = film.pk, Version.objects.get_for_object(film).count()
    way(curator_client, film)
    film.pk = pk
    last = newest(film)
    assert Version.objects.get_for_object(film).count() > before
    assert last.revision.comment
    if way is by_a_row_of_the_form:
        assert any("another job" in one.serialized_data for one in last.revision.version_set.all())


WITH_WORDS = [noun for noun in tables.NOUNS.values() if noun.__name__ in WORDS and noun is not PastSlug]


@pytest.mark.parametrize("noun", WITH_WORDS, ids=lambda noun: noun.__name__)
def test_an_imported_table_leaves_one_of_each_row(curator: User, noun: Any) -> None:
    rows = noun._default_manager.order_by("pk")[:1]
    text = "".join(tables.csv_lines(noun._default_manager.order_by("pk")[:1])).lstrip("\ufeff")
    lines = list(csv.reader(StringIO(text)))
    name = WORDS[noun.__name__]
    lines[1][lines[0].index(name)] = "Changed by a table"
    out = StringIO()
    csv.writer(out).writerows(lines)
    taken(noun, out.getvalue(), curator)
    [row] = noun._default_manager.filter(pk=rows[0].pk)
    assert getattr(row, name) == "Changed by a table"
    assert any("Changed by a table" in one.serialized_data for one in Version.objects.order_by("-pk")[:400])
    latest = Version.objects.get_for_object(row).order_by("-pk").first()
    if latest:
        assert latest.revision.user == curator
        assert latest.revision.comment


def test_a_loaded_folder_leaves_one_of_each_record_and_says_where_it_came_from() -> None:
    for noun in (Film, Exhibit, Image):
        for record in noun._default_manager.all():
            last = newest(record)
            assert last.revision.comment == "Loaded from fixtures/"
            assert differing(record, last) == []


PAST_THE_HISTORY = {
    "accounts/authenticator.py": "which code was taken last",
    "accounts/passkeys.py": "how often a passkey was used, and when",
    "accounts/recovery.py": "a code that is used up: the log of accounts has it",
    "accounts/throttle.py": "attempts that are counted",
    "admin/forms.py": "rows set aside while they change places: the form's own save follows, with its version",
    "curation/contents.py": "what a difference takes away: whoever applies it keeps a version before",
    "darkroom/orders.py": "renditions, which are made anew",
    "darkroom/shelf.py": "renditions, which are made anew",
    "fields/columns.py": "a column that derives others: no rows of its own",
    "interop/folder/reading.py": "rows that a folder no longer names: the versions of their owners have them",
    "interop/tables/undoing.py": "an import that is marked as undone",
    "interop/timelinejs/writing.py": "new events, of each of which a version is kept right after",
    "models/record.py": "old addresses, which follow the record's own",
    "publishing/editions.py": "pages of an edition, which never change but for what is told beside them",
    "publishing/freezing/editions.py": "pages of an edition",
    "publishing/preview.py": "within a transaction that is rolled back",
    "search/changes.py": "a column set to itself, so that triggers look at it",
    "search/index.py": "the index of the search",
}
"""Every place that writes rows without a signal, and why no history is lost there."""

BULK = {"bulk_create", "bulk_update", "update", "_raw_delete"}


def written_in_bulk(folder: Path) -> Iterator[str]:
    """Yield the modules that write rows past the signals by which versions are kept."""
    for file in sorted(folder.rglob("*.py")):
        if "migrations" in file.parts:
            continue
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in BULK:
                is_of_rows = call.func.attr != "update" or (call.keywords and not call.args)
                if is_of_rows:
                    yield str(file.relative_to(folder))


def test_every_place_that_writes_in_bulk_is_known_with_its_reason() -> None:
    unknown = set(written_in_bulk(HOUSE)) - PAST_THE_HISTORY.keys()
    assert unknown == set(), "they leave no history: keep a version, or say above why none is lost"


def test_a_new_one_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text("Film.objects.filter(pk=1).update(title='Storks')\nfound = {}.update(other)\n")
    assert list(written_in_bulk(tmp_path)) == ["new.py"]


def test_a_link_for_a_reviewer_that_is_revoked_says_by_whom(curator_client: Client, curator: User) -> None:
    link: Any = one_of(ReviewLink)
    curator_client.post(listing(ReviewLink), {"action": "revoke", "_selected_action": [link.pk]})
    link.refresh_from_db()
    assert link.revoked_at
    entry = LogEntry.objects.get(object_id=str(link.pk))
    assert (entry.user, entry.get_change_message()) == (curator, "Revoked.")
