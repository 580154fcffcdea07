"""What a timeline is: entries from several kinds of record, in lanes, asked for by a query.

query     what a visitor asks, read from the address
lanes     the strands, in the curators' order
sources   each kind of record as rows of one shape
anchors   what each entry is called in addresses
entries   events, films, releases, lives and awards seen alike
density   running totals of everything, and bins of them
windows   a range of time at a given width: entries where they fit, bins where not
listing   the same as pages of years
loading   the records behind entries
kept      what a process keeps until something changes

The drawings on records' own pages: ruler, moments, flags, life, stretch, overview, meanwhile,
comparison.
"""

from exhibit.timeline.entries import Entry
from exhibit.timeline.listing import Listing, listing
from exhibit.timeline.meanwhile import around_event, around_film
from exhibit.timeline.overview import overview
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.stretch import stretch
from exhibit.timeline.windows import Timeline, Window, around_dates

__all__ = [
    "Entry",
    "Listing",
    "Timeline",
    "TimelineQuery",
    "Window",
    "around_dates",
    "around_event",
    "around_film",
    "listing",
    "overview",
    "stretch",
]
