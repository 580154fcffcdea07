"""What a visitor asks of the search, read from the address.

Words must all be there; words in quotes must follow one another; a word after a minus must not be there. A year, a
month, a day or a span of years, however it is written, asks for what is dated so. What cannot be understood is left
out and named in `problems`, with the remedy.
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exhibit.dates import DateError, UncertainDate
from exhibit.fields.forms import explained
from exhibit.models import Film, Lane, Person, Place
from exhibit.search import marks
from exhibit.search.documents import READ
from exhibit.search.words import words
from exhibit.timeline.query import UNKNOWN, named, shortened

LONGEST = 200
MOST_WORDS = 12
PARTS = re.compile(r'(-?)(?:"([^"]*)"|«([^»]*)»|“([^”]*)”|(\S+))')
YEARS = re.compile(r"(\d{4})?\s*(?:([-–—/])|/?(?:\.{2,}|…)/?)\s*(\d{4})?")
"""1941-1945, 1941..1945, and without one of the two: 1941.., ../1945."""

OF_A_DAY = re.compile(r"\d{4}-\d{1,2}(-\d{1,2})?")
DIGIT = re.compile(r"\d{3}")
WORDS_OF_A_DATE = 3

KINDS = (*READ, "chapter")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to be found: one word, or several that follow one another; `days` where it also says a date."""

    words: tuple[str, ...] = ()
    text: str = ""
    days: tuple[datetime.date, datetime.date] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Words to find, words not to find, and choices; empty means nothing is asked."""

    text: str = ""
    wanted: tuple[Wanted, ...] = ()
    unwanted: tuple[Wanted, ...] = ()
    kind: str = ""
    decade: str = ""
    lane: str = ""
    film: str = ""
    person: str = ""
    place: str = ""
    page: int = 1
    keys: dict[str, int] = field(default_factory=dict, compare=False, hash=False)
    problems: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def read(cls, asked: QueryDict) -> "Question":
        """Return what `asked` means."""
        problems: list[str] = []
        text = " ".join(asked.get("q", "").replace("\0", " ").split())
        if len(text) > LONGEST:
            problems.append(_("Only the first %(count)s letters were searched for.") % {"count": LONGEST})
            text = text[:LONGEST]
        wanted, unwanted = _understood(text, problems)
        if unwanted and not wanted:
            problems.append(_("A word after a minus is left out. Write before it what shall be found."))
        keys: dict[str, int] = {}
        choices = {name: choice(asked.get(name, "").strip(), problems, keys) for name, choice in CHOICES.items()}
        return cls(text, wanted, unwanted, **choices, page=_page(asked, problems), keys=keys, problems=tuple(problems))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not (self.wanted or any(getattr(self, name) for name in CHOICES))

    @property
    def is_narrowed(self) -> bool:
        """Whether a choice leaves something out."""
        return any(getattr(self, name) for name in CHOICES)

    def address(self, **changes: Any) -> str:
        """Return the query string for this question with `changes`, without "?"."""
        changed = replace(self, **changes)
        asked = QueryDict(mutable=True)
        for name in ("text", *CHOICES):
            if value := getattr(changed, name):
                asked["q" if name == "text" else name] = value
        if changed.page > 1:
            asked["page"] = str(changed.page)
        return asked.urlencode()

    def choosing(self, name: str, value: str) -> "Question":
        """Return the question with another choice, from the first page of its answer."""
        changes: dict[str, Any] = {name: value}
        return replace(self, **changes, page=1, keys={key: pk for key, pk in self.keys.items() if key != name})

    @property
    def beginning(self) -> str:
        """The query string of the first page of the answer."""
        return self.address(page=1)

    def marks(self) -> list[str]:
        """Return the marks of all choices: a document that is found has each."""
        found = [marks.mark(sign, self.keys[name]) for name, sign in SIGNS.items() if name in self.keys]
        if self.kind:
            found.append(marks.mark(marks.KIND, self.kind))
        if self.decade:
            found.append(marks.mark(marks.DECADE, self.decade))
        return found


SIGNS = {"lane": marks.LANE, "film": marks.FILM, "person": marks.PERSON, "place": marks.PLACE}


def _understood(text: str, problems: list[str]) -> tuple[tuple[Wanted, ...], tuple[Wanted, ...]]:
    wanted: list[Wanted] = []
    unwanted: list[Wanted] = []
    parts = [(minus, next((one for one in quoted if one), ""), plain) for minus, *quoted, plain in PARTS.findall(text)]
    place = 0
    while place < len(parts):
        minus, quoted, _plain = parts[place]
        count, dated = (1, None) if minus or quoted else _date([plain for _m, _q, plain in parts[place:]], problems)
        said = " ".join(plain or quoted for _m, quoted, plain in parts[place : place + count])
        place += count
        found = tuple(words(said))
        if quoted and found:
            (unwanted if minus else wanted).append(Wanted(found, said))
        elif dated:
            wanted.append(Wanted(found, said, dated))
        else:
            (unwanted if minus else wanted).extend(Wanted((word,), word) for word in found)
    if len(wanted) > MOST_WORDS:
        problems.append(_("Only the first %(count)s words were searched for.") % {"count": MOST_WORDS})
    return tuple(wanted[:MOST_WORDS]), tuple(unwanted[:MOST_WORDS])


def _date(parts: list[str], problems: list[str]) -> tuple[int, tuple[datetime.date, datetime.date] | None]:
    """Return how many of the next words are a date, and its days; the longest that is one counts."""
    for count in range(min(WORDS_OF_A_DATE, len(parts)), 0, -1):
        some = parts[:count]
        said = " ".join(some)
        if not all(some) or not DIGIT.search(said) or (count > 1 and len(words(some[-1])) == 0):
            continue
        try:
            first, last = _years(said) or UncertainDate.understand(said).known_days
        except DateError as problem:
            if OF_A_DAY.fullmatch(said):
                problems.extend(explained(problem).messages)
            continue
        if last.year - first.year >= marks.YEARS_ASKED:
            problems.append(
                _("“%(value)s” are more years than can be searched at once. Ask for at most %(count)s.")
                % {"value": shortened(said), "count": marks.YEARS_ASKED}
            )
            continue
        return count, (first, last)
    return 1, None


def _years(said: str) -> tuple[datetime.date, datetime.date] | None:
    """Return the days of a span of years, whichever is written first; one that is open is as long as can be asked."""
    found = YEARS.fullmatch(said)
    if found is None or not any(years := (found[1], found[3])) or (found[2] and not all(years)):
        return None
    start, end = (int(year) if year else None for year in years)
    if start is None:
        start = int(found[3]) - marks.YEARS_ASKED + 1
    if end is None:
        end = start + marks.YEARS_ASKED - 1
    first, last = (min(max(year, 1), datetime.MAXYEAR) for year in sorted((start, end)))
    return datetime.date(first, 1, 1), datetime.date(last, 12, 31)


def _page(asked: QueryDict, problems: list[str]) -> int:
    text = asked.get("page", "") or "1"
    if text.isascii() and text.isdigit() and len(text) <= 4 and int(text):
        return int(text)
    problems.append(_("“%(value)s” is no page. Write a number from 1 on.") % {"value": shortened(text)})
    return 1


Choice = Callable[[str, list[str], dict[str, int]], str]


def _kind(value: str, problems: list[str], keys: dict[str, int]) -> str:
    if value and value not in KINDS:
        problems.append(
            _("There is no kind “%(value)s”. Choose from: %(choices)s.")
            % {"value": shortened(value), "choices": ", ".join(KINDS)}
        )
        return ""
    return value


def _decade(value: str, problems: list[str], keys: dict[str, int]) -> str:
    if value and not (value.isascii() and value.isdigit() and len(value) <= 4 and int(value) % 10 == 0):
        problems.append(
            _("“%(value)s” is no decade. Write its first year, for example 1950.") % {"value": shortened(value)}
        )
        return ""
    return value


def _record(name: str, rows: Callable[[], Any], unknown: str | Promise) -> Choice:
    def read(slug: str, problems: list[str], keys: dict[str, int]) -> str:
        if not slug:
            return ""
        found = named(rows(), slug)
        if found is None:
            problems.append(str(unknown) % {"value": shortened(slug)})
            return ""
        keys[name] = found.pk
        return str(found.slug)

    return read


NO_LANE = gettext_lazy("There is no lane “%(value)s” here. Choose one from the list.")

CHOICES: dict[str, Choice] = {
    "kind": _kind,
    "decade": _decade,
    "lane": _record("lane", Lane.objects.all, NO_LANE),
    "film": _record("film", Film.objects.published, UNKNOWN["film"]),
    "person": _record("person", Person.objects.published, UNKNOWN["person"]),
    "place": _record("place", Place.objects.published, UNKNOWN["place"]),
}
"""What can be chosen, and how each choice is read from the address."""
