"""What a timeline is: entries from several kinds of record, in lanes, asked for by a query."""

from exhibit.timeline.entries import Entry, Year, entries, years
from exhibit.timeline.lanes import FILM_LANE, LaneChoice, lane_choices
from exhibit.timeline.query import TimelineQuery

__all__ = ["FILM_LANE", "Entry", "LaneChoice", "TimelineQuery", "Year", "entries", "lane_choices", "years"]
