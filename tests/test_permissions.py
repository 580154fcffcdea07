"""Nobody gets in where they don't belong: every address by every role and method, every field of a form, every forgery.

The table of who may do what is `tests/permissions.txt`; `make permissions` writes it anew.
"""

import os
from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.sites import site as desk
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Model
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client, RequestFactory

from exhibit.models import AccountEvent, Credit, Draft, Event, Film, PastSlug, PreservationEvent, Record, ReviewLink
from exhibit.models.record import FOR_PUBLISHERS, nouns
from tests.permissions import (
    ASKED,
    LEGEND,
    METHODS,
    ROLES,
    TABLE,
    Door,
    asked,
    clients,
    doors,
    leaves_a_trace,
    prepare,
    read,
    row,
    without_templates,
    writing,
)
from tests.test_admin import added_row, address, filled, opened

pytestmark = pytest.mark.usefixtures("museum")

IS_WHOLE = "WRITE_PERMISSIONS" in os.environ or "WHOLE_CRAWL" in os.environ
PARTS = 1 if IS_WHOLE else 4  # so that two processes may share the work


def asked_for(door: Door, method: str, table: dict[str, dict[tuple[str, str], str]]) -> list[str]:
    """Return the roles that are asked of a door in every run: on both sides of the line that the table draws.

    The whole product takes minutes: `make permissions` asks it, and the drill.
    """
    if IS_WHOLE or door.key not in table:
        return list(ASKED[method])
    if method in ("PUT", "DELETE") or not door.key.startswith(("admin:", "desk:")):
        return ["anonymous"]
    signs = table[door.key]
    edges = [
        role
        for role, above in zip(ROLES, [*ROLES[1:], None], strict=True)
        if above and signs[method, role] != signs[method, above]
    ]
    if method == "GET" and all(signs["GET", role] == signs["POST", role] for role in ROLES):
        return ["anonymous", *(role for role in edges if role != "anonymous")]  # who may is asked by POST
    return sorted({"anonymous", *edges, *(ROLES[ROLES.index(role) + 1] for role in edges)}, key=ROLES.index)


@pytest.fixture
def everything() -> list[Door]:
    prepare()
    return list(doors())


def test_every_door_has_its_row_and_no_other(everything: list[Door]) -> None:
    table = read(TABLE.read_text(encoding="utf-8"))
    told = "run `make permissions` and review the difference"
    assert sorted({door.key for door in everything}) == sorted(table), told


@pytest.mark.parametrize("part", range(PARTS))
def test_every_door_opens_for_whom_the_table_says(
    everything: list[Door], part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: dict[str, dict[tuple[str, str], str]] = {}
    written: list[tuple[str, str, str]] = []
    kept: list[tuple[str, str, str]] = []
    browsers = clients()
    table = read(TABLE.read_text(encoding="utf-8")) if TABLE.exists() and not IS_WHOLE else {}
    with without_templates(monkeypatch):
        for door in everything[part::PARTS]:
            signs = found.setdefault(door.key, {})
            for method in METHODS:
                for role in asked_for(door, method, table):
                    signs[method, role], wrote, keeps = asked(browsers[role], method, door.path)
                    is_desk = door.name.startswith(("admin:", "desk:"))
                    if is_desk and signs[method, role] == "o" and ("no-store" not in keeps or "public" in keeps):
                        kept.append((door.key, role, keeps))
                    if method == "GET" and wrote and leaves_a_trace(browsers[role], door.path):
                        written.append((door.key, role, wrote[0]))
    if "WRITE_PERMISSIONS" in os.environ:
        TABLE.write_text(LEGEND + "\n".join(row(door, found[door.key]) for door in everything) + "\n", encoding="utf-8")
    table = read(TABLE.read_text(encoding="utf-8"))
    different = [
        (key, *asked_by, table[key][asked_by], letter)
        for key, signs in found.items()
        if key in table
        for asked_by, letter in signs.items()
        if table[key][asked_by] != letter
    ]
    assert different == []
    assert written == []
    assert kept == [], "what the desk says, no cache may keep"


def test_of_the_desk_a_visitor_sees_the_way_in_alone() -> None:
    table = read(TABLE.read_text(encoding="utf-8"))
    of_desk = {key: signs for key, signs in table.items() if key.startswith(("admin:", "desk:"))}
    assert len(of_desk) > 250
    answered = {key for key, signs in of_desk.items() for method in METHODS if signs[method, "anonymous"] == "o"}
    letters = {f"admin:password_reset{step}" for step in ("", "_done", "_confirm", "_complete")}
    assert answered == {"admin:login"} | letters


def test_nobody_may_do_less_than_somebody_below() -> None:
    """Each role has the rights of the one before it; only where rights end in a question are answers others."""
    for key, signs in read(TABLE.read_text(encoding="utf-8")).items():
        if key.startswith("admin:"):
            may = [
                signs["GET", role] == "o" for role in ("Viewers", "Curators", "Editors", "Administrators", "superuser")
            ]
            assert may == sorted(may), key


def test_no_letter_of_the_table_is_a_fault() -> None:
    for key, signs in read(TABLE.read_text(encoding="utf-8")).items():
        assert set(signs.values()) <= set("oL>x-.?!"), key


def test_a_door_that_somebody_forgot_to_close_is_found(everything: list[Door], monkeypatch: pytest.MonkeyPatch) -> None:
    from exhibit.admin.films import FilmAdmin

    table = read(TABLE.read_text(encoding="utf-8"))
    monkeypatch.setattr(FilmAdmin, "has_view_permission", lambda *_words: True)
    staff = clients()["staff"]
    with without_templates(monkeypatch):
        [door] = [door for door in everything if door.key == "admin:exhibit_film_changelist"]
        assert asked(staff, "GET", door.path)[0] == "o"
    assert table[door.key]["GET", "staff"] == "x"


# Forged requests


EXEMPT = {"oai"}
"""It may be asked by POST too, and only reads: https://www.openarchives.org/OAI/openarchivesprotocol.html, 3.1.1."""

FORGED = {"post": "yes", "action": "delete_selected", "_save": "1", "_selected_action": ["1", "2", "3"]}


def test_no_forged_form_is_taken(everything: list[Door], monkeypatch: pytest.MonkeyPatch) -> None:
    boss = clients(enforce_csrf_checks=True)["superuser"]
    token = "t" * 32
    boss.cookies["csrftoken"] = token
    taken, written = [], []
    with without_templates(monkeypatch), writing() as wrote:
        for door in everything:
            for data, headers in (
                (FORGED, {}),
                (FORGED | {"csrfmiddlewaretoken": token}, {"Origin": "https://evil.example"}),
            ):
                answer = boss.post(door.path, data, headers=headers)
                if answer.status_code not in (403, 405) and door.key not in EXEMPT:
                    taken.append((door.key, answer.status_code))
            written += [(door.key, statement) for statement in wrote]
            wrote.clear()
    assert taken == []
    assert written == []


def test_without_the_check_a_forged_form_is_taken(everything: list[Door], monkeypatch: pytest.MonkeyPatch) -> None:
    boss, past = clients(enforce_csrf_checks=True)["superuser"], PastSlug.objects.get()
    assert boss.post(address(past, "delete"), {"post": "yes"}).status_code == 403
    assert PastSlug.objects.exists()
    monkeypatch.setattr(CsrfViewMiddleware, "process_view", lambda *_words: None)
    boss.handler.load_middleware()  # it holds the check as it was
    with writing() as wrote:
        answer = boss.post(address(past, "delete"), {"post": "yes"})
    assert answer.status_code == 302, answer.content[-600:]
    assert wrote
    assert not PastSlug.objects.exists()


# Fields that a form does not offer


ACCOUNTS = (User, Group, User.groups.through, User.user_permissions.through, Group.permissions.through)


def rows(models: Iterable[type[Model]] = (*nouns(), Credit, Draft, *ACCOUNTS)) -> dict[Any, dict[str, Any]]:
    """Everything that the museum's records and its accounts are, column by column, and who is in which group."""
    found = {}
    for model in models:
        for one in model._base_manager.values():
            found[model._meta.label_lower, one[model._meta.pk.attname]] = one
    return found


def changed(before: dict[Any, Any], after: dict[Any, Any]) -> set[tuple[str, Any, str]]:
    """Return model, key and column of what differs; of a row that is new or gone, "new" or "gone"."""
    found = {(*key, "gone") for key in before.keys() - after.keys()} | {
        (*key, "new") for key in after.keys() - before.keys()
    }
    for key in before.keys() & after.keys():
        found |= {(*key, name) for name, value in before[key].items() if after[key][name] != value}
    return found


def grasping(record: Record) -> dict[str, list[str]]:
    """Everything that a form might be made to take: every column of the record, and some of others."""
    data = {"pk": ["1"], "id": ["1"], "is_superuser": ["on"], "is_staff": ["on"], "owner": ["1"], "user": ["1"]}
    data |= {
        "_state": ["x"],
        "groups": ["1", "2", "3", "4"],
        "user_permissions": ["1"],
        "author": ["1"],
        "_publish": ["1"],
    }
    for column in record._meta.concrete_fields:
        if column.name in ("status", "publish_at", "unpublish_at", "is_announced") or column.name in data:
            continue
        if type(column).__name__ in ("CharField", "TextField", "RichTextField", "SlugField"):
            data[column.name] = ["grasped"]
    state = "draft" if record.status == "published" else "published"
    times = {"publish_at_0": ["2001-01-01"], "publish_at_1": ["00:00"], "unpublish_at_0": ["2099-01-01"]}
    return data | {"status": [state], "is_announced": ["on"], "unpublish_at_1": ["00:00"]} | times


@pytest.mark.parametrize("noun", nouns(), ids=lambda noun: noun.__name__)
def test_who_may_not_publish_changes_nothing_that_visitors_see(noun: type[Record]) -> None:
    prepare()
    browsers, boss = clients(), Client()
    boss.force_login(User.objects.get(username="boss"))
    for record in (noun._base_manager.filter(status=state).last() for state in ("published", "draft")):
        assert record is not None
        data = opened(boss, record) | grasping(record)
        for role in ("staff", "Viewers", "Curators"):
            with transaction.atomic():
                before = rows()
                browsers[role].post(address(record), data)
                after = changed(before, rows())
                transaction.set_rollback(True)
            if role != "Curators":
                assert after == set(), role
                continue
            own = {found[2] for found in after if found[:2] == (record._meta.label_lower, record.pk)}
            others = {found for found in after if found[:2] != (record._meta.label_lower, record.pk)}
            assert {found[0] for found in others} <= {"exhibit.draft", "exhibit.credit"}, record
            assert {found[2] for found in others if found[0] == "exhibit.draft"} <= {"new"}
            assert not own & {*FOR_PUBLISHERS, "id"}, record
            if record.status == "published":
                assert own == set(), record


def test_the_same_form_of_one_who_may_publish_changes_them() -> None:
    """Otherwise the check would find nothing because nothing is ever taken."""
    prepare()
    client, record = clients()["Editors"], Event.objects.published().order_by("pk")[0]
    data, before = opened(client, record), rows()
    client.post(address(record), data | {"unpublish_at_0": ["2099-01-01"], "unpublish_at_1": ["00:00"]})
    assert ("exhibit.event", record.pk, "unpublish_at") in changed(before, rows())


OWN_LOG = {"search", "stamp", "deskvisit", "session", "accountevent", "rendition", "searchdocument", "searchword"}
OWN_LOG |= {"searchchange", "searchstate"}
"""What the museum writes down by itself when a form is saved."""

FORMS = sorted((model for model in desk._registry if model not in (User, Group)), key=lambda model: model.__name__)
BY_SAVING = {"exhibit.reviewlink": {"made_by_id"}}


def greedy(model: type[Model], offered: Any) -> dict[str, list[str]]:
    """A value for every column that the form does not offer, in the ways in which forms send values."""
    data = {"pk": ["1"], "_state": ["x"], "owner": ["1"], "is_superuser": ["on"], "user_permissions": ["1"]}
    for column in model._meta.concrete_fields:
        if column.name in offered:
            continue
        kind = column.get_internal_type()
        if kind in ("DateTimeField", "DateField"):
            data |= {column.name: ["2001-01-01"], f"{column.name}_0": ["2001-01-01"], f"{column.name}_1": ["00:00"]}
        elif column.choices:
            data[column.name] = [str(column.choices[-1][0])]
        else:
            data[column.name] = data[column.attname] = ["on" if kind == "BooleanField" else "1"]
    return data


def taken(model: type[Model], role: str, browser: Client, boss: Client) -> tuple[int, set[str]]:
    """Send the form of the last row, and more; return the answer's status, and what changed that was not offered."""
    every = [one for one in apps.get_app_config("exhibit").get_models() if one._meta.model_name not in OWN_LOG]
    row = model._base_manager.order_by("pk").last()
    assert row is not None
    page: Any = desk._registry[model]
    request = RequestFactory().get("/")
    request.user = User.objects.get(username=f"as-{role}")
    may_change = page.has_change_permission(request, row)
    offered = page.get_form(request, row, change=True).base_fields if may_change else {}
    inlines = [one for one in page.get_inline_instances(request, row) if one.has_change_permission(request, row)]
    data = opened(browser if may_change else boss, row) | greedy(model, offered)
    with transaction.atomic():
        before = rows([*every, *ACCOUNTS])
        status = browser.post(address(row), data).status_code
        after = changed(before, rows([*every, *ACCOUNTS]))
        transaction.set_rollback(True)
    own = (model._meta.label_lower, row.pk)
    allowed = {*offered, *(f"{name}_id" for name in offered), *BY_SAVING.get(own[0], ())}
    labels = {one.model._meta.label_lower for one in inlines} | ({"exhibit.draft"} if may_change else set())
    return status, {
        f"{label}.{name}"
        for label, key, name in after
        if not ((label, key) == own and name in allowed) and not (label in labels and (label, key) != own)
    }


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_no_form_takes_what_it_does_not_offer(model: type[Model]) -> None:
    prepare()
    AccountEvent.objects.create(kind="signed_in")
    browsers, boss = clients(), Client()
    boss.force_login(User.objects.get(username="boss"))
    statuses = {}
    for role in ROLES[1:]:
        statuses[role], more = taken(model, role, browsers[role], boss)
        assert more == set(), role
    is_for_reading = model in (AccountEvent, PreservationEvent)
    assert statuses["superuser"] == (403 if is_for_reading else 302), "else nothing was tried"
    assert {statuses[role] for role in ("staff", "Viewers")} == {403}


def test_a_form_that_takes_every_column_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    page: Any = desk._registry[ReviewLink]
    save = type(page).save_model

    def grasping_save(self: Any, request: Any, obj: Any, form: Any, change: bool) -> None:
        obj.revoked_at = f"{request.POST['revoked_at_0']}T00:00Z"
        save(self, request, obj, form, change)

    monkeypatch.setattr(type(page), "save_model", grasping_save)
    browsers, boss = clients(), Client()
    boss.force_login(User.objects.get(username="boss"))
    assert taken(ReviewLink, "superuser", browsers["superuser"], boss)[1] == {"exhibit.reviewlink.revoked_at"}


@pytest.fixture
def editor() -> Client:
    return clients()["Editors"]


def test_a_row_of_another_film_cannot_be_taken_by_its_number(editor: Client) -> None:
    film = Film.objects.get(slug="cranes-are-flying")
    other = Credit.objects.exclude(film=film)[0]
    data = opened(editor, film)
    stolen = {"credits-0-id": [str(other.pk)], "credits-0-job_en": ["stolen"]}
    stolen |= {"credits-1-film": [str(other.film_id)], "credits-1-job_en": ["moved"]}
    stolen |= {"credits-2-id": [str(other.pk)], "credits-2-DELETE": ["on"]}
    before = rows()
    editor.post(address(film), data | stolen)
    after = changed(before, rows())
    assert not {found for found in after if found[:2] == ("exhibit.credit", other.pk)}
    assert not {found for found in after if found[0] == "exhibit.credit" and found[2] == "film_id"}
    row = {"name_en": "New", "job_en": "grip", "department": "crew", "confidence": "medium", "id": str(other.pk)}
    before = rows()
    editor.post(address(film), added_row(data, "credits", **row))
    assert not {found for found in changed(before, rows()) if found[:2] == ("exhibit.credit", other.pk)}


def test_an_administrator_makes_nobody_a_superuser_by_any_field() -> None:
    prepare()
    client = clients()["Administrators"]
    friend = User.objects.create_user("friend", is_staff=True)
    own = User.objects.get(username="as-Administrators")
    for user in (friend, own, User.objects.get(username="boss")):
        place = f"/admin/auth/user/{user.pk}/change/"
        before = rows()
        client.post(place, filled(client.get(place)) | {"is_superuser": ["on"], "user_permissions": ["1"], "pk": ["1"]})
        gained = {found for found in changed(before, rows()) if found[2] in ("is_superuser", "id", "pk")}
        assert gained == set()
