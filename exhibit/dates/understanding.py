"""
What people type, in English and Russian, turned into EDTF; or refused.

A text is read as tokens of few kinds, one letter each, and the sequence of letters is
matched against the few sentences that mean one thing: "12 Oct 1957" is `DMY`, «с 1941
по 1945» is `FYTY`. Whatever is no such sentence is refused: nothing is guessed.

    D day  M month  S season  Y year  Z decade  E a piece of EDTF  N unknown
    F from  U until  T to  - dash  B between  A and  ~ about  ? probably
"""

import re
from typing import NamedTuple

from exhibit.dates.parsing import UNREADABLE, DateError, gettext_noop, points

LONGEST = 100

CENTURY = gettext_noop("a century may mean 1900–1999 or 1901–2000; write one of them")
SLASHES = gettext_noop("with slashes it may be day or month first; write 12 October 1957")
SHORT_YEAR = gettext_noop("a year needs its four digits")
ONE_END = gettext_noop("“about” or “probably” may concern one end or both; write 1941~/1945 or 1941~/1945~")
SHORT_DECADE = gettext_noop("it may be ten years or a hundred; write 190X or 1900/1999")


def named(kind: str, value: str, names: str) -> dict[str, tuple[str, str]]:
    return dict.fromkeys(names.split(), (kind, value))


MONTHS = (
    "january jan январь января январём январем янв",
    "february feb февраль февраля февралём февралем февр фев",
    "march mar март марта мартом мар",
    "april apr апрель апреля апрелем апр",
    "may май мая маем",
    "june jun июнь июня июнем июн",
    "july jul июль июля июлем июл",
    "august aug август августа августом авг",
    "september sept sep сентябрь сентября сентябрём сентябрем сент сен",
    "october oct октябрь октября октябрём октябрем окт",
    "november nov ноябрь ноября ноябрём ноябрем нояб ноя",
    "december dec декабрь декабря декабрём декабрем дек",
)
SEASONS = (
    "spring весна весны весной",
    "summer лето лета летом",
    "autumn fall осень осени осенью",
    "winter зима зимы зимой",
)
WORDS = (
    {k: v for number, names in enumerate(MONTHS, 1) for k, v in named("M", f"{number:02}", names).items()}
    | {k: v for number, names in enumerate(SEASONS, 21) for k, v in named("S", str(number), names).items()}
    | named("~", "", "c ca circa about abt approximately около ок примерно приблизительно")
    | named("?", "", "probably вероятно")
    | named("F", "", "from since с")
    | named("U", "", "until till до")
    | named("T", "", "to по")
    | named("B", "", "between между")
    | named("A", "", "and и")
    | named("N", "", "unknown неизвестно")
    | named("", "", "the of г гг год года годы годов")
)
CENTURIES = re.compile(r"\b(?:century|centuries|век|века)\b")

TOKEN = re.compile(
    r"""
    (?P<E> [0-9]{2}xx | [0-9]{3}x | [0-9]{4}-(?:[0-9]{2}|xx)(?:-(?:[0-9]{2}|xx))? ) (?![0-9x-])
    | (?: (?P<day>[0-9]{1,2}) \. )? (?P<month>[0-9]{1,2}) \. (?P<year>[0-9]{4}) (?![0-9])
    | (?P<Z> [0-9]{3}0 ) (?: ['’]?s | -?[ех] ) (?!\w)
    | (?P<Y> [0-9]{4} ) (?![0-9])
    | (?P<D> [0-9]{1,2} ) (?: st | nd | rd | th )? (?![0-9])
    | (?P<word> [^\W\d_]+ ) (?P<dot> \.? )
    | (?P<mark> [~?%] )
    | (?P<dash> [-–—] )
    | [\s,]+
    """,
    re.VERBOSE,
)

POINT = "(?:E|Z|Y|MY|DMY|MDY|SY)"
SINGLE = re.compile(rf"[~?]*{POINT}[~?]*")
SINCE = re.compile(rf"[~?]*F[~?]*(?P<a>{POINT})[~?]*")
UNTIL = re.compile(rf"[~?]*U[~?]*(?P<a>{POINT})[~?]*")
START = rf"[~?]*(?:{POINT}|DM|MD|D|M|S)[~?]*"
END = rf"[~?]*{POINT}[~?]*"
FROM_TO = re.compile(rf"F(?P<a>{START})[TU-](?P<b>{END})")
BETWEEN = re.compile(rf"B(?P<a>{START})A(?P<b>{END})")
DASH = re.compile(rf"(?P<a>{START}|N)[T-](?P<b>{END}|N)")
COMPLETE = {"D": set("DMY"), "DM": set("DMY"), "M": set("MY"), "S": set("SY")}
"""What the second end must say when the first says only this much."""


class Phrase(NamedTuple):
    """A run of tokens: their letters, and a value for each."""

    shape: str
    values: list[str]

    def part(self, match: re.Match[str], name: str) -> "Phrase":
        """The tokens of one group."""
        span = slice(*match.span(name))
        return Phrase(self.shape[span], self.values[span])

    @property
    def qualifier(self) -> str:
        """EDTF's sign for what is said of it, before or after."""
        signs = set(self.shape) & {"~", "?"}
        return "%" if len(signs) == 2 else "".join(signs)

    @property
    def stated(self) -> dict[str, str]:
        """The values by letter, without qualifiers."""
        return {kind: value for kind, value in zip(self.shape, self.values, strict=True) if kind not in "~?"}


def edtf_of(text: str) -> str:
    """EDTF for what was typed, of the right form: whether the calendar has that day, parsing says."""
    if len(text) > LONGEST:
        raise DateError(text)
    canonical = re.sub(r"\s*(/|\.\.|(?<=\[)|(?=\]))\s*", r"\1", text.strip())
    try:
        points(canonical)
    except DateError as error:
        if error.reason != UNREADABLE:  # it is EDTF, and wrong
            raise
        return sentence(phrase(text.lower()))
    return canonical


def phrase(text: str) -> Phrase:
    """The tokens of a text in lower case; DateError at the first piece that is none."""
    if CENTURIES.search(text):
        raise DateError(text, CENTURY)
    shape: str = ""
    values: list[str] = []
    position = 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise DateError(text, SLASHES if "/" in text else UNREADABLE)
        position = match.end()
        for kind, value in read(match):
            shape += kind
            values += [value] if kind else []
    return with_winters(Phrase(shape, values))


def with_winters(said: Phrase) -> Phrase:
    """The phrase with "winter 1957–1958" as one date: it is a season's name, not an interval."""
    for match in reversed(list(re.finditer("SY-Y", said.shape))):
        start, end = match.span()
        season, first, _dash, last = said.values[start:end]
        if season == "24" and int(last) == int(first) + 1:
            values = [*said.values[:start], f"{first}-24", *said.values[end:]]
            said = Phrase(f"{said.shape[:start]}E{said.shape[end:]}", values)
    return said


def read(match: re.Match[str]) -> list[tuple[str, str]]:
    """What one token means: a dotted date is three letters, a filler none."""
    found = {name: value for name, value in match.groupdict().items() if value}
    match found:
        case {"month": month, "year": year}:
            day = [("D", f"{int(found['day']):02}")] if "day" in found else []
            return [*day, ("M", f"{int(month):02}"), ("Y", year)]
        case {"E": edtf}:
            return [("E", edtf.upper())]
        case {"D": day}:
            return [("D", f"{int(day):02}")]
        case {"dash": _}:
            return [("-", "")]
        case {"mark": mark}:
            return [(sign, "") for sign in mark.replace("%", "~?")]
        case {"word": word}:
            if word not in WORDS or (word == "с" and "dot" in found):  # «с.» may be a Latin "c."
                raise DateError(word)
            return [WORDS[word]]
    return list(found.items())


def sentence(said: Phrase) -> str:
    """The one thing a phrase means, as EDTF."""
    shape = said.shape
    if SINGLE.fullmatch(shape):
        return point(said.stated, said.qualifier)
    if match := SINCE.fullmatch(shape):
        return f"{point(said.part(match, 'a').stated, said.qualifier)}/.."
    if match := UNTIL.fullmatch(shape):
        return f"../{point(said.part(match, 'a').stated, said.qualifier)}"
    if match := FROM_TO.fullmatch(shape):
        return "/".join(ends(said.part(match, "a"), said.part(match, "b")))
    if match := BETWEEN.fullmatch(shape):
        return f"[{'..'.join(ends(said.part(match, 'a'), said.part(match, 'b')))}]"
    if match := DASH.fullmatch(shape):
        a, b = said.part(match, "a"), said.part(match, "b")
        if one_end_only(a, b):
            raise DateError(shape, ONE_END)
        return "/".join(ends(a, b))
    raise DateError(shape, SHORT_YEAR if "D" in shape and not set(shape) & set("YEZ") else UNREADABLE)


def one_end_only(a: Phrase, b: Phrase) -> bool:
    """Whether a qualifier at the outside of "c. 1941–1945" or "1941–1945?" leaves open how far it reaches."""
    if "N" in a.shape + b.shape:
        return False
    return (a.shape[0] in "~?" and not b.qualifier) or (b.shape[-1] in "~?" and not a.qualifier)


def ends(a: Phrase, b: Phrase) -> tuple[str, str]:
    """Two ends as EDTF; the first may leave to the second what both share: "2–18 May 1958"."""
    start, end = a.stated, b.stated
    if not start.keys() & set("YEZN"):
        if end.keys() != COMPLETE["".join(sorted(start))]:
            raise DateError(a.shape)
        start = end | start
    return point(start, a.qualifier), point(end, b.qualifier)


def point(stated: dict[str, str], qualifier: str) -> str:
    """One point as EDTF; an unknown end is empty."""
    match stated:
        case {"N": _}:
            return ""
        case {"E": edtf}:
            return edtf + qualifier
        case {"Z": decade}:
            if decade[2] == "0":
                raise DateError(decade, SHORT_DECADE)
            return f"{decade[:3]}X{qualifier}"
        case _:
            return "-".join(stated[kind] for kind in "YMSD" if kind in stated) + qualifier
