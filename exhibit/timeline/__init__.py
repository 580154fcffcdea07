"""What a timeline is: entries from several kinds of record, in lanes, asked for by a query."""

from exhibit.timeline.entries import entries, years
from exhibit.timeline.lanes import lane_choices
from exhibit.timeline.meanwhile import around_event, around_film
from exhibit.timeline.overview import overview
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.stretch import stretch

__all__ = [
    "TimelineQuery",
    "around_event",
    "around_film",
    "entries",
    "lane_choices",
    "overview",
    "stretch",
    "years",
]
