"""Addresses of events by what an import says of them."""

import re

from django.utils.text import slugify

from exhibit.interop.slugs import stem

LONGEST = 75
"""Leaves room in the 80 characters of an address for the number of a second one: "-2", at most "-5000"."""


def address(headline: str, date: str) -> str:
    """Return the address of an event by its headline and the EDTF of its date: premiere-1957-10-12."""
    when = slugify(re.sub(r"[/.]+", "-", date)).strip("-")
    return f"{stem(headline, LONGEST - len(when) - 1)}-{when}"
