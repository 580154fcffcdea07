"""
The curators' desk: plain Django admin, one module a noun.

forms      all languages side by side, and constraints that come out as messages
lists      lists of a collection of any size
chosen     what the rows of a form have chosen, loaded at once
record     what every page shares: search in every language, history, publication
readiness  what a record lacks: beside its form, in its list, in a report
together   two curators at one record
drafts     kept for later, reviewed, looked at, published
history    who changed what, field by field
translations  how far they are, texts for a translator and back
usage      where a record is used
accounts   who may sign in; sign_ins: who did, and what became of rights
sign_in    the front door; own_account, own_keys, passwords: what stands beside it; doors: where;
           patience: whoever knocks too often
unsaved    words that were sent when nobody was signed in any more
merging    two records made one
tables     a list as a file, a file imported, an import put back
publication  whether visitors see a record, in words
bulk       many records published or withdrawn: first what will change
front      the front page of the desk
editions   what an exhibit said on one day, released and compared
uploads    many pictures at once; cards: their words; limits: how much may come
preservation  backups, proofs, fixity: a log
reviews    links for reviewers without an account
"""

from exhibit.admin import (
    accounts,
    awards,
    events,
    evidence,
    films,
    images,
    people,
    places,
    preservation,
    reviews,
    sign_ins,
    stories,
)

__all__ = [
    "accounts",
    "awards",
    "events",
    "evidence",
    "films",
    "images",
    "people",
    "places",
    "preservation",
    "reviews",
    "sign_ins",
    "stories",
]
