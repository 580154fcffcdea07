"""What an uncertain date promises to curators, visitors and timelines."""

import copy
import pickle
from datetime import date
from itertools import pairwise
from time import struct_time

import pytest
from edtf import parse_edtf
from hypothesis import assume, given
from hypothesis import strategies as st

from exhibit.dates import DateError, Precision, UncertainDate

parse, understand = UncertainDate.parse, UncertainDate.understand


def nbsp(text: str) -> str:
    """Tables write the non-breaking space as `_`, which no date has."""
    return text.replace("_", "\u00a0")


# Dates of every kind that we speak, for properties

qualifiers = st.sampled_from(["", "", "~", "?", "%"])
exact_days = st.dates(date(1, 1, 1), date(9998, 12, 31)).map(date.isoformat)
known = st.one_of(
    exact_days,
    exact_days.map(lambda day: day[:7]),
    exact_days.map(lambda day: day[:4]),
    st.builds("{:04}-{}".format, st.integers(1, 9998), st.sampled_from(["21", "22", "23", "24"])),
)
unspecified = st.one_of(
    exact_days.map(lambda day: f"{day[:3]}X"),
    exact_days.map(lambda day: f"{day[:2]}XX"),
    exact_days.map(lambda day: f"{day[:4]}-XX"),
    exact_days.map(lambda day: f"{day[:4]}-XX-XX"),
    exact_days.map(lambda day: f"{day[:7]}-XX"),
)
points = st.builds("{}{}".format, st.one_of(known, unspecified), qualifiers)
known_points = st.builds("{}{}".format, known, qualifiers)


def in_order(ends: tuple[str, str]) -> str:
    return "/".join(sorted(ends, key=parse))


def dates_of(point: st.SearchStrategy[str]) -> st.SearchStrategy[UncertainDate]:
    half_open = st.builds(str.format, st.sampled_from(["{}/..", "../{}", "{}/", "/{}"]), point)
    pairs = st.tuples(point, point).map(in_order)
    between = pairs.map(lambda pair: f"[{pair.replace('/', '..')}]")
    return st.one_of(point, pairs, between, half_open).map(parse)


dates = dates_of(points)


# What a date covers


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "precision"),
    [
        ("1957-10-12", "1957-10-12", "1957-10-12", "day"),
        ("1957-10", "1957-10-01", "1957-10-31", "month"),
        ("1956-02", "1956-02-01", "1956-02-29", "month"),
        ("1957-10-XX", "1957-10-01", "1957-10-31", "month"),
        ("1957-21?", "1957-03-01", "1957-05-31", "season"),
        ("1957-22", "1957-06-01", "1957-08-31", "season"),
        ("1957-23", "1957-09-01", "1957-11-30", "season"),
        ("1957-24", "1957-12-01", "1958-02-28", "season"),
        ("1957", "1957-01-01", "1957-12-31", "year"),
        ("1957-XX", "1957-01-01", "1957-12-31", "year"),
        ("1957-XX-XX", "1957-01-01", "1957-12-31", "year"),
        ("195X", "1950-01-01", "1959-12-31", "decade"),
        ("19XX", "1900-01-01", "1999-12-31", "century"),
        ("1943-07/1945", "1943-07-01", "1945-12-31", "interval"),
        ("1957-10/1957", "1957-10-01", "1957-12-31", "interval"),
        ("195X/196X", "1950-01-01", "1969-12-31", "interval"),
        ("1959/..", "1959-01-01", "9999-12-31", "interval"),
        ("1959/", "1959-01-01", "9999-12-31", "interval"),
        ("../1959", "0001-01-01", "1959-12-31", "interval"),
        ("/1959", "0001-01-01", "1959-12-31", "interval"),
        ("[1941..1945]", "1941-01-01", "1945-12-31", "between"),
        ("[1957-10..1958-03-02]", "1957-10-01", "1958-03-02", "between"),
        ("000X", "0001-01-01", "0009-12-31", "decade"),
        ("9999-24", "9999-12-01", "9999-12-31", "season"),
    ],
)
def test_a_date_covers_the_days_that_it_states(edtf: str, earliest: str, latest: str, precision: str) -> None:
    found = parse(edtf)
    assert (found.earliest.isoformat(), found.latest.isoformat(), found.precision) == (earliest, latest, precision)


def test_about_1927_invents_no_margin() -> None:
    assert (parse("1927~").earliest, parse("1927~").latest) == (date(1927, 1, 1), date(1927, 12, 31))


def test_unknown_month_never_becomes_january() -> None:
    for text in ("1957", "1957-XX", "1957-XX-XX", "1957~"):
        assert parse(text).latest == date(1957, 12, 31)
        assert parse(text).precision is Precision.YEAR
        assert "Jan" not in parse(text).words() + parse(text).html_datetime


@pytest.mark.parametrize(
    "text",
    [
        *("1957-02-29", "1957-13", "1957-00", "1957-25", "1957-10-32", "1957-10-00", "0000", "0000-01"),
        *("1957-1", "1957-10-1", "57", "957", "19570", "195"),
        *("1XXX", "XXXX", "195x", "1957-1X", "1957-XX-12", "195X-10"),
        *("", " ", " 1957", "1957 ", "1957\n", "1957~~", "1957~?", "~1957", "c. 1957", "1957-21-01", "-1957", "Y1957"),
        *("1957/1956", "1957-10/1957-09", "1957-10-12/1957-10-11", "/", "../..", "/..", "../", "..", "1957/1958/1959"),
        *("1957..1958", "1957-10-12T10:00", "１９５７", "١٩٥٧", "[1957,1958]"),
        *("[1957]", "[1957..]", "[..1957]", "[1958..1957]", "[1957/1958]", "[1957..1958", "[1957..1958..1959]", "[]"),
    ],
)
def test_text_that_is_no_edtf_is_refused_by_name(text: str) -> None:
    with pytest.raises(DateError) as error:
        parse(text)
    assert f"“{text}”" in str(error.value)
    assert "1957-10-12" in str(error.value)


def test_a_long_text_is_quoted_in_part() -> None:
    with pytest.raises(DateError) as error:
        understand("a" * 100_000)
    assert len(str(error.value)) < 400


@pytest.mark.parametrize(
    ("edtf", "is_approximate", "is_uncertain", "is_exact", "is_open", "year"),
    [
        ("1957-10-12", False, False, True, False, 1957),
        ("1957-10-12~", True, False, False, False, 1957),
        ("1957-10-12?", False, True, False, False, 1957),
        ("1957%", True, True, False, False, 1957),
        ("1957-10", False, False, False, False, 1957),
        ("1941~/1945?", True, True, False, False, 1941),
        ("[1941..1945]", False, False, False, False, 1941),
        ("[1941..1945%]", True, True, False, False, 1941),
        ("1957-10-12/1957-10-12", False, False, False, False, 1957),
        ("1959~/..", True, False, False, True, 1959),
        ("../1959", False, False, False, True, 1959),
        ("/1959?", False, True, False, True, 1959),
    ],
)
def test_a_date_knows_how_well_it_is_known(
    edtf: str, is_approximate: bool, is_uncertain: bool, is_exact: bool, is_open: bool, year: int
) -> None:
    found = parse(edtf)
    assert (found.is_approximate, found.is_uncertain, found.is_exact) == (is_approximate, is_uncertain, is_exact)
    assert (found.is_open, found.year) == (is_open, year)


@pytest.mark.parametrize(
    ("edtf", "year"),
    [
        *((text, 1957) for text in ("1957", "1957-10", "1957-10-12", "1957-21", "1957-07/1957-08")),
        *((text, None) for text in ("1957~", "1957-10?", "195X", "1957/1958", "1957/..", "../1957")),
    ],
)
def test_a_year_is_sure_where_no_other_could_be_meant(edtf: str, year: int | None) -> None:
    assert parse(edtf).sure_year == year


@pytest.mark.parametrize(
    ("edtf", "decade"),
    [
        *((text, 1950) for text in ("1950", "1957~", "195X", "1956/1959", "1959-12-31")),
        *((text, None) for text in ("19XX", "1959/1960", "1957/..", "../1957")),
        ("0987", 980),
    ],
)
def test_a_decade_is_told_where_no_other_could_be_meant(edtf: str, decade: int | None) -> None:
    assert parse(edtf).decade == decade


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("1957-10", "1957-10-01", "1957-10-31"),
        ("1941/1945", "1941-01-01", "1945-12-31"),
        ("1957/..", "1957-01-01", "1957-01-01"),
        ("/1957", "1957-12-31", "1957-12-31"),
    ],
)
def test_an_end_that_is_not_known_is_closed_at_the_other(edtf: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in parse(edtf).known_days] == [first, last]


@given(dates)
def test_text_goes_in_and_comes_out_the_same(found: UncertainDate) -> None:
    assert str(parse(found.edtf)) == found.edtf
    assert eval(repr(found)) == found == pickle.loads(pickle.dumps(found)) == copy.deepcopy(found)


@given(dates)
def test_no_date_ends_before_it_begins(found: UncertainDate) -> None:
    assert found.earliest <= found.latest


@given(st.lists(dates))
def test_order_is_total(found: list[UncertainDate]) -> None:
    ordered = sorted(found)
    assert ordered == sorted(reversed(found))  # noqa: C414 - the order given must not matter
    for one, other in pairwise(ordered):
        assert one <= other
        assert one.earliest <= other.earliest
        assert (one < other) + (one == other) + (one > other) == 1


def test_dates_sort_by_first_day_then_by_last_then_by_text() -> None:
    chronological = ["../1950", "1957-01-01", "1957-01", "1957", "1957?", "1957~", "1957/1958", "195X/..", "1958"]
    chronological.insert(1, chronological.pop(7))
    assert [str(one) for one in sorted(map(parse, reversed(chronological)))] == chronological


def test_equal_days_are_not_equal_statements() -> None:
    assert parse("1957") != parse("1957~")
    assert parse("1957") != "1957"
    assert len({parse("1957"), UncertainDate("1957"), parse("1957~")}) == 2


def test_a_date_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        parse("1957").edtf = "1958"  # type: ignore[misc]
    with pytest.raises(TypeError):
        parse("1957") < date(1957, 1, 1)  # noqa: B015


def test_a_date_error_survives_pickling() -> None:
    error = DateError("abt 27")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


# The oracle: where the `edtf` library is right, we agree with it


def day(moment: struct_time) -> date:
    return date(*moment[:3])


has_no_season = known_points.filter(lambda text: text[5:7] not in ("21", "22", "23", "24"))


has_a_decade = st.builds("{:03}X".format, st.integers(1, 999))  # the library's first decade has a year 0
has_a_century = st.builds("{:02}XX".format, st.integers(1, 99))


@given(st.one_of(has_no_season, has_a_decade, has_a_century))
def test_bounds_are_those_of_the_edtf_library(text: str) -> None:
    theirs = parse_edtf(text)
    assert (parse(text).earliest, parse(text).latest) == (day(theirs.lower_strict()), day(theirs.upper_strict()))


@given(st.tuples(has_no_season, has_no_season).map(in_order))
def test_intervals_are_those_of_the_edtf_library(text: str) -> None:
    theirs = parse_edtf(text)
    assert (parse(text).earliest, parse(text).latest) == (day(theirs.lower_strict()), day(theirs.upper_strict()))


@given(st.one_of(*(st.tuples(one, one).map(in_order) for one in (exact_days, exact_days.map(lambda day: day[:4])))))
def test_one_of_a_span_is_that_of_the_edtf_library(text: str) -> None:
    between = f"[{text.replace('/', '..')}]"
    theirs, ours = parse_edtf(between), parse(between)
    assert (ours.earliest, ours.latest) == (day(theirs.lower_strict()), day(theirs.upper_strict()))


# What people type


@pytest.mark.parametrize(
    ("edtf", "typed"),
    [
        ("1957~", ["c. 1957", "c.1957", "c 1957", "ca 1957", "circa 1957", "about 1957", "abt 1957", "Abt. 1957"]),
        ("1957~", ["около 1957", "около 1957 года", "ок. 1957 г.", "ок.1957г.", "примерно 1957", " 1957~ ", "~1957"]),
        ("1957?", ["1957?", "probably 1957", "1957 ?", "вероятно, 1957 г."]),
        ("1957%", ["c. 1957?", "probably c. 1957", "вероятно, ок. 1957 г."]),
        ("1957-10-12", ["12 Oct 1957", "12 oct. 1957", "12 October 1957", "12th of October, 1957"]),
        ("1957-10-12", ["October 12, 1957", "Oct 12 1957"]),
        ("1957-10-12", ["12.10.1957", "12 октября 1957", "12 октября 1957 г.", "12 окт. 1957 года", "1957-10-12"]),
        ("1957-03-05", ["5.3.1957", "05.03.1957", "5 марта 1957", "March 5th, 1957"]),
        ("1957-10", ["Oct 1957", "October 1957", "October, 1957", "октябрь 1957", "окт. 1957 г.", "10.1957"]),
        ("195X", ["1950s", "the 1950s", "1950's", "1950-е", "1950-е годы", "1950е гг."]),
        ("195X~", ["c. 1950s", "ок. 1950-х годов"]),
        ("1957-21", ["spring 1957", "Spring of 1957", "весна 1957", "весной 1957 года"]),
        ("1957-23", ["autumn 1957", "fall 1957", "осень 1957 г."]),
        ("1957-24", ["winter 1957", "winter 1957–1958", "зима 1957-1958 гг."]),
        ("1957-24/..", ["from winter 1957–1958", "с зимы 1957–1958 гг."]),
        ("1957-24/1958", ["from winter 1957 to 1958"]),
        ("1957-24/1960", ["winter 1957–1958 – 1960"]),
        ("1941/1945", ["1941-1945", "1941–1945", "1941 — 1945", "1941 to 1945", "from 1941 to 1945", "1941 / 1945"]),
        ("1941/1945", ["1941–1945 гг.", "с 1941 по 1945", "с 1941 до 1945 года", "1941-1945 годы"]),
        ("1959/..", ["from 1959", "since 1959", "с 1959", "с 1959 г.", "1959 / .."]),
        ("../1959", ["until 1959", "till 1959", "до 1959", "до 1959 г."]),
        ("1959~/..", ["from c. 1959", "примерно с 1959 г."]),
        ("1957-10/..", ["from October 1957", "с октября 1957 г."]),
        ("1958-05-02/1958-05-18", ["2–18 May 1958", "2-18 мая 1958 г.", "2 to 18 May 1958", "2–18.5.1958"]),
        ("1957-07-28/1957-08-11", ["28 July – 11 August 1957", "July 28 – August 11, 1957"]),
        ("1957-07-28/1957-08-11", ["с 28 июля по 11 августа 1957 г."]),
        ("1957-07/1957-10", ["July–October 1957", "июль-октябрь 1957"]),
        ("1943-07/1945", ["July 1943 – 1945", "1943-07 to 1945", "1943-07 – 1945", "июль 1943 г. – 1945 г."]),
        ("195X/196X", ["1950s–1960s", "from the 1950s to the 1960s"]),
        ("1941~/1945~", ["c. 1941 – c. 1945"]),
        ("1959/", ["1959 – unknown", "1959 г. – неизвестно"]),
    ],
)
def test_curators_are_understood(edtf: str, typed: list[str]) -> None:
    assert {text: str(understand(text)) for text in typed} == dict.fromkeys(typed, edtf)


def test_between_is_one_moment_and_no_duration() -> None:
    assert understand("between 1941 and 1945") == understand("между 1941 и 1945") == parse("[1941..1945]")
    assert understand("between 2 and 18 May 1958") == parse("[1958-05-02..1958-05-18]")
    assert understand(" [ 1941 .. 1945 ] ") == parse("[1941..1945]")
    assert understand("between c. 1941 and probably 1945") == parse("[1941~..1945?]")
    assert not parse("[1941..1945]").is_interval
    assert not parse("[1941..1945]").is_open


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("10/12/1957", "day or month first"),
        ("1957/10/12", "day or month first"),
        ("57", "four digits"),
        ("abt 27", "four digits"),
        ("12 Oct", "four digits"),
        ("12.10.57", "not written"),
        ("1941–45", "not written"),
        ("1941-45", "no such day, month"),
        ("1941–12", "not written"),
        ("1957-10-1958", "not written"),
        ("20th century", "century may mean"),
        ("XX век", "century may mean"),
        ("1900s", "ten years or a hundred"),
        ("2000-е", "ten years or a hundred"),
        ("c. 1941–1945", "one end or both"),
        ("1941–1945?", "one end or both"),
        ("29 Feb 1957", "no such day"),
        ("31.04.1957", "no such day"),
        ("1.13.1957", "no such day"),
        ("1945–1941", "ends before"),
        ("December – January 1958", "ends before"),
        ("early 1950s", "not written"),
        ("before 1957", "not written"),
        ("after 1957", "not written"),
        ("May or June 1957", "not written"),
        ("May/June 1957", "day or month first"),
        ("с. 1957", "not written"),
        ("Octember 1957", "not written"),
        ("1957 1958", "not written"),
        ("from", "not written"),
        ("unknown", "not written"),
        ("unknown – unknown", "at least one end"),
        ("October", "not written"),
        ("", "not written"),
        ("/", "at least one end"),
    ],
)
def test_nothing_is_guessed(text: str, reason: str) -> None:
    with pytest.raises(DateError, match=reason) as error:
        understand(text)
    assert f"“{text}”" in str(error.value)
    assert "1941/1945" in str(error.value)


vocabulary = st.sampled_from(
    "1957 1941 57 12 31 0 . , - – / ~ ? % X .. c. about from to until between and spring winter Oct October 1950s "
    "the г. гг. с по до и между ок. вероятно, октября весна зима 1950-е unknown 1957-10 195X 12.10.1957 İ ё".split()
)


phrases = st.lists(vocabulary, max_size=9)


@given(st.one_of(st.text(max_size=120), phrases.map(" ".join), phrases.map("".join)))
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    try:
        found = understand(text)
    except DateError as error:
        named = error.text
    else:
        assert found == parse(found.edtf)
        return
    assert named in (text, f"{text[:60]}…")


@given(dates)
def test_edtf_is_always_understood_as_itself(found: UncertainDate) -> None:
    assert understand(found.edtf) == found


@given(dates_of(known_points), st.sampled_from(["en", "ru"]))
def test_what_a_label_says_can_be_typed_again(found: UncertainDate, language: str) -> None:
    """Except where it is refused for saying less than EDTF: never as another date."""
    assume(min(point.earliest.year for point in (found.start, found.end) if point) >= 1000)  # labels drop zeros
    try:
        again = understand(found.words(language))
    except DateError:
        assert found.is_interval
        assert found.is_approximate or found.is_uncertain
    else:
        assert (again.earliest, again.latest) == (found.earliest, found.latest)
        assert (again.is_approximate, again.is_uncertain) == (found.is_approximate, found.is_uncertain)


# What a label says (`_` is a non-breaking space)


@pytest.mark.parametrize(
    ("edtf", "english", "russian"),
    [
        ("1957-10-12", "12 October 1957", "12_октября 1957_г."),
        ("1957-05-02", "2 May 1957", "2_мая 1957_г."),
        ("1957-10", "October 1957", "октябрь 1957_г."),
        ("1957-10-XX", "October 1957", "октябрь 1957_г."),
        ("1957", "1957", "1957_г."),
        ("1957-XX", "1957", "1957_г."),
        ("1957~", "c._1957", "ок._1957_г."),
        ("1957-10~", "c._October 1957", "ок._октября 1957_г."),
        ("1957?", "probably 1957", "вероятно, 1957_г."),
        ("1957-10?", "probably October 1957", "вероятно, октябрь 1957_г."),
        ("1957%", "probably c._1957", "вероятно, ок._1957_г."),
        ("195X", "1950s", "1950-е годы"),
        ("195X~", "c._1950s", "ок._1950-х годов"),
        ("190X", "1900–1909", "1900–1909_гг."),
        ("19XX", "1900–1999", "1900–1999_гг."),
        ("1957-21", "spring 1957", "весна 1957_г."),
        ("1957-22~", "c._summer 1957", "ок._лета 1957_г."),
        ("1957-24", "winter 1957–1958", "зима 1957–1958_гг."),
        ("1941/1945", "1941–1945", "1941–1945_гг."),
        ("1943-07/1945", "July 1943 – 1945", "июль 1943_г. – 1945_г."),
        ("1958-05-02/1958-05-18", "2–18 May 1958", "2–18_мая 1958_г."),
        ("1957-07-28/1957-08-11", "28 July – 11 August 1957", "28_июля – 11_августа 1957_г."),
        ("1957-12-28/1958-01-11", "28 December 1957 – 11 January 1958", "28_декабря 1957_г. – 11_января 1958_г."),
        ("1957-07/1957-10", "July–October 1957", "июль–октябрь 1957_г."),
        ("1957-21/1957-22", "spring–summer 1957", "весна–лето 1957_г."),
        ("1957-07/1958-08", "July 1957 – August 1958", "июль 1957_г. – август 1958_г."),
        ("1941~/1945", "c._1941 – 1945", "ок._1941_г. – 1945_г."),
        ("1941/1945?", "1941 – probably 1945", "1941_г. – вероятно, 1945_г."),
        ("[1941..1945]", "between 1941 and 1945", "между 1941 и 1945_гг."),
        ("[1957-01..1958-03]", "between January 1957 and March 1958", "между январём 1957_г. и мартом 1958_г."),
        ("[1957-07..1957-10]", "between July and October 1957", "между июлем и октябрём 1957_г."),
        ("[1957-21..1957-23]", "between spring and autumn 1957", "между весной и осенью 1957_г."),
        ("[1958-05-02..1958-05-18]", "between 2 and 18 May 1958", "между 2 и 18_мая 1958_г."),
        ("[1957-07-28..1957-08-11]", "between 28 July and 11 August 1957", "между 28_июля и 11_августа 1957_г."),
        ("[195X..196X]", "between the 1950s and the 1960s", "между 1950-ми годами и 1960-ми годами"),
        ("[1941~..1945]", "between c._1941 and 1945", "между ок._1941_г. и 1945_г."),
        ("[1941..1945?]", "between 1941 and probably 1945", "между 1941_г. и вероятно, 1945_г."),
        ("1959/..", "from 1959", "с_1959_г."),
        ("1957-10/..", "from October 1957", "с_октября 1957_г."),
        ("1957-10-12/..", "from 12 October 1957", "с_12_октября 1957_г."),
        ("195X/..", "from the 1950s", "с_1950-х годов"),
        ("../195X~", "until c._1950s", "примерно до_1950-х годов"),
        ("190X/..", "from 1900–1909", "с_1900–1909_гг."),
        ("1957-21/..", "from spring 1957", "с_весны 1957_г."),
        ("1959~/..", "from c._1959", "примерно с_1959_г."),
        ("1959%/..", "probably from c._1959", "вероятно, примерно с_1959_г."),
        ("../1959", "until 1959", "до_1959_г."),
        ("../1957-05", "until May 1957", "до_мая 1957_г."),
        ("1959/", "1959 – unknown", "1959_г. – неизвестно"),
        ("/1959", "unknown – 1959", "неизвестно – 1959_г."),
    ],
)
def test_labels_speak_english_and_russian(edtf: str, english: str, russian: str) -> None:
    assert parse(edtf).words() == nbsp(english)
    assert parse(edtf).words("ru") == nbsp(russian)


@pytest.mark.parametrize(
    ("edtf", "english", "russian"),
    [
        ("1957-10-12", "12 Oct 1957", "12_окт. 1957"),
        ("1957-05-02", "2 May 1957", "2_мая 1957"),
        ("1957-10", "Oct 1957", "окт. 1957"),
        ("1957-05", "May 1957", "май 1957"),
        ("1957", "1957", "1957"),
        ("1957~", "c._1957", "ок._1957"),
        ("1957?", "1957?", "1957?"),
        ("1957%", "c._1957?", "ок._1957?"),
        ("195X", "1950s", "1950-е"),
        ("1941/1945", "1941–1945", "1941–1945"),
        ("[1941..1945]", "between 1941 and 1945", "между 1941 и 1945"),
        ("[1957-01..1957-05]", "between Jan and May 1957", "между янв. и маем 1957"),
        ("1959/..", "from 1959", "с_1959"),
        ("1959/", "1959 – ?", "1959 – ?"),
    ],
)
def test_short_labels_fit_a_crowded_timeline(edtf: str, english: str, russian: str) -> None:
    assert parse(edtf).words(short=True) == nbsp(english)
    assert parse(edtf).words("ru", short=True) == nbsp(russian)


def test_regional_languages_are_spoken() -> None:
    assert parse("1957").words("ru-RU") == parse("1957").words("ru")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1957", "1957"),
        ("1957-10", "1957-10"),
        ("1957-10-12", "1957-10-12"),
        ("1957~", "≈_1957"),
        ("1957%", "≈_1957?"),
        ("195X", "1950–1959"),
        ("18XX", "1800–1899"),
        ("1957-24", "1957-12–1958-02"),
        ("1941/1945?", "1941 – 1945?"),
        ("[1941..1957-10]", "[1941 … 1957-10]"),
        ("1959/..", "1959 –"),
        ("../1945", "– 1945"),
        ("1959/", "1959 – ?"),
        ("/1945-05", "? – 1945-05"),
    ],
)
def test_a_language_without_a_table_of_its_own_has_numerals(text: str, said: str) -> None:
    for short in (False, True):
        assert parse(text).words("fr", short=short) == said.replace("_", "\u00a0")


@given(dates, st.sampled_from(["en", "ru", "fr"]), st.booleans())
def test_every_date_can_be_said(found: UncertainDate, language: str, short: bool) -> None:
    words = found.words(language, short=short)
    assert words == words.strip()
    assert "X" not in words
    assert ".." not in words


@pytest.mark.parametrize(
    ("edtf", "html"),
    [
        *((text, text) for text in ("1957", "1957-10", "1957-10-12")),
        *(("1957~", "1957"), ("1957-10?", "1957-10")),
        *((text, "") for text in ("1957-21", "195X", "19XX", "1957-XX", "1957-10-XX", "1941/1945", "1959/..", "/1959")),
    ],
)
def test_html_gets_only_what_its_time_element_can_say(edtf: str, html: str) -> None:
    assert parse(edtf).html_datetime == html
