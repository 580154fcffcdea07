"""Generated events for benchmarks: the same ones for every timeline, in every run.

There are as many as are asked for, from 1895 to 2025, in the exhibit's own lanes, known as exactly as
a museum's are: most to the day, others to the month or the year, some a span, some approximate. They
are those of `exhibit.invented`, made up, title and date: none is a fact.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from exhibit.dates import Precision, UncertainDate
from exhibit.invented.happenings import Happening
from exhibit.invented.lanes import lanes


def store(events: Iterable[Happening]) -> None:
    """Write lanes and events into the database of a process in which Django is set up, and analyse it."""
    from exhibit.invented.writing import date_columns, settle, write
    from exhibit.models import Event, Lane

    strands = [Lane.objects.create(**fields).pk for fields in lanes()]
    write(
        Event,
        (
            {
                "slug": event.slug,
                "status": Event.Status.PUBLISHED,
                "title": event.title,
                "title_en": event.title,
                "lane_id": strands[event.lane],
                "importance": event.importance,
                **date_columns("date", event.date),
            }
            for event in events
        ),
    )
    settle([Event])


def for_timelinejs(events: Iterable[Happening]) -> dict[str, Any]:
    """Return what TimelineJS loads: https://timeline.knightlab.com/docs/json-format.html."""
    names = [lane["name_en"] for lane in lanes()]
    return {
        "events": [
            {
                "unique_id": event.slug,
                "group": names[event.lane],
                "text": {"headline": event.title},
                **_dates_for_timelinejs(UncertainDate.parse(event.date)),
            }
            for event in events
        ]
    }


def _dates_for_timelinejs(date: UncertainDate) -> dict[str, Any]:
    first, *last = str(date).rstrip("~").split("/")
    parts = [dict(zip(("year", "month", "day"), map(int, text.split("-")), strict=False)) for text in (first, *last)]
    dates: dict[str, Any] = dict(zip(("start_date", "end_date"), parts, strict=False))
    return dates | ({"display_date": date.words()} if date.is_approximate else {})


def for_vis(events: Iterable[Happening]) -> dict[str, Any]:
    """Return groups and items of vis-timeline: a day is a box, what is less exact a range of all its days."""
    strands = lanes()
    return {
        "groups": [{"id": lane["slug"], "content": lane["name_en"], "order": lane["position"]} for lane in strands],
        "items": [
            {
                "id": event.number,
                "group": strands[event.lane]["slug"],
                "content": event.title,
                **_dates_for_vis(UncertainDate.parse(event.date)),
            }
            for event in events
        ],
    }


def _dates_for_vis(date: UncertainDate) -> dict[str, str]:
    start = {"start": date.earliest.isoformat()}
    if date.precision is Precision.DAY:
        return start
    return start | {"end": (date.latest + datetime.timedelta(days=1)).isoformat()}
