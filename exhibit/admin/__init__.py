"""
The curators' desk: plain Django admin, one module a noun.

forms   both languages side by side, and constraints that come out as messages
record  what every page shares: search in both languages, history, publication
"""

from exhibit.admin import awards, events, evidence, films, images, people, places, stories

__all__ = ["awards", "events", "evidence", "films", "images", "people", "places", "stories"]
