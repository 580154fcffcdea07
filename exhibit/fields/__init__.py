"""
What lies between a value and a database column or a form input.

columns   UncertainDateField, and the two bounds that it keeps right by itself
forms     the same date, typed by a curator
lookups   `date__between`, and search in any letter case for Cyrillic too
order     in which order keys and dates stand, on either database
spans     which dates reach over years, in words that an index may use
"""

from exhibit.fields.columns import DateBoundField, UncertainDateField, UncertainDateQuerySet
from exhibit.fields.forms import UncertainDateFormField
from exhibit.fields.lookups import Between, ContainsAnyCase
from exhibit.fields.spans import SpansYears

__all__ = [
    "Between",
    "ContainsAnyCase",
    "DateBoundField",
    "SpansYears",
    "UncertainDateField",
    "UncertainDateFormField",
    "UncertainDateQuerySet",
]
