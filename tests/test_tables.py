"""Tables of every noun: out of the museum and back, row by row, every fault in words, and one undo."""

import csv
import datetime
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.utils import translation
from pytest_django import DjangoAssertNumQueries
from reversion.models import Version

from exhibit.interop import tables
from exhibit.interop.tables import NOUNS, Line, Outcome, Plan, Rights, TableError
from exhibit.interop.tables.nouns import filters_of, find, key_of
from exhibit.interop.tables.reading import MOST_ROWS
from exhibit.interop.tables.writing import guarded, unguarded
from exhibit.models import (
    Award,
    Citation,
    Credit,
    Dispute,
    Event,
    Exhibit,
    Film,
    FilmBlock,
    FilmTitle,
    Image,
    Import,
    Lane,
    PastSlug,
    Person,
    Place,
    Release,
    Source,
)

pytestmark = pytest.mark.usefixtures("museum")


def as_csv(noun: Any) -> bytes:
    return "".join(tables.csv_lines(noun._default_manager.order_by("pk"))).encode()


def as_workbook(noun: Any) -> bytes:
    with tables.workbook(noun._default_manager.order_by("pk")) as file:
        return file.read()


def planned(noun: Any, content: str | bytes, rights: Rights | None = None) -> Plan:
    content = content.encode() if isinstance(content, str) else content
    return tables.planned(noun, tables.read(content, "table.csv"), rights or Rights())


def only(noun: Any, content: str | bytes, rights: Rights | None = None) -> Line:
    """What becomes of a table's single row."""
    (line,) = planned(noun, content, rights).lines
    return line


def taken(noun: Any, content: str | bytes, user: Any = None, **wishes: Any) -> Import:
    content = content.encode() if isinstance(content, str) else content
    wishes = {"leaves_errors_out": False} | wishes
    return tables.carry_out(noun, tables.read(content, "table.csv"), Rights(user), **wishes)


def faults(line: Line) -> dict[str, str]:
    return {fault.column: fault.words for fault in line.faults}


def refused(content: bytes) -> str:
    with pytest.raises(TableError) as problem:
        tables.read(content, "table.csv")
    return str(problem.value)


def a_row(noun: Any) -> Any:
    if noun is PastSlug:
        PastSlug.objects.create(noun="film", slug="la-tenda-rossa", current="red-tent")
    return noun._default_manager.first()


# There and back


@pytest.mark.parametrize("write", [as_csv, as_workbook])
@pytest.mark.parametrize("noun", NOUNS.values(), ids=NOUNS)
def test_what_comes_back_as_it_went_changes_nothing(noun: Any, write: Any) -> None:
    a_row(noun)
    plan = planned(noun, write(noun))
    assert len(plan.lines) == noun._default_manager.count()
    assert [(line.key, line.said, faults(line)) for line in plan.lines if line.outcome is not Outcome.SAME] == []


@pytest.mark.parametrize("noun", NOUNS.values(), ids=NOUNS)
def test_a_row_is_found_by_the_name_that_its_table_gives_it(noun: Any) -> None:
    row = a_row(noun)
    assert find(noun, [key_of(row)])[key_of(row)] == row
    assert filters_of(noun, "x") is None or noun._meta.get_field("slug").unique


RESTORED = ["filmtitle", "awardrecipient", "disputeside", "release", "admission", "credit", "citation", "pastslug"]


@pytest.mark.parametrize("name", RESTORED)
def test_rows_that_are_gone_come_back_from_their_table(name: str) -> None:
    noun: Any = NOUNS[name]
    a_row(noun)
    if noun in (Release, Credit):
        Citation.objects.filter(**{f"{name}__isnull": False}).delete()
    before = as_csv(noun).decode().splitlines()
    noun._default_manager.all().delete()
    kept = taken(noun, "\n".join(before))
    assert kept.created_count == noun._default_manager.count() > 0
    assert sorted(as_csv(noun).decode().splitlines()) == sorted(before)


@pytest.mark.parametrize("noun", [Event, Award, Person, Place, Source, Dispute, Lane], ids=lambda noun: noun.__name__)
def test_a_record_that_is_gone_comes_back_with_what_it_names(noun: Any) -> None:
    first = noun._default_manager.order_by("pk").first()
    lines = list(csv.DictReader(io.StringIO(as_csv(noun).decode().removeprefix("\ufeff"))))
    row = next(line for line in lines if line["slug"] == first.slug) | {"slug": "come-back"}
    row |= {"gathers": ""} if noun is Lane else {}
    row |= {"status": "draft"} if "status" in row else {}  # it is not ready: its citations are a table of their own
    table = io.StringIO()
    writer = csv.DictWriter(table, row)
    writer.writeheader()
    writer.writerow(row)
    assert taken(noun, table.getvalue()).created_count == 1
    again = next(line for line in csv.DictReader(io.StringIO(as_csv(noun).decode())) if "come-back" in line.values())
    assert {name: text for name, text in again.items() if "slug" not in name} == {
        name: text for name, text in row.items() if name != "slug"
    }


# Formulas


@pytest.mark.parametrize("text", ["=1+1", "+7 495", "-5", "@home", "\tx", "'=x", "''=x", "＝1", "'tis", "plain", "'"])
def test_what_a_spreadsheet_would_take_for_a_formula_is_guarded_and_comes_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "＝"))
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)"])
def test_no_formula_leaves_the_museum_and_none_is_left_in_it(text: str) -> None:
    Film.objects.filter(slug="red-tent").update(transliteration=text)
    assert f"'{text}" in as_csv(Film).decode()
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(Film)))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value and text in str(cell.value)]
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", f"'{text}")]
    for write in (as_csv, as_workbook):
        assert planned(Film, write(Film)).of(Outcome.CHANGED, Outcome.ERROR) == []


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_a_table_is_read_as_any_office_program_saves_it(encoding: str, comma: str) -> None:
    text = comma.join(["slug", "title_ru"]) + "\r\n" + comma.join(["red-tent", "Красная палатка и лёд"]) + "\r\n"
    line = only(Film, text.encode(encoding))
    assert line.said["title_ru"][1] == "Красная палатка и лёд"


def test_columns_are_known_by_their_names_and_by_the_words_of_the_forms_in_either_language() -> None:
    line = only(Film, "slug,Title · English,Название · Русский,YEAR\nred-tent,One,Один,1970\n")
    assert {name: said[1] for name, said in line.said.items()} == {
        "title_en": "One",
        "title_ru": "Один",
        "date": "1970",
    }


def workbook_of(*rows: list[Any], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, form in (formats or {}).items():
        book.active[cell].number_format = form
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_date_of_a_spreadsheet_is_as_exact_as_it_is_shown() -> None:
    day = datetime.datetime(1970, 5, 1)
    shown = {"B2": "yyyy-mm-dd", "B3": "mmm-yy", "B4": "yyyy"}
    content = workbook_of(
        ["slug", "date"],
        ["red-tent", day],
        ["cranes-are-flying", day],
        ["salt-for-svanetia", day],
        ["i-am-cuba", 1964],
        formats=shown,
    )
    said = {line.key: line.said["date"][1] for line in planned(Film, content).lines if "date" in line.said}
    assert said["red-tent"] == "1970-05-01"
    assert said["cranes-are-flying"] == "1970-05"
    assert said["salt-for-svanetia"] == "1970"


def test_a_cell_of_an_exported_workbook_stays_the_text_that_is_typed_into_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(Film)))
    assert {cell.number_format for cell in book.active[2] if cell.value} == {"@"}
    assert book.active.column_dimensions["H"].number_format == "@"


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 60_000_000)
    return file.getvalue()


def entities() -> bytes:
    """A workbook whose sheet is a billion laughs."""
    source, target = zipfile.ZipFile(io.BytesIO(workbook_of(["slug"], ["x"]))), io.BytesIO()
    laugh = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(target, "w") as packed:
        for name in source.namelist():
            content = source.read(name).decode()
            packed.writestr(name, laugh + content if "sheet1" in name else content)
    return target.getvalue()


def test_what_is_no_table_or_too_large_is_refused_in_words() -> None:
    assert "empty" in refused(b"")
    assert "no rows below" in refused(b"slug,title_en\n")
    assert "no table" in refused(b"<!doctype html><p>slug</p>")
    assert ".xlsx or CSV" in refused(b"\xd0\xcf\x11\xe0" + b"x" * 100)
    assert "no text file" in refused(b"slug\0,x\n1,2\n")
    assert "quotation mark is not closed" in refused(b'slug,title_en\nx,"y\n')
    assert "at most 10 MB" in refused(b"slug\n" + b"x" * 10_000_000)
    assert f"more than {MOST_ROWS} rows" in refused(b"slug\n" + b"x\n" * (MOST_ROWS + 1))
    assert "more than 200 columns" in refused(b",".join([b"x"] * 201) + b"\n1\n")
    assert "cell of 100001 letters" in refused(b"slug\n" + b"x" * 100_001 + b"\n")
    assert "damaged" in refused(b"PK\x03\x04 not a zip")
    assert "unpacks to more" in refused(bomb())
    assert "damaged" in refused(entities())
    assert "B2 holds a formula" in refused(workbook_of(["slug", "title_en"], ["red-tent", "=A1"]))


def test_a_workbook_holds_no_more_than_its_format_does(monkeypatch: pytest.MonkeyPatch) -> None:
    Film.objects.filter(slug="red-tent").update(note_en="x" * 40_000)
    with pytest.raises(tables.WorkbookError, match=r"“red-tent” has a text of 40000 letters.*CSV"):
        as_workbook(Film)
    Film.objects.filter(slug="red-tent").update(note_en="a\x0bb")
    with pytest.raises(tables.WorkbookError, match=r"“red-tent” has a character"):
        as_workbook(Film)
    monkeypatch.setattr("exhibit.interop.tables.writing.MOST_IN_WORKBOOK", 3)
    with pytest.raises(tables.WorkbookError, match=r"more than 3 rows.*CSV"):
        as_workbook(Film)


def test_a_long_table_is_written_piece_by_piece(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """However many records there are, only some are loaded at once, with their lists."""
    monkeypatch.setattr("exhibit.interop.tables.writing.AT_ONCE", 10)
    count, lists = Event.objects.count(), len(Event._meta.many_to_many)
    lines = tables.csv_lines(Event.objects.all())
    with django_assert_num_queries(0):
        assert next(lines).startswith("\ufeffslug,title_en")
    with django_assert_num_queries(1 + lists):
        next(lines)
    with django_assert_num_queries(lists * (-(-count // 10) - 1)):
        assert sum(1 for _line in lines) == count - 1


def test_a_table_that_comes_back_costs_few_queries_and_a_changed_row_a_few_more(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    sheet = tables.read(as_csv(Event), "events.csv")
    with django_assert_max_num_queries(14):
        tables.planned(Event, sheet, Rights())
    sheet = tables.read(as_csv(Citation), "citations.csv")
    with django_assert_max_num_queries(24):
        tables.planned(Citation, sheet, Rights())
    _header, *rows = as_csv(Event).decode().splitlines()
    several = "slug,title_en,place\n" + "".join(f"{row.split(',')[0]},New title,moscow\n" for row in rows[:40])
    sheet = tables.read(several.encode(), "events.csv")
    with django_assert_max_num_queries(10 + 40):
        plan = tables.planned(Event, sheet, Rights())
    assert len(plan.of(Outcome.CHANGED)) == 40


# What cells say


def test_a_column_that_is_absent_is_left_and_a_blank_cell_empties() -> None:
    film = Film.objects.get(slug="red-tent")
    assert film.original_title
    assert film.country_ru
    line = only(Film, "slug,country_ru\nred-tent,\n")
    assert line.outcome is Outcome.CHANGED
    assert list(line.said) == ["country_ru"]
    assert line.said["country_ru"] == (film.country_ru.replace("\xa0", "\xa0"), "")
    taken(Film, "slug,country_ru\nred-tent,\n")
    after = Film.objects.get(slug="red-tent")
    assert (after.country_ru, after.original_title) == ("", film.original_title)


@pytest.mark.parametrize(
    ("noun", "slug", "column", "text", "value"),
    [
        (Film, "red-tent", "date", "c. 1970", "1970~"),
        (Film, "red-tent", "date", "май 1970", "1970-05"),
        (Film, "red-tent", "publish_at", "2031-05-09", "2031-05-09 00:00"),
        (Film, "red-tent", "running_time_minutes", "1 000", "1000"),
        (Film, "red-tent", "status", "черновик", "draft"),
        (Film, "red-tent", "status", "Draft", "draft"),
        (Event, "kalatozov-born", "importance", "background", "background"),
        (Event, "kalatozov-born", "importance", "1", "background"),
        (Event, "kalatozov-born", "films", "red-tent; i-am-cuba,red-tent", "i-am-cuba, red-tent"),
        (Award, "etoile", "is_shared", "да", "yes"),
        (Image, "birches", "rights", "used by permission", "used by permission"),
    ],
)
def test_cells_are_written_as_people_write_them(noun: Any, slug: str, column: str, text: str, value: str) -> None:
    line = only(noun, f"slug;{column}\n{slug};{text}\n" if ";" not in text else f'slug,{column}\n{slug},"{text}"\n')
    assert faults(line) == {}
    assert line.said[column][1] == value


@pytest.mark.parametrize(
    ("noun", "row", "column", "words"),
    [
        (Film, "slug,date\nred-tent,abt twenty-seven", "date", "“abt twenty-seven” is no date"),
        (Film, "slug,publish_at\nred-tent,soon", "publish_at", "“soon” is no time"),
        (Film, "slug,publish_at\nred-tent,2027-02-30 12:00", "publish_at", "is no time"),
        (Film, "slug,running_time_minutes\nred-tent,long", "running_time_minutes", "“long” is no whole number"),
        (Film, "slug,running_time_minutes\nred-tent,5000", "", "from 1 to 1000"),
        (Film, "slug,title_en\nred-tent,", "title_en", "This cannot be empty. Wanted: text."),
        (Film, "slug,status\nred-tent,seen", "status", "Write one of: draft, published"),
        (Film, "slug,title_en\nRed Tent,x", "slug", "valid “slug”"),
        (Film, "slug,title_en\n,A new film", "slug", "for example a-new-film"),
        (Award, "slug,is_shared\netoile,perhaps", "is_shared", "neither yes nor no"),
        (Event, "slug,place\nkalatozov-born,moskow", "place", "There is no place “moskow”. Did you mean “moscow”?"),
        (Event, 'slug,films\nkalatozov-born,"red-tent,red-tant"', "films", "Did you mean “red-tent”?"),
        (
            Event,
            "slug,lane\nkalatozov-born,",
            "lane",
            "This cannot be empty. Wanted: the address or key of: timeline lane.",
        ),
        (Person, "slug,birth,death\nachard,1900,1800", "", "The death lies before the birth"),
        (Image, "slug,rights_expire_on\nbirches,2030", "rights_expire_on", "is no day"),
        (Image, "slug,alt_en\nnew,A picture", "slug", "with its file, on its own page"),
        (Release, "key,note_en\ncranes-are-flying|nowhere|1957,x", "key", "Leave the key empty"),
        (Release, "film,place,date,kind_en\ncranes-are-flying,moscow,then,x", "date", "“then” is no date"),
        (Credit, "film,key,department,job_en\nred-tent,,camera,x", "", "Choose a person or write a name"),
        (Citation, "key,film,source,about\n,red-tent,,title", "source", "This cannot be empty."),
        (Citation, "key,film,person,source\n,red-tent,achard,seed", "", "exactly one record"),
    ],
)
def test_each_error_is_said_in_words_with_its_column(noun: Any, row: str, column: str, words: str) -> None:
    line = only(noun, row + "\n")
    assert line.outcome is Outcome.ERROR
    assert words in faults(line)[column]
    assert Import.objects.count() == 0


def test_errors_are_said_in_the_language_of_the_curator() -> None:
    with translation.override("ru"):
        line = only(Film, "slug,running_time_minutes\nred-tent,5000\n")
    assert "от 1 до 1000" in faults(line)[""]


def test_a_credit_in_russian_alone_is_refused_as_the_database_would() -> None:
    with translation.override("ru"):
        line = only(Credit, "film,key,department,job_en,name_ru\nred-tent,,camera,focus,Иван\n")
    assert line.outcome is Outcome.ERROR


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("slug,titel_en", "The column “titel_en” is not known here. Did you mean “title_en”? Rename it."),
        ("slug,zzzzzz", "The column “zzzzzz” is not known here. Remove it."),
        ("slug,title_en,Title · English", "“title_en” is there twice"),
        ("title_en", "There is no column “slug”"),
    ],
)
def test_a_wrong_column_is_named_with_what_was_meant(header: str, words: str) -> None:
    with pytest.raises(TableError) as problem:
        planned(Film, header + "\nx,y,z\n")
    assert words in str(problem.value)


def test_a_table_of_rows_needs_their_key_or_all_its_parts() -> None:
    with pytest.raises(TableError, match=r"“key”.*film, place, date"):
        planned(Release, "film,place,kind_en\nred-tent,moscow,x\n")
    assert only(Release, "film,place,date,kind_en\nred-tent,moscow,1971,x\n").outcome is Outcome.NEW


def test_a_cell_beyond_the_named_columns_is_not_passed_over() -> None:
    assert "“lost” stands in a column without a name" in faults(only(Film, "slug\nred-tent,lost\n"))[""]


def test_a_reference_by_an_old_address_leads_to_the_new_one() -> None:
    PastSlug.objects.create(noun="place", slug="leningrad-old", current="leningrad")
    assert "Write “leningrad”." in faults(only(Event, "slug,place\nkalatozov-born,leningrad-old\n"))["place"]
    PastSlug.objects.create(noun="film", slug="the-tent", current="red-tent")
    line = only(Film, "slug,title_en,original_title\nthe-tent,x,x\n")
    assert "old address of “red-tent”" in faults(line)["slug"]


def test_one_record_twice_in_a_table_is_refused() -> None:
    first, second = planned(Film, "slug,title_en\nred-tent,One\nred-tent,Two\n").lines
    assert first.outcome is Outcome.CHANGED
    assert faults(second)[""] == "The row “red-tent” is here already. Remove one. See row 2."
    lanes = "slug,name_en,gathers\na,A,lives\nb,B,lives\n"
    Lane.objects.filter(gathers="lives").update(gathers="")
    assert "Another lane gathers these already. See row 2." in faults(planned(Lane, lanes).lines[1])[""]


def test_a_credit_without_a_key_is_the_one_that_says_the_same() -> None:
    """A table that was made by hand can be imported again."""
    table = "film,person,department,job_en,note_en\nred-tent,kalatozov,directing,producer,{}\n"
    taken(Credit, table.format("One"))
    line = only(Credit, table.format("Two"))
    assert (line.outcome, list(line.said)) == (Outcome.CHANGED, ["note_en"])
    assert only(Credit, table.format("One")).outcome is Outcome.SAME


def test_every_part_of_a_row_can_be_changed_where_its_key_names_it() -> None:
    taken(Release, "key,place,date\ncranes-are-flying|ussr|1957-10-12,moscow,1957-10\n")
    assert Release.objects.filter(film__slug="cranes-are-flying", place__slug="moscow", date="1957-10").exists()
    assert not Release.objects.filter(film__slug="cranes-are-flying", place__slug="ussr", date="1957-10-12").exists()


# Imported


def test_an_import_leaves_a_version_and_an_entry_of_each_record(curator: User) -> None:
    Version.objects.get_for_object(Film.objects.get(slug="red-tent")).delete()  # as with data of another way
    table = "slug,title_en\nred-tent,A new title\ni-am-cuba,Another\nsalt-for-svanetia,{}\n"
    kept = taken(Film, table.format(Film.objects.get(slug="salt-for-svanetia").title_en), curator)
    assert (kept.created_count, kept.changed_count, kept.same_count) == (0, 2, 1)
    films = Film.objects.filter(slug__in=("red-tent", "i-am-cuba"))
    versions = [Version.objects.get_for_object(film) for film in films]
    assert [len(of_film) for of_film in versions] == [2, 2], "as it was, and as it is"
    assert versions[0][0].revision_id != versions[1][0].revision_id
    assert versions[0][0].revision.user == curator
    assert LogEntry.objects.filter(user=curator, change_message="Imported from “table.csv”.").count() == 2
    assert Version.objects.get_for_object(Film.objects.get(slug="salt-for-svanetia")).count() == 1, "nothing changed"


def test_a_row_without_a_page_is_told_in_the_history_of_its_owner(curator: User) -> None:
    film = Film.objects.get(slug="red-tent")
    Version.objects.get_for_object(film).delete()
    taken(FilmTitle, "film,language,kind,title\nred-tent,fr,release,La Tente rouge (film)\n", curator)
    assert Version.objects.get_for_object(film).count() == 2, "as it was, and as it is"
    newest = Version.objects.get_for_object(film)[0].revision
    assert any("La Tente rouge (film)" in one.serialized_data for one in newest.version_set.all())
    assert LogEntry.objects.filter(object_id=str(film.pk)).exists()


def test_errors_keep_everything_from_being_imported_unless_they_are_left_out() -> None:
    table = "slug,title_en\nred-tent,A new title\ni-am-cuba,\n"
    with pytest.raises(TableError, match="errors"):
        taken(Film, table)
    assert Film.objects.get(slug="red-tent").title_en != "A new title"
    kept = taken(Film, table, leaves_errors_out=True)
    assert (kept.changed_count, kept.left_out_count) == (1, 1)
    assert Film.objects.get(slug="red-tent").title_en == "A new title"


def test_only_what_was_looked_at_is_imported() -> None:
    table = "slug,title_en\nred-tent,A new title\n"
    mark = planned(Film, table).mark
    Film.objects.filter(slug="red-tent").update(title_en="Hers")
    with pytest.raises(tables.PlanChangedError):
        taken(Film, table, mark=mark)
    assert taken(Film, table, mark=planned(Film, table).mark).changed_count == 1


def test_an_import_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What only the database refuses takes everything back, and is said in its words."""
    monkeypatch.setattr("exhibit.interop.tables.rules.Rules.faults", lambda self, line: iter(()))
    table = "slug,running_time_minutes\nred-tent,100\ni-am-cuba,5000\n"
    before = Film.objects.get(slug="red-tent").running_time_minutes
    with pytest.raises(TableError, match="Row 3 was refused: The running time is in minutes"):
        taken(Film, table)
    assert Film.objects.get(slug="red-tent").running_time_minutes == before
    assert Import.objects.count() == 0


def test_a_record_that_is_not_ready_stays_a_draft() -> None:
    table = "slug,title_en,date,lane,evidence_status,status\nnew-event,An event,1957,war,verified,published\n"
    line = only(Event, table)
    assert line.outcome is Outcome.NEW
    assert "stays a draft until this is mended" in line.remarks[0]
    assert not Event.objects.filter(slug="new-event").exists()
    taken(Event, table)
    assert Event.objects.get(slug="new-event").status == "draft"
    Event.objects.filter(slug="kalatozov-born").update(status="draft")
    taken(Event, "slug,status\nkalatozov-born,published\n")
    assert Event.objects.get(slug="kalatozov-born").status == "published"


def test_an_import_from_a_russian_desk_writes_the_same_columns() -> None:
    with translation.override("ru"):
        taken(Film, "slug,title_en,title_ru,original_title\nnew-film,New film,Новый фильм,X\n")
    film = Film.objects.filter(slug="new-film").values("title", "title_en", "title_ru").get()
    assert film == {"title": "New film", "title_en": "New film", "title_ru": "Новый фильм"}


# Rights


def somebody(role: str) -> Rights:
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return Rights(user)


ROLES = ("Viewers", "Curators", "Editors", "Administrators")
MAY: dict[str, tuple[Any, str, tuple[bool, bool, bool, bool]]] = {
    #                                                                     Viewers Curators Editors Administrators
    "add a draft": (Film, "slug,title_en,original_title\nnew,New,New", (False, True, True, True)),
    "add and publish": (Place, "slug,name_en,status\nnew,New,published", (False, False, True, True)),
    "change a draft": (Film, "slug,title_en\nred-tent,New", (False, True, True, True)),
    "change what is published": (Film, "slug,title_en\ncranes-are-flying,New", (False, False, True, True)),
    "publish": (Film, "slug,status\nred-tent,published", (False, False, True, True)),
    "say when it appears": (Film, "slug,publish_at\nred-tent,2031-01-01", (False, False, True, True)),
    "add a title to a draft": (FilmTitle, "film,language,kind,title\nred-tent,xx,working,X", (False, True, True, True)),
    "add a title to what is published": (
        FilmTitle,
        "film,language,kind,title\ncranes-are-flying,xx,working,X",
        (False, False, True, True),
    ),
    "move a title to what is published": (
        FilmTitle,
        "key,film\nred-tent|yy|working,cranes-are-flying",
        (False, False, True, True),
    ),
    "cite for what is published": (
        Citation,
        "film,source,about\ncranes-are-flying,ina58,genre",
        (False, False, True, True),
    ),
    "cite for a statement": (Citation, "statement,source,about\ncamera-1,ina58,genre", (False, True, True, True)),
    "change a credit": (
        Credit,
        "film,person,department,job_en\nred-tent,kalatozov,crew,friend",
        (False, False, True, True),
    ),
    "change a source": (Source, "slug,note\nseed,New", (False, True, True, True)),
    "change a lane": (Lane, "slug,name_en\nwar,New", (False, False, True, True)),
}


@pytest.mark.parametrize("deed", MAY)
@pytest.mark.parametrize("role", ROLES)
def test_a_table_may_no_more_than_its_curator(role: str, deed: str) -> None:
    noun, table, may = MAY[deed]
    tent = Film.objects.filter(slug="red-tent")
    tent.update(status="draft")
    FilmTitle.objects.create(film=tent.get(), language="yy", kind="working", title="Y")
    line = only(noun, table + "\n", somebody(role))
    assert (line.outcome is not Outcome.ERROR) is may[ROLES.index(role)], faults(line)


# Undone


def test_one_undo_puts_back_a_whole_import(curator: User) -> None:
    table = "slug,title_en,date,films,lane\nkalatozov-born,Changed,1900,red-tent,war\nnew-event,New,1957,,war\n"
    before = as_csv(Event)
    kept = taken(Event, table, curator)
    assert Event.objects.get(slug="kalatozov-born").date.edtf == "1900"
    steps = tables.undo(kept, Rights(curator))
    assert [step.why for step in steps] == ["", ""]
    assert as_csv(Event) == before
    event = Event.objects.get(slug="kalatozov-born")
    assert Version.objects.get_for_object(event)[0].revision.comment == "The import of “table.csv” was undone."
    assert Version.objects.get_deleted(Event).count() == 1, "what came new can be recovered"
    with pytest.raises(TableError, match="undone already"):
        tables.undo(kept, Rights(curator))


def test_what_was_changed_since_is_named_and_stays() -> None:
    table = "slug,title_en,date\nred-tent,Changed,1900\ni-am-cuba,Changed,1901\n"
    old = Film.objects.get(slug="i-am-cuba")
    kept = taken(Film, table)
    Film.objects.filter(slug="red-tent").update(title_en="Later")
    Film.objects.filter(slug="i-am-cuba").update(genre_en="Later, in another column")
    left = [step for step in tables.undoing(kept, Rights()) if step.why]
    assert [(step.name, step.why) for step in left] == [("Later", "It was changed since in what the import wrote.")]
    assert [(change.old, change.new) for change in left[0].later] == [("Changed", "Later")]
    tables.undo(kept, Rights())
    assert Film.objects.get(slug="red-tent").date.edtf == "1900"
    cuba = Film.objects.get(slug="i-am-cuba")
    assert (cuba.title_en, cuba.date, cuba.genre_en) == (old.title_en, old.date, "Later, in another column")


def test_a_block_of_a_story_is_told_as_its_exhibit() -> None:
    kept = taken(Film, "slug,title_en,title_ru,original_title\nnew-film,New film,Новый фильм,X\n")
    exhibit = Exhibit.objects.get()
    FilmBlock.objects.create(parent=exhibit, region="story", ordering=999, film=Film.objects.get(slug="new-film"))
    assert [step.why for step in tables.undoing(kept, Rights())] == ["It is used since: exhibits."]


def test_what_came_new_and_is_used_since_stays() -> None:
    kept = taken(Place, "slug,name_en\nnew-place,New place\nother-place,Other place\n")
    Event.objects.filter(slug="kalatozov-born").update(place=Place.objects.get(slug="new-place"))
    why = {step.name: step.why for step in tables.undo(kept, Rights())}
    assert why == {"New place": "It is used since: events.", "Other place": ""}
    assert list(Place.objects.filter(slug__in=("new-place", "other-place")).values_list("slug", flat=True)) == [
        "new-place"
    ]


def test_a_row_that_referred_to_what_is_gone_stays_and_the_others_are_put_back() -> None:
    twin = Place.objects.create(slug="twin", name_en="Twin")
    event, other = Event.objects.get(slug="kalatozov-born"), Event.objects.exclude(slug="kalatozov-born").first()
    Event.objects.filter(pk=event.pk).update(place=twin)
    was = other.title_en
    kept = taken(Event, f"slug,place,title_en\n{event.slug},moscow,{event.title_en}\n{other.slug},,Changed\n")
    twin.delete()
    why = [step.why for step in tables.undo(kept, Rights())]
    assert sorted(why) == ["", "“Place” referred to something that was deleted since."]
    other.refresh_from_db()
    assert other.title_en == was


def test_what_was_deleted_since_stays_deleted() -> None:
    kept = taken(Place, "slug,name_en\nnew-place,New place\n")
    Place.objects.get(slug="new-place").delete()
    assert [step.why for step in tables.undo(kept, Rights())] == ["It was deleted since."]
    assert not Place.objects.filter(slug="new-place").exists()


def test_an_undo_may_no_more_than_its_curator(curator: User) -> None:
    Film.objects.filter(slug="red-tent").update(status="draft")
    kept = taken(Film, "slug,title_en,status\nred-tent,New,published\n", curator)
    assert "is published" in tables.undoing(kept, somebody("Curators"))[0].why
    assert tables.undoing(kept, somebody("Editors"))[0].why == ""


def test_rows_of_a_record_are_put_back_too(curator: User) -> None:
    before = as_csv(Citation)
    kept = taken(Citation, "film,source,about\nred-tent,ina58,genre\n", curator)
    assert Citation.objects.filter(film__slug="red-tent", source__slug="ina58", about="genre").exists()
    tables.undo(kept, Rights(curator))
    assert as_csv(Citation) == before
