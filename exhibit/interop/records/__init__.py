"""Records as documents of our own, version 1: all that their pages say, for programs.

A document speaks the language of its address where it names something, and has all its own texts in every
language. Every date is a text of EDTF with the days between which it lies, so that nobody takes it for surer than
it is; statements say how they stand, and citations which source says so and which says otherwise. What visitors
may not see is in no document. `exhibit.interop.api` describes all of them, for people and for machines.

parts       what all documents are made of
listing     a list of records, sheet by sheet
"""

from exhibit.interop.records.awards import award_body_document, award_document
from exhibit.interop.records.events import event_document
from exhibit.interop.records.exhibits import edition_of, exhibit_document
from exhibit.interop.records.films import film_document
from exhibit.interop.records.images import image_document
from exhibit.interop.records.listing import list_document
from exhibit.interop.records.people import person_document
from exhibit.interop.records.places import place_document

__all__ = [
    "award_body_document",
    "award_document",
    "edition_of",
    "event_document",
    "exhibit_document",
    "film_document",
    "image_document",
    "list_document",
    "person_document",
    "place_document",
]
