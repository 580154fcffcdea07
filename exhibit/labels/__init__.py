"""Gallery labels: what an exhibit shows, on cards to print, cut and hang beside it."""

from exhibit.labels.cards import sheets
from exhibit.labels.query import SIZES, Kind, LabelQuery

__all__ = ["SIZES", "Kind", "LabelQuery", "sheets"]
