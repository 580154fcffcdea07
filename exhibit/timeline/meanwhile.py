"""Meanwhile: what else happened around a date, and how far off it was.

The window adapts. It is the narrowest of `WINDOWS` in which something is going on: a festival
fortnight fills a month, a film of 1930 has to look years around. Beyond the widest nothing
counts as "meanwhile", and the list may be empty.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exhibit.dates import Precision, UncertainDate
from exhibit.models import Event, Film, Lane

WINDOWS = (1, 7, 31, 92, 366, 3 * 366, 10 * 366)
"""Days to either side."""
ENOUGH = 4
MOST = 6


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An event or film near a date; `distance` says how near in words."""

    record: Event | Film
    mark: str
    days: int
    distance: str

    @property
    def is_film(self) -> bool:
        return isinstance(self.record, Film)


def around_event(event: Event, at: datetime.datetime | None = None) -> list[Neighbour]:
    """Return what else happened around `event`, in order: events of other lanes, and films. Two queries."""
    events = Event.objects.published(at).exclude(lane=event.lane_id).exclude(pk=event.pk)
    return _meanwhile(event.date, events, Film.objects.published(at).exclude(events=event))


def around_film(film: Film, date: UncertainDate | None, at: datetime.datetime | None = None) -> list[Neighbour]:
    """Return what else happened around `date` of `film`, in order: events without it, and other films. Two queries."""
    if date is None:
        return []
    events = Event.objects.published(at).exclude(films=film)
    return _meanwhile(date, events, Film.objects.published(at).exclude(pk=film.pk))


def _meanwhile(date: UncertainDate, events: QuerySet[Event], films: QuerySet[Film]) -> list[Neighbour]:
    records = [*_nearest(events.select_related("lane"), date), *_nearest(films.exclude(date=None), date)]
    neighbours = [_neighbour(date, record) for record in records if not record.date.is_open]
    neighbours.sort(key=lambda neighbour: neighbour.days)
    for window in WINDOWS:
        found = [neighbour for neighbour in neighbours if neighbour.days <= window]
        if len(found) >= ENOUGH:
            break
    return sorted(found[:MOST], key=lambda neighbour: (neighbour.record.date, neighbour.record.slug))


def _nearest(records: QuerySet[Any], date: UncertainDate) -> list[Any]:
    """Return the records that begin next to `date`, the nearest first. Either side is a walk along an index."""
    first = date.known_days[0]
    before = records.filter(date_earliest__lt=first).order_by("-date_earliest", "slug").values("pk")[: 3 * MOST]
    after = records.filter(date_earliest__gte=first).order_by("date_earliest", "slug").values("pk")[: 3 * MOST]
    found = records.filter(Q(pk__in=before) | Q(pk__in=after)).order_by()
    return sorted(found, key=lambda record: (abs((record.date.earliest - first).days), record.slug))[: 3 * MOST]


def _neighbour(date: UncertainDate, record: Event | Film) -> Neighbour:
    other = record.date
    assert other is not None  # the queries leave undated films out
    mark = record.lane.mark if isinstance(record, Event) else Lane.Mark.FILM.value
    return Neighbour(record, mark, abs((_middle(other) - _middle(date)).days), distance(date, other))


def _middle(date: UncertainDate) -> datetime.date:
    """The middle of the days that it names: what is open at one end counts by the other."""
    first, last = date.known_days
    return first + (last - first) / 2


def distance(date: UncertainDate, other: UncertainDate) -> str:
    """Say how far `other` lies from `date`, no more exactly than both are known: "3 weeks later"."""
    if _lies_within(date, other) or _lies_within(other, date):
        return _("at the same time")
    later = other.earliest >= date.earliest
    first, last = (date.latest, other.earliest) if later else (other.latest, date.earliest)
    first = min(first, last)  # what overlaps is not apart
    days, months = (last - first).days, 12 * (last.year - first.year) + last.month - first.month
    unit = max(_grain(date), _grain(other))
    if unit == 0 and days < 60:
        return _days(days, later)
    if unit <= 1 and months < 24:
        return _months(months, later)
    return _years(last.year - first.year, later)


def _lies_within(date: UncertainDate, other: UncertainDate) -> bool:
    """Whether `other` is a longer time, and `date` surely falls into it."""
    return other.is_interval and other.earliest <= date.earliest and date.latest <= other.latest


def _grain(date: UncertainDate) -> int:
    """How exactly a date is known: 0 to the day, 1 to the month, 2 less so."""
    if date.is_approximate or date.is_uncertain or date.is_between or date.start is None or date.end is None:
        return 2
    grains = {Precision.DAY: 0, Precision.MONTH: 1}
    return max(grains.get(point.precision, 2) for point in (date.start, date.end))


def _days(days: int, later: bool) -> str:
    if days == 0:
        return _("the same day")
    if days < 14:
        said = (
            ngettext("%(count)d day later", "%(count)d days later", days)
            if later
            else ngettext("%(count)d day earlier", "%(count)d days earlier", days)
        )
        return said % {"count": days}
    weeks = round(days / 7)
    said = (
        ngettext("%(count)d week later", "%(count)d weeks later", weeks)
        if later
        else ngettext("%(count)d week earlier", "%(count)d weeks earlier", weeks)
    )
    return said % {"count": weeks}


def _months(months: int, later: bool) -> str:
    if months == 0:
        return _("the same month")
    said = (
        ngettext("%(count)d month later", "%(count)d months later", months)
        if later
        else ngettext("%(count)d month earlier", "%(count)d months earlier", months)
    )
    return said % {"count": months}


def _years(years: int, later: bool) -> str:
    if years == 0:
        return _("the same year")
    said = (
        ngettext("%(count)d year later", "%(count)d years later", years)
        if later
        else ngettext("%(count)d year earlier", "%(count)d years earlier", years)
    )
    return said % {"count": years}
