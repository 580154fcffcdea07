"""A TimelineJS timeline becomes drafts: every row is accounted for, twice is once, nothing breaks."""

import json
import re
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from reversion.models import Revision, Version

from exhibit.interop import timelinejs
from exhibit.interop.timelinejs import Batch, Outcome, Plan, TimelineError, Wishes
from exhibit.interop.timelinejs.addresses import address
from exhibit.interop.timelinejs.plain import line, plain
from exhibit.models import Event, Lane

pytestmark = pytest.mark.usefixtures("museum")

HEADER = (
    "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,Media Credit,"
    "Media Caption,Media Thumbnail,Alt Text,Type,Group,Background,Link"
)
COLUMNS = HEADER.split(",")


def table(*rows: dict[str, str]) -> bytes:
    """A spreadsheet as Google saves it, of the cells that are named."""

    def cell(text: str) -> str:
        return '"{}"'.format(text.replace('"', '""')) if re.search(r'[",\r\n]', text) else text

    lines = [",".join(cell(row.get(column, "")) for column in COLUMNS) for row in rows]
    return "\r\n".join([HEADER, *lines]).encode()


def row(headline: str = "Premiere", **cells: str) -> dict[str, str]:
    """Cells by the names of their columns, with _ for a space: `End_Year="1958"`."""
    return {"Headline": headline, "Year": "1957"} | {name.replace("_", " "): text for name, text in cells.items()}


def planned(content: bytes | dict[str, Any], name: str = "", **wishes: Any) -> Plan:
    if isinstance(content, dict):
        content, name = json.dumps(content).encode(), name or "timeline.json"
    return timelinejs.draft(timelinejs.read(content, name or "sheet.csv"), Wishes(**{"lane": "release"} | wishes))


def only(content: bytes | dict[str, Any], **wishes: Any) -> Any:
    [line_of_report] = planned(content, **wishes).lines
    return line_of_report


def slide(headline: str = "Premiere", year: Any = 1957, **parts: Any) -> dict[str, Any]:
    return {"start_date": {"year": year}, "text": {"headline": headline}} | parts


def written(content: bytes | dict[str, Any], **wishes: Any) -> list[Event]:
    return timelinejs.write(planned(content, **wishes).batch).events


# What a row becomes


def test_a_row_of_the_spreadsheet_becomes_a_draft() -> None:
    [event] = written(
        table(
            row(
                "<b>Premiere</b> in Moscow &amp; after",
                Month="10",
                Day="12",
                Text='<p>At the <a href="https://example.org/u">Udarnik</a>.</p><p>People "queued",\nfor hours.</p>',
                Media="https://example.org/queue.jpg",
                Media_Credit="© Archive",
                Media_Caption="The <i>queue</i>",
                Media_Thumbnail="https://example.org/small.jpg",
                Alt_Text="A long queue",
                Group="Release",
                Background="#333333",
                Link="https://example.org/more",
            )
        )
    )
    assert (event.status, event.evidence_status, event.lane.slug) == ("draft", "unconfirmed", "release")
    assert (event.title_en, event.title_ru) == ("Premiere in Moscow & after", None)
    assert event.slug == "premiere-in-moscow-after-1957-10-12"
    assert str(event.date) == "1957-10-12"
    assert event.date_earliest.isoformat() == "1957-10-12"
    assert event.description_en == 'At the Udarnik (https://example.org/u).\n\nPeople "queued", for hours.'
    assert event.note_en is None
    assert event.desk_note == (
        "Media: https://example.org/queue.jpg\nMedia credit: © Archive\nMedia caption: The queue\n"
        "Media thumbnail: https://example.org/small.jpg\nAlternative text: A long queue\nBackground: #333333\n"
        "Link: https://example.org/more"
    )
    event.full_clean()
    assert not Event.objects.published().filter(pk=event.pk).exists()


def test_a_slide_of_the_json_becomes_a_draft() -> None:
    document = {
        "title": {"text": {"headline": "The Cranes"}},
        "events": [
            slide(
                start_date={"year": "1957", "month": 10, "day": 12.0, "hour": 19, "minute": "30"},
                end_date={"year": 1957, "month": "10", "day": 14},
                media={"url": "https://example.org/a.jpg", "alt": "A", "link": "https://example.org/b", "title": "T"},
                group="Премьера и прокат",
                background={"color": "#fff"},
                autolink=False,
                custom="kept too",
            )
        ],
        "eras": [{"start_date": {"year": 1941}, "end_date": {"year": 1945}, "text": {"headline": "War"}}],
    }
    plan = planned(document)
    assert [(found.where, found.outcome) for found in plan.lines] == [
        ("title", Outcome.TITLE),
        ("1", Outcome.NEW),
        ("era 1", Outcome.NEW),
    ]
    assert plan.lines[0].title == "The Cranes"
    premiere, war = timelinejs.write(plan.batch).events[::-1]
    assert {str(premiere.date), str(war.date)} == {"1957-10-12/1957-10-14", "1941/1945"}
    assert premiere.lane.slug == "release"
    assert premiere.desk_note == (
        "Time: 19:30\nMedia: https://example.org/a.jpg\nMedia title: T\nAlternative text: A\n"
        "Link: https://example.org/b\nBackground: #fff\ncustom: kept too"
    )


def test_the_first_row_under_the_names_is_row_2_whatever_lines_cells_have() -> None:
    sheet = table(row("One", Text="two\nlines"), {}, row("Two"), row("The exhibit", Year="", Type="Title"))
    plan = planned(sheet)
    assert [(found.where, found.title, found.outcome) for found in plan.lines] == [
        ("2", "One", "new"),
        ("4", "Two", "new"),
        ("5", "The exhibit", "title"),
    ]
    assert "1 blank row was passed over." in plan.remarks


def test_the_template_of_knightlab_with_its_18_columns_is_read() -> None:
    header = HEADER.replace(",Alt Text", "").replace(",Link", "")
    cells = '1966,4,10,,,,,,,,"<p>She left.</p>",https://youtu.be/x,,,,,,'
    found = only(f"{header}\r\n{cells}\r\n,,,,,,,,,,,,,,,,,\r\n".encode())
    assert (found.title, found.draft.slug) == ("She left.", "she-left-1966-04-10")
    assert found.remarks == ("It has no headline; the first words of its text are the title.",)


def test_a_timeline_in_russian_goes_to_the_russian_columns() -> None:
    sheet = table(row("Премьера «Журавлей»", Text="Первый показ", Media="https://example.org/a", Group="Премьеры"))
    plan = planned(sheet, language="ru", make_lanes=True)
    [event] = timelinejs.write(plan.batch).events
    assert (event.title_ru, event.title_en) == ("Премьера «Журавлей»",) * 2
    assert (event.description_ru, event.description_en) == ("Первый показ", None)
    assert event.slug == "premera-zhuravley-1957"
    assert (event.note_en, event.note_ru) == (None, None)
    assert "https://example.org/a" in event.desk_note
    assert (event.lane.slug, event.lane.name_ru) == ("premery", "Премьеры")
    assert any("first language" in remark for remark in plan.remarks)


@pytest.mark.parametrize(
    ("cells", "edtf"),
    [
        ({"Year": "1957"}, "1957"),
        ({"Year": "1,957"}, "1957"),
        ({"Year": " 988 "}, "0988"),
        ({"Year": "1957", "Month": "03"}, "1957-03"),
        ({"Year": "1957", "Month": "10", "Day": "5"}, "1957-10-05"),
        ({"Year": "1941", "End Year": "1945"}, "1941/1945"),
        ({"Year": "1957", "End Year": "1957"}, "1957"),
        ({"Year": "1958", "Month": "5", "Day": "2", "End Year": "1958", "End Month": "5"}, "1958-05-02/1958-05"),
        ({"Year": "1957", "Display Date": "c. 1957"}, "1957~"),
        ({"Year": "1957", "Display Date": "около 1957"}, "1957~"),
        ({"Year": "1957", "Display Date": "spring 1957"}, "1957-21"),
        ({"Year": "1950", "Display Date": "1950s"}, "195X"),
        ({"Year": "1957", "Month": "10", "Day": "12", "Display Date": "October 12, 1957"}, "1957-10-12"),
        ({"Year": "1914", "Display Date": "1914-1918"}, "1914/1918"),
        ({"Year": "1941", "End Year": "1945", "Display Date": "June 1941 – May 1945"}, "1941-06/1945-05"),
        ({"Year": "1959", "Display Date": "from 1959"}, "1959/.."),
        ({"Year": "", "Display Date": "autumn 1957"}, "1957-23"),
    ],
)
def test_columns_and_display_date_are_one_date(cells: dict[str, str], edtf: str) -> None:
    found = only(table({"Headline": "Premiere"} | cells))
    assert found.outcome == Outcome.NEW
    assert str(found.date) == found.draft.date == edtf


@pytest.mark.parametrize(
    ("cells", "edtf", "note", "remark"),
    [
        ({"Display Date": "the week after"}, "1957", "Display date: the week after", "cannot be read"),
        ({"Display Date": "1.2.57"}, "1957", "Display date: 1.2.57", "cannot be read"),
        ({"Display Date": "1961"}, "1957", "Display date: 1961", "contradicts the columns (1957)"),
        ({"Display Date": "1957", "End Year": "1959"}, "1957/1959", "Display date: 1957", "contradicts"),
        (
            {"Month": "3", "Day": "1", "Display Date": "spring 1957"},
            "1957-21",
            "Date in the columns: 1 March 1957",
            "gives the date; the columns (1 March 1957)",
        ),
        ({"Day": "5"}, "1957", "Day in the file: 5", "A day without its month"),
        ({"End Month": "6"}, "1957", "Month in the file: 6", "without its year"),
        ({"Time": "soon"}, "1957", "Time: soon", "“soon” is no time of day"),
        ({"Type": "milestone"}, "1957", "", "The type “milestone” is not known"),
    ],
)
def test_what_is_not_taken_is_kept_and_said(cells: dict[str, str], edtf: str, note: str, remark: str) -> None:
    found = only(table(row(**{name.replace(" ", "_"): text for name, text in cells.items()})))
    assert (found.outcome, found.draft.date, found.draft.note) == (Outcome.NEW, edtf, note)
    assert any(remark in said for said in found.remarks)


@pytest.mark.parametrize("time_of_day", ["24:00", "7:05 pm", "19:30:05", "00:00"])
def test_times_of_day_are_kept_for_dates_know_days(time_of_day: str) -> None:
    plan = planned(table(row(Month="5", Day="9", Time=time_of_day)))
    assert (plan.lines[0].draft.date, plan.lines[0].draft.note) == ("1957-05-09", f"Time: {time_of_day}")
    assert plan.lines[0].remarks == ()
    assert any("1 row has a time of day" in remark for remark in plan.remarks)


def test_display_dates_inside_of_json_dates_count_too() -> None:
    def dated(**parts: Any) -> str:
        return str(only({"events": [slide(**parts)]}).date)

    assert dated(start_date={"year": 1957, "display_date": "c. 1957"}) == "1957~"
    ends = {"start_date": {"year": 1941, "display_date": "June 1941"}, "end_date": {"year": 1945}}
    assert dated(**ends) == "1941/1945"
    ends["end_date"]["display_date"] = "May 1945"
    assert dated(**ends) == "1941-06/1945-05"
    assert dated(**ends, display_date="1941–1945") == "1941/1945"


def test_a_long_headline_is_cut_at_a_word_and_kept_whole() -> None:
    headline = "The " + "very " * 60 + "long story"
    found = only(table(row(headline, Text="It goes on.")))
    assert len(found.title) <= 200
    assert found.title.endswith("very…")
    assert found.draft.description == f"{headline}\n\nIt goes on."
    assert "longer than a title may be" in found.remarks[0]
    assert len(found.draft.slug) <= 80


def test_unknown_and_nameless_columns_go_to_the_note() -> None:
    sheet = b"Headline,Year,Archive No.,,Tag\nPremiere,1957,A-12,stray,Release,more"
    found = only(sheet)
    assert found.draft.note == "Archive No.: A-12\nIn a column without a name: stray\nIn a column without a name: more"
    assert found.lane == "Release"


def test_labels_in_the_note_are_in_the_language_of_the_file_not_of_the_curator() -> None:
    with translation.override("ru"):
        found = only(table(row(Time="19:30", Month="3", Day="1", Display_Date="spring 1957")))
        assert found.words == "весна 1957\u00a0г."
    assert found.draft.note.splitlines() == ["Time: 19:30", "Date in the columns: 1 March 1957"]


# Lanes


@pytest.mark.parametrize("group", ["Release", "release", "Премьера и прокат", " RELEASE ", "<i>Release</i>"])
def test_a_group_is_a_lane_by_its_name_in_any_language_or_its_key(group: str) -> None:
    assert only(table(row(Group=group)), lane=None).draft.lane == "release"


def test_other_groups_go_to_the_chosen_lane_become_new_lanes_or_are_refused() -> None:
    sheet = table(row("A", Group="Letters"), row("B", Group="LETTERS"), row("C"))
    chosen = planned(sheet, lane="war")
    assert {found.draft.lane for found in chosen.lines if found.draft} == {"war"}
    assert chosen.lines[0].draft is not None
    assert chosen.lines[0].draft.note == "Group: Letters"

    made = planned(sheet, lane="war", make_lanes=True)
    assert [found.lane for found in made.lines] == ["Letters", "Letters", "War"]
    assert [tuple(lane) for lane in made.batch.lanes] == [("letters", "Letters")]
    assert "New lanes of the timeline: “Letters”." in made.remarks
    timelinejs.write(made.batch)
    assert Lane.objects.get(slug="letters").position > Lane.objects.get(slug="lives").position

    refused = planned(table(row("D", Group="Letters"), row("E", Group="Poetry"), row("F")), lane=None)
    assert [found.outcome for found in refused.lines] == ["new", "refused", "refused"]  # one lane is there by now
    assert "There is no lane “Poetry”" in refused.lines[1].remarks[0]
    assert "It has no group" in refused.lines[2].remarks[0]


def test_new_lanes_get_keys_of_their_own() -> None:
    plan = planned(table(row("A", Group="Война!"), row("B", Group="映画"), row("C", Group="g" * 90)), make_lanes=True)
    slugs = [lane.slug for lane in plan.batch.lanes]
    assert slugs[0] == "voyna"
    assert all(re.fullmatch(r"[a-z0-9-]{1,50}", slug) for slug in slugs)
    timelinejs.write(plan.batch)
    for lane in Lane.objects.filter(slug__in=slugs):
        lane.full_clean()


def test_a_lane_of_refused_rows_alone_is_not_made() -> None:
    assert planned(table(row(Year="-5", Group="Antiquity")), make_lanes=True).batch.lanes == []


# Refusals


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Year": "-500"}, "The year -500 is before our era"),
        ({"Year": "−44"}, "before our era"),
        ({"Year": "500 BC"}, "before our era"),
        ({"Year": "0"}, "before our era"),
        ({"Year": "12000"}, "The year 12000 is too large"),
        ({"Year": "-13700000000"}, "before our era"),
        ({"Year": "9" * 5000}, "too large"),
        ({"Year": "c. 1957"}, "“c. 1957” is no whole number"),
        ({"Year": ""}, "It has no year"),
        ({"Year": "", "Display Date": "long ago"}, "It has no year, and “long ago” is no date"),
        ({"Year": "", "End Year": "1957"}, "an end but no start"),
        ({"Month": "13"}, "The month “13” is no number from 1 to 12"),
        ({"Month": "21"}, "The month “21”"),
        ({"Month": "October"}, "The month “October”"),
        ({"Month": "2", "Day": "30"}, "The calendar has no day 1957-02-30"),
        ({"Month": "1", "Day": "32"}, "The day “32”"),
        ({"End Year": "1950"}, "It ends (1950) before it begins (1957)"),
        ({"End Year": "20000"}, "too large"),
        ({"Headline": "", "Text": " <p> </p> "}, "neither a headline nor a text"),
        ({"Text": "x" * 100_001}, "“Text” is longer than 100,000 characters"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_good_ones_go_on(cells: dict[str, str], reason: str) -> None:
    plan = planned(table(row("Good"), row() | cells, row("Better")))
    assert [found.outcome for found in plan.lines] == ["new", "refused", "new"]
    assert reason in plan.lines[1].remarks[0]
    assert len(timelinejs.write(plan.batch).events) == 2


@pytest.mark.parametrize(
    ("nonsense", "reason"),
    [
        (None, "It is no slide"),
        ("text", "It is no slide"),
        ([[]], "It is no slide"),
        ({"text": "just words"}, "“text” has to stand in curly brackets"),
        (slide(media=["a"]), "“media” has to stand in curly brackets"),
        (slide(start_date="1957-10-12"), "“start_date” has to stand in curly brackets"),
        (slide(year={"of": "birth"}), "“year” has to be a text or a number"),
        (slide(year=True), "“year” has to be a text or a number"),
        (slide(headline=["a"]), "“headline” has to be a text or a number"),
        (slide(group={"a": 1}), "“group” has to be"),
        (slide(year=1957.5), "“1957.5” is no whole number"),
        (slide(year=float("nan")), "“NaN” is no whole number"),
        (slide(year=1e300), "“1e+300” is no whole number"),
        (slide(year=[]), "It has no year"),
        (slide(headline="x" * 100_001), "“headline” is longer than"),
    ],
)
def test_a_slide_of_a_wrong_shape_is_refused_alone(nonsense: Any, reason: str) -> None:
    plan = planned({"events": [slide("Good"), nonsense, slide("Better")]})
    assert [found.outcome for found in plan.lines] == ["new", "refused", "new"]
    assert reason in plan.lines[1].remarks[0]


def test_a_nested_part_that_nobody_knows_is_said_to_be_left_out() -> None:
    found = only({"events": [slide(extra={"a": [1]}, location={})]})
    assert found.remarks == ("“extra” is left out: it is no plain text.",)


def test_letters_that_no_database_takes_are_made_whole() -> None:
    [event] = written({"events": [slide("A\ud83d\ude00\ud800 b\0c")]})
    assert event.title_en == "A😀\ufffd bc"


WRONG = {
    b"": "empty",
    b" \r\n ": "empty",
    b"PK\x03\x04rest": "workbook",
    b"<!DOCTYPE html><html>": "web page",
    b"\x00\x01\x02": "no text file",
    b"\xff\xfeY": "breaks off",
    b"Date,Text\n1957,x": "no column “Headline”; it has “Date”, “Text”",
    b"Headline,Start Date\nx,1957": "no column “Year”",
    b"Headline,Year,year\nx,1957,1958": "“Year” is there twice",
    b'Headline,Year\n"never closed,1957\n': "no proper CSV",
    b"Headline,Year\n" + b"x" * 200_000 + b",1957": "no proper CSV",
    b"Headline,Year\n": "no rows",
    b'{"events": []}': "no rows",
    b"{'events': []}": "no proper JSON: see line 1, column 2",
    b"[1, 2]": "no timeline",
    b'{"slides": []}': "no timeline",
    b'{"timeline": {"date": []}}': "older TimelineJS",
    b'{"events": 5}': "“events” is no list",
    b'{"events": [], "eras": "x"}': "“eras” is no list",
    b'{"events": ' + b"[" * 200_000: "nested too deeply",
    b'{"events": [' + b"9" * 5000 + b"]}": "number that is too long",
    b"x" * 5_000_001: "at most 5 MB",
    b"Headline,Year\n" + b"x,1957\n" * 5001: "more than 5,000 rows",
    json.dumps({"events": [1] * 5001}).encode(): "more than 5,000 rows",
}


@pytest.mark.parametrize("content", WRONG, ids=lambda content: WRONG[content][:20])
def test_a_broken_file_is_refused_with_the_remedy(content: bytes) -> None:
    with pytest.raises(TimelineError, match=re.escape(WRONG[content])):
        timelinejs.read(content, "timeline.csv")


@pytest.mark.parametrize(
    ("encoding", "headline", "said"),
    [
        ("utf-8-sig", "Премьера", ""),
        ("utf-16", "Премьера", ""),
        ("cp1251", "Премьера «Журавлей»", "Windows-1251"),
        ("cp1252", "Première de l’été", "Windows-1252"),
    ],
)
def test_old_encodings_are_found_out_and_said(encoding: str, headline: str, said: str) -> None:
    timeline = timelinejs.read(f"Headline;Year\n{headline};1957".encode(encoding), "a.csv")
    assert timeline.slides[0].headline == headline
    assert bool(said) == bool(timeline.remarks)
    assert said in "".join(timeline.remarks)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), st.lists, max_leaves=5))
def test_no_value_anywhere_in_a_slide_breaks_the_import(value: Any) -> None:
    names = ("start_date", "end_date", "text", "media", "group", "display_date", "unique_id", "background", "new")
    events = [slide(**{name: value}) for name in names]
    events += [slide(start_date={name: value}) for name in ("year", "month", "day", "hour", "display_date")]
    events += [slide(value), {"text": {"text": value}, "start_date": {"year": 1957}}]
    assert len(planned({"events": events, "title": value}).lines) >= len(events)


@given(st.text(max_size=300), st.text(alphabet="<>/abp ='\"&;!-\n", max_size=300))
def test_any_text_is_read_as_html_and_any_headline_has_an_address(text: str, html: str) -> None:
    assert plain(html) is not None
    assert re.fullmatch(r"[a-z0-9_]+(?:-[a-z0-9_]+)*-1957", address(line(text), "1957"))


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<", "<script>", "<a href='", "</", "&", "<p>", "<br", " \n"])
def test_a_text_of_tags_that_never_end_takes_no_time(piece: str) -> None:
    begun = time.process_time()
    plain(piece * (100_000 // len(piece)))
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("one\ntwo", "one\ntwo"),
        ("one<br>\ntwo", "one\ntwo"),
        ("<p>one</p>\n<p>two\nmore</p>", "one\n\ntwo more"),
        ("<ul><li>a</li><li>b</li></ul>after", "– a\n– b\n\nafter"),
        ('see <a href="https://a.org/">https://a.org</a>', "see https://a.org"),
        ("see <a target=_blank href=https://a.org>this</a>, and", "see this (https://a.org), and"),
        ('<a href="mailto:o@a.org">Olga</a>', "Olga (o@a.org)"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="https://a.org">open', "open (https://a.org)"),
        ('<img src="https://a.org/i.png" alt="A crane">', "A crane (https://a.org/i.png)"),
        ("a <!-- hidden --> b<script>alert('<p>')</script>", "a b"),
        ("<olga@museum.example> 3 < 5 & 7 > 2", "<olga@museum.example> 3 < 5 & 7 > 2"),
        ("&lt;b&gt; &laquo;Журавли&raquo;&nbsp;!", "<b> «Журавли» !"),
        ("<SPAN style='x'>a</SPAN><td>b</td>", "a b"),
    ],
)
def test_html_becomes_plain_text(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Летят журавли: съёмки «подъёма»", "letyat-zhuravli-semki-podema-1957"),
        ("Щукин и Ёжиков", "shchukin-i-ezhikov-1957"),
        ("Première à Cannes — Łódź", "premiere-a-cannes-lodz-1957"),
    ],
)
def test_addresses_are_readable(headline: str, slug: str) -> None:
    assert address(headline, "1957") == slug


def test_an_address_that_says_less_than_its_headline_ends_on_a_digest() -> None:
    assert re.fullmatch(r"[0-9a-f]{8}-1957", address("映画", "1957"))
    one, other = (address(f"{'word ' * 30}{end}", "1957-10-12/1957-10-14") for end in "ab")
    assert one != other
    assert len(one) <= 75
    assert re.fullmatch(r"(word-)+[0-9a-f]{8}-1957-10-12-1957-10-14", one)


# Twice is once


def test_the_same_file_again_changes_nothing_and_no_edit_is_overwritten() -> None:
    sheet = table(row("Premiere"), row("Premiere", Text="Another of the same day"), row("Reception", Year="1958"))
    first, second, _third = written(sheet)
    assert {first.slug, second.slug} == {"premiere-1957", "premiere-1957-2"}
    first.title_en, first.slug, first.date = "Edited", "edited", "1957-10-12"
    first.save()
    before = list(Event.objects.order_by("pk").values())
    again = planned(sheet)
    assert [found.outcome for found in again.lines] == ["here"] * 3
    assert again.lines[0].event in {first.pk, second.pk}
    assert again.batch.drafts == []
    assert list(Event.objects.order_by("pk").values()) == before


def test_a_row_that_stands_twice_in_the_file_is_written_once() -> None:
    plan = planned(table(row(), row()))
    assert [found.outcome for found in plan.lines] == ["new", "here"]
    assert plan.lines[1].remarks == ("The same as row 2.",)


def test_an_event_that_our_own_export_names_is_here_already() -> None:
    event = Event.objects.first()
    assert event is not None
    found = only({"events": [slide("Called otherwise", unique_id=f"event-{event.slug}")]})
    assert (found.outcome, found.event) == (Outcome.HERE, event.pk)
    assert only({"events": [slide(unique_id="event-1")]}).outcome == Outcome.NEW


def test_what_was_written_in_the_meantime_is_left_as_it_is() -> None:
    plan = planned(table(row("A"), row("B")))
    written(table(row("A")))
    done = timelinejs.write(plan.batch)
    assert ([event.title for event in done.events], done.skipped) == (["B"], 1)


# Writing


def test_all_is_one_revision_with_a_comment(curator: User) -> None:
    timelinejs.write(planned(table(row("A"), row("B", Group="Letters")), make_lanes=True).batch, curator)
    revision = Revision.objects.latest("pk")
    assert (revision.comment, revision.user) == ("Imported from TimelineJS: sheet.csv", curator)
    assert revision.version_set.count() == 3
    [version] = Version.objects.get_for_object(Event.objects.get(slug="a-1957"))
    assert version.field_dict["title_en"] == "A"


def test_an_interrupted_import_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: Any) -> None:
        raise KeyboardInterrupt

    batch = planned(table(row(Group="Letters")), make_lanes=True).batch
    counts = Event.objects.count(), Lane.objects.count(), Revision.objects.count()
    monkeypatch.setattr("reversion.add_to_revision", interrupted)
    with pytest.raises(KeyboardInterrupt):
        timelinejs.write(batch)
    assert (Event.objects.count(), Lane.objects.count(), Revision.objects.count()) == counts


def test_two_imports_at_the_same_moment_end_in_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def conflict(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("UNIQUE constraint failed")

    batch = planned(table(row())).batch
    monkeypatch.setattr(type(Event.objects), "bulk_create", conflict)
    with pytest.raises(TimelineError, match="at the same moment"):
        timelinejs.write(batch)


def test_a_lane_that_is_gone_ends_in_a_message() -> None:
    batch = planned(table(row(Group="Letters")), make_lanes=True).batch
    with pytest.raises(TimelineError, match="The lane “letters” is no longer there"):
        timelinejs.write(Batch(batch.name, batch.language, [], batch.drafts))


def test_what_is_carried_is_what_was_planned() -> None:
    batch = planned(table(row("A", Group="Letters"), row("Б")), make_lanes=True).batch
    assert Batch.unpacked(json.loads(json.dumps(batch.packed()))) == batch


# The command


def run(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_timelinejs", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.csv"
    path.write_bytes(table(row(Month="10", Display_Date="whenever", Group="Release"), row("Ancient", Year="-500")))
    return path


def test_the_command_reports_by_row_and_writes_the_good_ones(sheet: Path) -> None:
    said = run(sheet)
    assert "     2  new:  October 1957  “Premiere”  [Release]\n        The display date “whenever” cannot" in said
    assert "     3  refused:  “Ancient”\n        The year -500 is before our era." in said
    assert "1 new draft; 1 row refused." in said
    assert "Drafts written: 1." in said
    assert Event.objects.filter(slug="premiere-1957-10").exists()
    assert "already here:  October 1957" in (again := run(sheet))
    assert "There was nothing to write." in again


def test_a_dry_run_and_a_strict_run_with_a_refusal_write_nothing(sheet: Path) -> None:
    count = Event.objects.count()
    assert "Nothing was written: this was a dry run." in run(sheet, "--dry-run")
    with pytest.raises(CommandError, match="some rows are refused"):
        run(sheet, "--strict")
    assert Event.objects.count() == count


def test_the_command_says_what_is_wrong_with_file_or_lane(sheet: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no lane “none”\. Lanes are: life, war"):
        run(sheet, "--lane", "none")
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "absent.csv")
    (tmp_path / "big.csv").write_bytes(b"x" * 5_000_001)
    with pytest.raises(CommandError, match=r"Nothing was imported\. .*at most 5 MB"):
        run(tmp_path / "big.csv")


# The desk

IMPORT = "admin:exhibit_event_import_timelinejs"


def upload(client: Client, content: bytes, name: str = "sheet.csv", **more: str) -> Any:
    data = {"file": SimpleUploadedFile(name, content), "language": "en", "lane": "", **more}
    return client.post(reverse(IMPORT), data)


def carried_by(response: Any) -> str:
    return str(response.context["carried"])


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_curator_uploads_looks_and_confirms(curator_client: Client, language: str) -> None:
    with translation.override(language):
        here = reverse(IMPORT)
        listing = reverse("admin:exhibit_event_changelist")
    assert here in curator_client.get(listing).content.decode()
    assert curator_client.get(here).status_code == 200
    count = Event.objects.count()
    content = table(row(Month="10", Group="Release", Text="<p>First</p>"), row("Ancient <script>", Year="-5"))
    data = {"file": SimpleUploadedFile("sheet.csv", content), "language": "en", "lane": ""}
    preview = curator_client.post(here, data)
    page = preview.content.decode()
    assert preview.status_code == 200
    assert Event.objects.count() == count
    assert "Premiere" in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    done = curator_client.post(here, {"carried": carried_by(preview)})
    assert done.status_code == 302
    assert done["Location"].startswith(listing)
    event = Event.objects.get(slug="premiere-1957-10")
    assert (event.title_en, event.status) == ("Premiere", "draft")
    assert LogEntry.objects.filter(object_id=str(event.pk)).count() == 1
    assert Revision.objects.latest("pk").user is not None
    assert curator_client.get(done["Location"]).status_code == 200
    again = curator_client.post(here, {"carried": carried_by(preview)}, follow=True)  # the button pressed twice
    assert again.status_code == 200
    assert Event.objects.count() == count + 1


def test_what_was_previewed_is_what_is_written(curator_client: Client) -> None:
    carried = carried_by(upload(curator_client, table(row(Group="Letters")), make_lanes="on"))
    Lane.objects.create(slug="other", name_en="Letters")
    curator_client.post(reverse(IMPORT), {"carried": carried})
    assert Event.objects.get(slug="premiere-1957").lane.slug == "letters"


def test_a_preview_that_was_changed_borrowed_or_kept_too_long_is_refused(
    curator_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried = carried_by(upload(curator_client, table(row(Group="Release"))))
    other = User.objects.create_superuser("boris")
    stranger = Client()
    stranger.force_login(other)
    mine = signing.dumps(["from", "another", "release"], salt=f"exhibit.timelinejs.{other.pk}")
    for client, text, said in (
        (curator_client, f"x{carried}", "not whole, or not yours"),
        (curator_client, "", "not whole, or not yours"),
        (stranger, carried, "not whole, or not yours"),
        (stranger, mine, "not whole, or not yours"),
    ):
        assert said in client.post(reverse(IMPORT), {"carried": text}, follow=True).content.decode()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 90_000)
    curator_client.force_login(User.objects.get(username="olga"))
    assert (
        "more than a day old"
        in curator_client.post(reverse(IMPORT), {"carried": carried}, follow=True).content.decode()
    )
    assert not Event.objects.filter(slug="premiere-1957").exists()


def test_all_or_nothing_offers_no_button_where_a_row_is_refused(curator_client: Client) -> None:
    sheet = table(row(Group="Release"), row(Year="-5"))
    assert carried_by(upload(curator_client, sheet, strict="on")) == ""
    assert "all or nothing" in upload(curator_client, sheet, strict="on").content.decode()
    assert carried_by(upload(curator_client, sheet))


@pytest.mark.parametrize("content", WRONG, ids=lambda content: WRONG[content][:20])
def test_a_broken_upload_comes_back_with_a_message(curator_client: Client, content: bytes) -> None:
    response = upload(curator_client, content)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]


def test_too_much_to_carry_is_said(curator_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exhibit.admin.timelinejs.MOST_CARRIED", 10)
    response = upload(curator_client, table(row(Group="Release")))
    assert response.context["form"].errors["file"] == [
        "There is too much text to show at once. Divide the file into two."
    ]


def test_only_who_may_add_events_may_import_and_only_who_may_add_lanes_may_make_them(curator: User) -> None:
    client = Client()
    helper = User.objects.create_user("helper", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_event"))
    client.force_login(helper)
    assert client.get(reverse(IMPORT)).status_code == 403
    assert client.post(reverse(IMPORT), {"carried": "x"}).status_code == 403
    assert "import-timelinejs" not in client.get(reverse("admin:exhibit_event_changelist")).content.decode()
    helper.user_permissions.add(Permission.objects.get(codename="add_event"))
    client.force_login(helper)  # other rights end a session
    assert "make_lanes" not in client.get(reverse(IMPORT)).context["form"].fields
    refused = upload(client, table(row(Group="Letters")), make_lanes="on")
    assert refused.context["plan"].batch.lanes == []
    assert Client().get(reverse(IMPORT)).status_code == 302


def test_planning_and_writing_take_the_same_few_queries_for_any_number_of_rows(
    django_assert_max_num_queries: Any,
) -> None:
    sheet = table(*(row(f"Showing {number}", Group="Release") for number in range(60)))
    with django_assert_max_num_queries(5):
        plan = planned(sheet)
    with django_assert_max_num_queries(25):
        timelinejs.write(plan.batch)


def test_what_the_file_says_besides_is_for_curators_alone(client: Client) -> None:
    planned_rows = planned(table(row("Showings", Group="Release", Media="https://example.org/secret.jpg")))
    [event] = timelinejs.write(planned_rows.batch).events
    Event.objects.filter(pk=event.pk).update(status="published")
    for path in (event.get_absolute_url(), f"/timeline/event-{event.slug}/", "/timeline/export/timeline.csv"):
        answer = client.get(path)
        page = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Showings" in page
        assert b"secret.jpg" not in page


def test_an_event_that_the_museum_wrote_itself_is_known_by_its_title_and_date() -> None:
    lines = planned(
        table(
            row("«Soviet  Release»", Year="1957", Month="10", Day="12", Group="Release"),
            row("Soviet release", Year="1957", Month="11", Group="Release"),
        )
    ).lines
    assert [found.outcome for found in lines] == [Outcome.HERE, Outcome.NEW]
    assert lines[0].event == Event.objects.get(slug="ussr-release").pk
    assert lines[0].remarks[0] == "The museum has an event of this title and date."
    assert "already, of another date: 12 October 1957" in lines[1].remarks[0]


def test_a_row_that_was_corrected_in_the_file_says_that_ours_stays() -> None:
    timelinejs.write(planned(table(row("A showing", Text="As it was", Group="Release"))).batch)
    same, other = (
        planned(table(row("A showing", Text=text, Group="Release"))).lines[0] for text in ("As it was", "Corrected")
    )
    assert (same.outcome, same.remarks) == (Outcome.HERE, ())
    assert (other.outcome, other.remarks) == (Outcome.HERE, ("The text in the file is another. The one here stays.",))


def test_rows_in_other_letters_than_those_of_the_language_are_counted() -> None:
    sheet = table(row("Премьера", Group="Release"), row("A showing", Group="Release"))
    for language in ("en", "ru"):
        remarks = planned(sheet, language=language).remarks
        assert any(remark.startswith("1 row is written in other letters") for remark in remarks), language


def test_an_era_and_what_is_left_out_of_a_text_are_told() -> None:
    [era] = planned(table(row("The Thaw", Year="1954", End_Year="1964", Type="era", Group="Release"))).lines
    assert "An era becomes an event that lasts." in era.remarks
    [bare] = planned(table(row("A showing", Text="<p>Seen</p><script>x</script>", Group="Release"))).lines
    assert "Pictures, frames and scripts within the text are left out." in bare.remarks
