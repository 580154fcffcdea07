"""What a visitor asks of the timeline, read from the address.

A value that cannot be understood is left out and named in `problems`, with the remedy: the page
shows both, so that nothing is skipped silently and a mistyped address still helps.
"""

import datetime
import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exhibit.dates import DateError, UncertainDate
from exhibit.models import Film, Person, Place
from exhibit.timeline.lanes import LaneChoice

DAY_MONTH_OR_YEAR = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
LONGEST_TEXT = 80
MOST_BESIDE = 2
MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class TimelineQuery:
    """Lanes, film, person and place by slug, words to find, first and last day; empty means all.

    `beside` are the anchors of people and films put on the ruler, `entry` that of the one that is
    open, `after` that of the one after which a list goes on: none of them leaves anything out.
    """

    lanes: tuple[str, ...] = ()
    film: str = ""
    person: str = ""
    place: str = ""
    text: str = ""
    first: datetime.date | None = None
    last: datetime.date | None = None
    beside: tuple[str, ...] = ()
    entry: str = ""
    after: str = ""
    problems: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def read(cls, asked: QueryDict, lanes: list[LaneChoice]) -> "TimelineQuery":
        """Return what `asked` means; unknown names and impossible dates become problems."""
        problems: list[str] = []
        start, end = asked.get("from", ""), asked.get("to", "")
        first, last = _day(start, "earliest", problems), _day(end, "latest", problems)
        if first is not None and last is not None and first > last:
            problems.append(
                _("%(first)s lies after %(last)s: read the other way round. Write the earlier one first.")
                % {"first": shortened(start), "last": shortened(end)}
            )
            first, last = _day(end, "earliest", []), _day(start, "latest", [])
        return cls(
            lanes=_lanes(asked.getlist("lane"), lanes, problems),
            film=_known(asked, "film", Film, problems),
            person=_known(asked, "person", Person, problems),
            place=_known(asked, "place", Place, problems),
            text=_text(asked.get("q", ""), problems),
            first=first,
            last=last,
            beside=beside_in(asked),
            entry=asked.get("entry", "")[:200],
            after=asked.get("after", "")[:200],
            problems=tuple(problems),
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return self.is_narrowed or self.has_window

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out at all times."""
        return self.filters_alone != TimelineQuery()

    @property
    def has_window(self) -> bool:
        return self.first is not None or self.last is not None

    @property
    def filters_alone(self) -> "TimelineQuery":
        """The same choice of entries at all times."""
        return TimelineQuery(self.lanes, self.film, self.person, self.place, self.text)

    @property
    def from_text(self) -> str:
        """The first day as the form and the address write it, no longer than it must be."""
        return _shortest(self.first, is_last=False)

    @property
    def to_text(self) -> str:
        return _shortest(self.last, is_last=True)

    def address(self, **changes: Any) -> str:
        """Return the query string for this query with `changes`, in one order, without "?"; "" for everything."""
        changed = replace(self, **changes)
        asked = QueryDict(mutable=True)
        for name, value in (("from", changed.from_text), ("to", changed.to_text)):
            if value:
                asked[name] = value
        asked.setlist("lane", list(changed.lanes))
        asked.setlist("beside", list(changed.beside))
        for name, value in (
            ("film", changed.film),
            ("person", changed.person),
            ("place", changed.place),
            ("q", changed.text),
            ("entry", changed.entry),
            ("after", changed.after),
        ):
            if value:
                asked[name] = value
        return asked.urlencode()

    def within(self, first: datetime.date | None, last: datetime.date | None) -> str:
        """Return the query string for another window, from its beginning."""
        return self.address(first=first, last=last, entry="", after="")


def beside_in(asked: QueryDict) -> tuple[str, ...]:
    """Return the anchors that an address puts on the ruler."""
    return tuple(dict.fromkeys(filter(None, asked.getlist("beside"))))[:MOST_BESIDE]


def _shortest(day: datetime.date | None, *, is_last: bool) -> str:
    if day is None:
        return ""
    for length in (4, 7):
        text = day.isoformat()[:length]
        date = UncertainDate.parse(text)
        if day == (date.latest if is_last else date.earliest):
            return text
    return day.isoformat()


def shortened(text: str) -> str:
    """Return what somebody wrote as a problem names it, however long it is."""
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def _lanes(wanted: list[str], lanes: list[LaneChoice], problems: list[str]) -> tuple[str, ...]:
    known = {lane.slug for lane in lanes}
    wanted = list(dict.fromkeys(filter(None, wanted)))
    for slug in wanted:
        if slug not in known:
            problems.append(
                _("There is no lane “%(value)s”. Choose from: %(choices)s.")
                % {"value": shortened(slug), "choices": ", ".join(sorted(known))}
            )
    return tuple(sorted(known.intersection(wanted)))


def _known(asked: QueryDict, name: str, model: Any, problems: list[str]) -> str:
    slug = asked.get(name, "").strip()
    if not slug:
        return ""
    if found := named(model.objects.published(), slug):
        return str(found.slug)
    problems.append(UNKNOWN[name] % {"value": shortened(slug)})
    return ""


UNKNOWN = {
    "film": gettext_lazy("There is no film “%(value)s” here. Choose one from the list."),
    "person": gettext_lazy("There is nobody “%(value)s” here. Choose from the list."),
    "place": gettext_lazy("There is no place “%(value)s” here. Choose from the list."),
}


def named(rows: Any, slug: str) -> Any:
    """Return the record of this address, or that which had it before; None where there is none among `rows`."""
    if "\0" in slug:
        return None
    found = rows.filter(slug=slug).first()
    return rows.moved_from(slug).first() if found is None and hasattr(rows, "moved_from") else found


def _text(text: str, problems: list[str]) -> str:
    text = " ".join(text.replace("\0", " ").split())
    if len(text) > LONGEST_TEXT:
        problems.append(_("Only the first %(count)s letters were searched for.") % {"count": LONGEST_TEXT})
    return text[:LONGEST_TEXT].strip()


def _day(text: str, end: str, problems: list[str]) -> datetime.date | None:
    text = text.strip()
    if not text:
        return None
    try:
        if DAY_MONTH_OR_YEAR.fullmatch(text):
            day: datetime.date = getattr(UncertainDate.parse(text), end)
            return day
    except DateError:
        pass
    problems.append(
        _("“%(value)s” is no year, month or day. Write for example 1957, 1957-10 or 1957-10-12.")
        % {"value": shortened(text)}
    )
    return None
