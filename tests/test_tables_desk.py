"""Tables at the desk and from the command line: who may, what is shown before anything is written, and its undo."""

import datetime
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from exhibit.interop import tables
from exhibit.interop.tables import TABLES
from exhibit.models import Award, Event, Film, FilmTitle, Import, Person, Place, ReviewLink, Source, Upload
from tests.test_admin import listing
from tests.test_tables import as_csv, taken

pytestmark = pytest.mark.usefixtures("museum")

TENT = "slug,title_en\nred-tent,A new title\n"


@pytest.fixture
def writer(db: None) -> Client:
    """A curator who may not publish."""
    return member("Curators")


def member(role: str) -> Client:
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def sent(client: Client, noun: Any, content: str | bytes, table: str = "", name: str = "table.csv") -> Any:
    """The answer to a file that is sent from the import page."""
    content = content.encode() if isinstance(content, str) else content
    data = {"table": table or noun._meta.model_name, "file": SimpleUploadedFile(name, content)}
    return client.post(listing(noun, "import"), data)


def looked_at(client: Client, noun: Any, content: str | bytes, table: str = "") -> Any:
    """The dry run of a file."""
    answer = sent(client, noun, content, table)
    assert answer.status_code == 302, answer.context["form"].errors
    return client.get(answer["Location"])


def confirmed(client: Client, page: Any, **wishes: str) -> Any:
    return client.post(page.request["PATH_INFO"], {"mark": page.context["plan"].mark, **wishes}, follow=True)


def said(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


# Out


@pytest.mark.parametrize("noun", TABLES, ids=lambda noun: noun.__name__)
def test_every_list_is_given_and_taken_as_a_table(noun: Any, curator_client: Client) -> None:
    page = curator_client.get(listing(noun)).content.decode()
    assert f'href="{listing(noun, "export")}' in page
    assert f'href="{listing(noun, "import")}"' in page
    assert curator_client.get(listing(noun, "export")).status_code == 200
    assert curator_client.get(listing(noun, "import")).status_code == 200
    for table in TABLES[noun]:
        query = {"format": "csv", "table": str(table._meta.model_name)}
        text = content_of(curator_client.get(listing(noun, "export", **query))).decode()
        assert len(text.splitlines()) > table._default_manager.count()


def test_links_for_reviewers_are_no_table(curator_client: Client) -> None:
    page = curator_client.get(listing(ReviewLink))
    assert "reviewlink/export/" not in page.content.decode()
    assert curator_client.get("/admin/exhibit/reviewlink/export/", follow=True).request["PATH_INFO"] == "/admin/"


def test_an_export_is_what_the_list_shows_on_all_its_pages(curator_client: Client) -> None:
    page = curator_client.get(listing(Event, importance__exact="3")).content.decode()
    start = page.index(listing(Event, "export"))
    link = page[start : page.index('"', start)].replace("&amp;", "&")
    asked = curator_client.get(link)
    shown = asked.context["shown_count"]
    assert 0 < shown < asked.context["every_count"]
    for which, count in (("shown", shown), ("all", Event.objects.count())):
        text = content_of(curator_client.get(f"{link}&format=csv&table=event&which={which}")).decode()
        assert len(text.splitlines()) - 1 == count


def test_an_export_of_rows_is_that_of_the_records_shown(curator_client: Client) -> None:
    query = {"list": "?q=red-tent", "table": "filmtitle", "format": "csv", "which": "shown"}
    lines = content_of(curator_client.get(listing(Film, "export", **query))).decode().splitlines()
    assert len(lines) - 1 == FilmTitle.objects.filter(film__slug="red-tent").count() > 0
    assert all(line.startswith("red-tent|") for line in lines[1:])


def test_a_workbook_is_a_file_of_its_own(curator_client: Client) -> None:
    answer = curator_client.get(listing(Film, "export", format="xlsx", table="film"))
    assert answer["Content-Disposition"].startswith('attachment; filename="film-')
    book = openpyxl.load_workbook(io.BytesIO(content_of(answer)))
    assert book.active.max_row == Film.objects.count() + 1


def test_what_no_workbook_holds_is_said(curator_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exhibit.interop.tables.writing.MOST_IN_WORKBOOK", 3)
    answer = curator_client.get(listing(Film, "export", format="xlsx", table="film"))
    assert "more than 3 rows" in said(answer)


@pytest.mark.parametrize("query", ["?nonsense=1", "?status__exact=x&p=900", "%00", "?lane=none"])
def test_a_list_that_is_none_leads_to_the_whole_table(curator_client: Client, query: str) -> None:
    assert curator_client.get(listing(Event, "export", list=query)).status_code in (200, 302, 400)


# In


def test_a_file_is_looked_through_imported_and_undone(curator_client: Client) -> None:
    before = as_csv(Film)
    page = looked_at(curator_client, Film, TENT)
    assert "Nothing is written yet" in page.content.decode()
    assert page.context["page"][0].said == {"title_en": (Film.objects.get(slug="red-tent").title_en, "A new title")}
    assert "<ins>" in page.content.decode()
    assert as_csv(Film) == before
    done = confirmed(curator_client, page)
    assert "1 row was imported." in said(done)
    assert Film.objects.get(slug="red-tent").title_en == "A new title"
    assert not Upload.objects.exists()
    kept = Import.objects.get()
    assert kept.user == User.objects.get(username="olga")
    assert "table.csv" in curator_client.get("/admin/imports/").content.decode()
    undone = curator_client.post(f"/admin/imports/{kept.pk}/", follow=True)
    assert "1 row was put back." in said(undone)
    assert as_csv(Film) == before
    again = curator_client.post(f"/admin/imports/{kept.pk}/", follow=True)
    assert "undone already" in said(again)


def test_rows_without_a_list_are_taken_from_that_of_their_owners(curator_client: Client) -> None:
    page = looked_at(curator_client, Film, "film,language,kind,title\nred-tent,xx,working,X\n", "filmtitle")
    confirmed(curator_client, page)
    assert FilmTitle.objects.filter(film__slug="red-tent", title="X").exists()
    assert sent(curator_client, Film, TENT, "person").status_code == 200, "no table of this list"


def test_each_row_is_shown_with_its_outcome(curator_client: Client) -> None:
    table = "slug,title_en,date,original_title\nred-tent,A new title,,\nnew-film,New,1999,New\n,x,soon,\n"
    page = looked_at(curator_client, Film, table)
    html = page.content.decode()
    assert [line.outcome for line in page.context["page"]] == ["error", "new", "error"]
    assert "“soon” is no date" in html
    errors = curator_client.get(page.request["PATH_INFO"] + "?show=errors")
    assert len(errors.context["page"].object_list) == 2
    assert "Import this 1 row" in html


def test_errors_are_left_out_only_where_that_is_said(curator_client: Client) -> None:
    page = looked_at(curator_client, Film, TENT + "i-am-cuba,\n")
    refused = confirmed(curator_client, page)
    assert "Some rows have errors" in said(refused)
    assert Film.objects.get(slug="red-tent").title_en != "A new title"
    confirmed(curator_client, page, leave_out="on")
    assert Film.objects.get(slug="red-tent").title_en == "A new title"


def test_wrong_columns_and_files_are_told_at_once(curator_client: Client) -> None:
    errors = sent(curator_client, Film, "slug,titel_en,zzz\na,b,c\n").context["form"].errors["file"]
    assert len(errors) == 2
    assert "Did you mean “title_en”?" in errors[0]
    assert "damaged" in str(sent(curator_client, Film, b"PK\x03\x04nothing").context["form"].errors)
    assert "file" in curator_client.post(listing(Film, "import"), {"table": "film"}).context["form"].errors
    assert not Upload.objects.exists()


def test_what_changed_meanwhile_is_looked_at_again(curator_client: Client) -> None:
    page = looked_at(curator_client, Film, TENT)
    Film.objects.filter(slug="red-tent").update(title_en="Hers")
    again = confirmed(curator_client, page)
    assert "changed since this was shown" in said(again)
    assert Film.objects.get(slug="red-tent").title_en == "Hers"
    confirmed(curator_client, again)
    assert Film.objects.get(slug="red-tent").title_en == "A new title"


def test_what_is_sent_is_for_its_sender_and_for_a_day(curator_client: Client, writer: Client) -> None:
    page = looked_at(curator_client, Film, TENT)
    at = page.request["PATH_INFO"]
    assert "no longer here" in said(writer.get(at, follow=True))
    assert "no longer here" in said(writer.post(at, {"mark": page.context["plan"].mark}, follow=True))
    place = at.replace("/film/", "/place/")
    assert "no longer here" in said(curator_client.get(place, follow=True))
    Upload.objects.update(made_at=timezone.now() - datetime.timedelta(days=2))
    sent(writer, Film, TENT)
    assert Upload.objects.count() == 1, "the old one is swept away"
    for _again in range(7):
        sent(writer, Film, TENT)
    assert Upload.objects.count() == 5, "the latest of a curator"


def test_more_than_is_written_at_once_is_refused_in_words(
    curator_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exhibit.admin.tables.MOST_WRITTEN", 1)
    page = looked_at(curator_client, Place, "slug,name_en\na-new,A\nb-new,B\n")
    assert "More than 1 rows are new or changed" in page.content.decode()
    assert "More than 1 rows" in said(confirmed(curator_client, page))
    assert not Place.objects.filter(slug="a-new").exists()


def test_a_long_plan_is_shown_in_pages(
    curator_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page = looked_at(curator_client, Source, as_csv(Source))
    assert len(page.context["page"].object_list) == 100
    at = page.request["PATH_INFO"]
    with django_assert_max_num_queries(14):
        last = curator_client.get(at + "?page=3&show=all")
    assert len(last.context["page"].object_list) == Source.objects.count() - 200
    assert "nothing to import" in page.content.decode()


# Who may


@pytest.mark.parametrize(
    ("role", "may_export", "may_import"),
    [
        ("Viewers", True, False),
        ("Curators", True, True),
        ("Editors", True, True),
        ("Administrators", True, True),
    ],
)
def test_who_sees_a_list_exports_it_and_who_writes_imports(role: str, may_export: bool, may_import: bool) -> None:
    client = member(role)
    page = client.get(listing(Film))
    assert (page.context["offers_export"], page.context["offers_import"]) == (may_export, may_import)
    assert (client.get(listing(Film, "export", format="csv", table="film")).status_code == 200) is may_export
    assert (client.get(listing(Film, "import")).status_code == 200) is may_import
    assert (sent(client, Film, TENT).status_code == 302) is may_import
    kept = taken(Film, TENT)
    assert client.get(f"/admin/imports/{kept.pk}/").status_code == 200
    undone = client.post(f"/admin/imports/{kept.pk}/")
    assert (undone.status_code == 302) is may_import


def test_staff_outside_the_groups_reach_no_table(client: Client) -> None:
    client.force_login(User.objects.create_user("guest", is_staff=True))
    kept = taken(Film, TENT)
    for at in (listing(Film, "export"), listing(Film, "import"), "/admin/imports/"):
        assert client.get(at).status_code == 403
    assert client.get(f"/admin/imports/{kept.pk}/").status_code == 403


def test_a_curator_who_may_not_publish_imports_drafts_only(writer: Client) -> None:
    Film.objects.filter(slug="red-tent").update(status="draft")
    page = looked_at(writer, Film, TENT + "cranes-are-flying,Another\n")
    assert [line.outcome for line in page.context["page"]] == ["changed", "error"]
    confirmed(writer, page, leave_out="on")
    assert Film.objects.get(slug="red-tent").title_en == "A new title"
    assert Film.objects.get(slug="cranes-are-flying").title_en != "Another"


def test_lanes_are_imported_by_those_who_set_them_up(writer: Client) -> None:
    assert writer.get("/admin/exhibit/lane/import/").status_code == 403


# Many at once


def chosen(noun: Any, action: str, *records: Any) -> dict[str, Any]:
    return {"action": action, "index": "0", "_selected_action": [str(record.pk) for record in records]}


def test_nothing_is_published_before_it_was_listed_and_confirmed(curator_client: Client) -> None:
    draft, seen = Place.objects.all()[:2]
    Place.objects.filter(pk=draft.pk).update(status="draft")
    page = curator_client.post(listing(Place), chosen(Place, "publish", draft, seen))
    html = page.content.decode()
    assert page.context["title"] == "Publish 1 record?"
    assert "<del>draft</del> → <ins>published</ins>" in html
    assert "is published already" in html
    assert Place.objects.get(pk=draft.pk).status == "draft"
    done = curator_client.post(listing(Place), {**chosen(Place, "publish", draft, seen), "post": "yes"}, follow=True)
    assert "1 record was published." in said(done)
    assert Place.objects.get(pk=draft.pk).status == "published"


def test_the_confirmation_names_what_is_not_ready_and_why(curator_client: Client) -> None:
    event = Event.objects.filter(evidence_status="verified")[0]
    event.citations.all().delete()
    Event.objects.filter(pk=event.pk).update(status="draft")
    page = curator_client.post(listing(Event), chosen(Event, "publish", event))
    html = page.content.decode()
    assert (page.context["changing"], page.context["held"]) == (0, 1)
    assert "stays a draft" in html
    assert page.context["steps"][0].held.errors[0].words in html
    assert "Nothing would change." in html
    assert '<input type="submit"' not in html.split("confirm_form")[1]


def test_withdrawing_asks_first_too(curator_client: Client) -> None:
    place = Place.objects.filter(status="published")[0]
    page = curator_client.post(listing(Place), chosen(Place, "withdraw", place))
    assert "From then on visitors do not see them" in page.content.decode()
    assert Place.objects.get(pk=place.pk).status == "published"


def test_a_long_list_is_shown_in_part_and_a_longer_one_refused(
    curator_client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr("exhibit.admin.bulk.MOST_LISTED", 5)
    every = {"action": "publish", "index": "0", "select_across": "1", "_selected_action": ["1"]}
    Place.objects.update(status="draft")
    count = Place.objects.count()
    curator_client.get(listing(Place))
    with django_assert_max_num_queries(14):
        page = curator_client.post(listing(Place), every)
    html = page.content.decode()
    assert f"… and {count - 5} more" in html
    assert html.count('name="_selected_action"') == count
    monkeypatch.setattr("exhibit.admin.bulk.MOST_AT_ONCE", 10)
    for wish in ({}, {"post": "yes"}):
        refused = curator_client.post(listing(Place), every | wish, follow=True)
        assert f"You chose {count} records; at most 10" in said(refused)
    assert not Place.objects.filter(status="published").exists()


# From the command line


def told(*words: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_leaves_and_comes_back_by_command(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"people.{ending}"
    assert f"{Person.objects.count()} rows written" in told("export_table", "person", str(file))
    report = told("import_table", "person", str(file))
    assert f"{Person.objects.count()} the same" in report
    assert "There was nothing to write." in report


def test_the_command_reports_rows_and_writes_unless_it_is_a_rehearsal(tmp_path: Path) -> None:
    file = tmp_path / "films.csv"
    file.write_text(TENT, encoding="utf-8")
    rehearsal = told("import_table", "film", str(file), dry_run=True)
    assert "2  changed: red-tent" in rehearsal
    assert "→ “A new title”" in rehearsal
    assert "this was a dry run" in rehearsal
    assert not Import.objects.exists()
    assert "It can be undone at the desk" in told("import_table", "film", str(file))
    assert tables.undo(Import.objects.get(), tables.Rights())[0].why == ""


def test_the_command_fails_where_rows_have_errors(tmp_path: Path) -> None:
    file = tmp_path / "awards.csv"
    file.write_text("slug,outcome\netoile,perhaps\n", encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 rows have errors"):
        call_command("import_table", "award", str(file), dry_run=True, stdout=out)
    assert "outcome: “perhaps” is not known here" in out.getvalue()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_table", "award", str(tmp_path / "none.csv"))
    file.write_text("slug,outcom\netoile,won\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Did you mean “outcome”"):
        call_command("import_table", "award", str(file))
    assert Award.objects.get(slug="etoile").outcome


def test_the_guide_tells_of_tables(curator_client: Client) -> None:
    page = curator_client.get("/admin/guide/").content.decode()
    assert 'href="/admin/imports/"' in page
