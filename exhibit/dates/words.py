"""
How a label says a date: in words in English and Russian, in numerals in every other language.

Grammar is data: a language is a table of forms, one algorithm speaks them all. A language without
a table is spared another's words, which its readers and screen readers would stumble over. Russian
needs the genitive beside a day («12 октября») and after «ок.», «с» and «до» («с октября
1957 г.»). U+00A0 joins what a line break must not part: «12 октября», «1957 г.», «c. 1957».
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exhibit.dates.parsing import Point, Precision

if TYPE_CHECKING:
    from exhibit.dates.value import UncertainDate

NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The forms of one language. `_of` is the genitive, `_by` stands after "between"; patterns are for `str.format`."""

    months: list[str]
    months_of: list[str]
    months_by: list[str]
    seasons: list[str]
    seasons_of: list[str]
    seasons_by: list[str]
    day_gap: str
    year: str
    years: str
    decade: str
    decade_of: str
    decade_by: str
    decade_article: str
    about: str
    probably: str
    since: str
    since_about: str
    until: str
    until_about: str
    between: str
    between_years: str
    unknown: str


ENGLISH_MONTHS = "January February March April May June July August September October November December".split()
ENGLISH = Grammar(
    months=ENGLISH_MONTHS,
    months_of=ENGLISH_MONTHS,
    months_by=ENGLISH_MONTHS,
    seasons=["spring", "summer", "autumn", "winter"],
    seasons_of=["spring", "summer", "autumn", "winter"],
    seasons_by=["spring", "summer", "autumn", "winter"],
    day_gap=" ",
    year="{}",
    years="{}–{}",
    decade="{}s",
    decade_of="{}s",
    decade_by="the {}s",
    decade_article="the ",
    about=f"c.{NBSP}{{}}",
    probably="probably {}",
    since="from {}",
    since_about=f"from c.{NBSP}{{}}",
    until="until {}",
    until_about=f"until c.{NBSP}{{}}",
    between="between {} and {}",
    between_years="between {} and {}",
    unknown="unknown",
)
RUSSIAN = Grammar(
    months="январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split(),
    months_of="января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    months_by="январём февралём мартом апрелем маем июнем июлем августом сентябрём октябрём ноябрём декабрём".split(),
    seasons=["весна", "лето", "осень", "зима"],
    seasons_of=["весны", "лета", "осени", "зимы"],
    seasons_by=["весной", "летом", "осенью", "зимой"],
    day_gap=NBSP,
    year=f"{{}}{NBSP}г.",
    years=f"{{}}–{{}}{NBSP}гг.",
    decade="{}-е годы",
    decade_of="{}-х годов",
    decade_by="{}-ми годами",
    decade_article="",
    about=f"ок.{NBSP}{{}}",
    probably="вероятно, {}",
    since=f"с{NBSP}{{}}",
    since_about=f"примерно с{NBSP}{{}}",
    until=f"до{NBSP}{{}}",
    until_about=f"примерно до{NBSP}{{}}",
    between="между {} и {}",
    between_years=f"между {{}} и {{}}{NBSP}гг.",
    unknown="неизвестно",
)
SHORT_ENGLISH_MONTHS = [month[:3] for month in ENGLISH_MONTHS]
GRAMMARS = {
    ("en", False): ENGLISH,
    ("ru", False): RUSSIAN,
    ("en", True): replace(
        ENGLISH,
        months=SHORT_ENGLISH_MONTHS,
        months_of=SHORT_ENGLISH_MONTHS,
        months_by=SHORT_ENGLISH_MONTHS,
        probably="{}?",
        unknown="?",
    ),
    ("ru", True): replace(
        RUSSIAN,
        months="янв. февр. март апр. май июнь июль авг. сент. окт. нояб. дек.".split(),
        months_of="янв. февр. марта апр. мая июня июля авг. сент. окт. нояб. дек.".split(),
        months_by="янв. февр. мартом апр. маем июнем июлем авг. сент. окт. нояб. дек.".split(),
        year="{}",
        years="{}–{}",
        decade="{}-е",
        decade_of="{}-х",
        decade_by="{}-ми",
        between_years="между {} и {}",
        probably="{}?",
        unknown="?",
    ),
}


def words(date: "UncertainDate", language: str, *, short: bool = False) -> str:
    """The words of a date; "en-gb" is English, and a language that has no table gets numerals."""
    grammar = GRAMMARS.get((language.partition("-")[0].lower(), short))
    if grammar is None:
        return in_numerals(date)
    start, end = date.start, date.end
    if start and end:
        if date.is_between:
            return between(grammar, start, end)
        return interval(grammar, start, end) if date.is_interval else qualified(grammar, start)
    if start:
        if date.edtf.endswith(".."):
            return bounded(grammar, start, grammar.since, grammar.since_about)
        return f"{qualified(grammar, start)} – {grammar.unknown}"
    assert end is not None  # parsing refuses an interval with no stated end
    if date.edtf.startswith(".."):
        return bounded(grammar, end, grammar.until, grammar.until_about)
    return f"{grammar.unknown} – {qualified(grammar, end)}"


OF, BY = "_of", "_by"


def plain(grammar: Grammar, point: Point, case: str = "") -> str:
    """A point without "about" and "probably"; its case is OF, BY or none."""
    first, last = point.earliest, point.latest
    year = grammar.year.format(first.year)
    match point.precision:
        case Precision.DAY:
            return f"{day_and_month(grammar, point)} {year}"
        case Precision.MONTH:
            return f"{month_or_season(grammar, point, case)} {year}"
        case Precision.SEASON:
            if last.year > first.year:
                year = grammar.years.format(first.year, last.year)
            return f"{month_or_season(grammar, point, case)} {year}"
        case Precision.YEAR:
            return year
        case _ if is_named_decade(point):
            return str(getattr(grammar, f"decade{case}")).format(first.year)
        case _:
            return grammar.years.format(first.year, last.year)


def is_named_decade(point: Point) -> bool:
    """Whether "the 1950s" says it: "the 1900s" would be ten years or a hundred, so its years are said."""
    return point.precision is Precision.DECADE and point.earliest.year % 100 >= 10


def day_and_month(grammar: Grammar, point: Point) -> str:
    day = point.earliest
    return f"{day.day}{grammar.day_gap}{grammar.months_of[day.month - 1]}"


def month_or_season(grammar: Grammar, point: Point, case: str = "") -> str:
    month = point.earliest.month
    if point.precision is Precision.SEASON:
        return str(getattr(grammar, f"seasons{case}")[month // 3 - 1])
    return str(getattr(grammar, f"months{case}")[month - 1])


def qualified(grammar: Grammar, point: Point, case: str = "") -> str:
    text = plain(grammar, point, OF if point.is_approximate else case)
    if point.is_approximate:
        text = grammar.about.format(text)
    return grammar.probably.format(text) if point.is_uncertain else text


def bounded(grammar: Grammar, point: Point, sure: str, about: str) -> str:
    """A half-open interval, by the pattern for a sure or an approximate point."""
    text = plain(grammar, point, OF)
    if is_named_decade(point) and not point.is_approximate:
        text = grammar.decade_article + text
    text = (about if point.is_approximate else sure).format(text)
    return grammar.probably.format(text) if point.is_uncertain else text


def are_years(start: Point, end: Point) -> bool:
    """Whether both are years, and sure."""
    return is_sure(start) and is_sure(end) and start.precision is end.precision is Precision.YEAR


def beginning(grammar: Grammar, start: Point, end: Point, case: str = "") -> str:
    """What the first end says where the second says the rest: the "2" of "2–18 May 1958"; "" where it says all."""
    first, last = start.earliest, end.latest
    if not (is_sure(start) and is_sure(end) and start.precision is end.precision and first.year == last.year):
        return ""
    match start.precision:
        case Precision.DAY:
            return str(first.day) if first.month == last.month else day_and_month(grammar, start)
        case Precision.MONTH | Precision.SEASON:
            return month_or_season(grammar, start, case)
    return ""


def interval(grammar: Grammar, start: Point, end: Point) -> str:
    """Both ends, without saying twice what they share: "2–18 May 1958", "28 July – 11 August 1957"."""
    if are_years(start, end):
        return grammar.years.format(start.earliest.year, end.latest.year)
    said = beginning(grammar, start, end)
    dash = "–" if said and grammar.day_gap not in said else " – "
    return f"{said or qualified(grammar, start)}{dash}{qualified(grammar, end)}"


def between(grammar: Grammar, start: Point, end: Point) -> str:
    """A moment of a span, said as shortly: "between 2 and 18 May 1958"."""
    if are_years(start, end):
        return grammar.between_years.format(start.earliest.year, end.latest.year)
    said = beginning(grammar, start, end, BY) or qualified(grammar, start, BY)
    return grammar.between.format(said, qualified(grammar, end, BY))


OPEN_OR_UNKNOWN = {"..": "", "": "?"}


def in_numerals(date: "UncertainDate") -> str:
    """A date in figures and signs alone: "1957-10-12", "≈ 1957", "1941 – 1945?", "1959 – ?", "[1941 … 1945]"."""
    if date.start and date.end and date.is_between:
        return f"[{figures(date.start)} … {figures(date.end)}]"
    if date.start and not date.is_interval:
        return figures(date.start)
    ends = zip((date.start, date.end), date.edtf.split("/"), strict=True)
    said = (figures(point) if point else OPEN_OR_UNKNOWN[text] for point, text in ends)
    return " – ".join(said).strip()


def figures(point: Point) -> str:
    first, last = point.earliest.isoformat(), point.latest.isoformat()
    match point.precision:
        case Precision.DAY:
            text = first
        case Precision.MONTH:
            text = first[:7]
        case Precision.YEAR:
            text = first[:4]
        case Precision.SEASON:
            text = f"{first[:7]}–{last[:7]}"
        case _:
            text = f"{first[:4]}–{last[:4]}"
    return f"{f'≈{NBSP}' if point.is_approximate else ''}{text}{'?' if point.is_uncertain else ''}"


def is_sure(point: Point) -> bool:
    return not (point.is_approximate or point.is_uncertain)
