"""Anchors: the stable name of each entry, on pages and in addresses, and what it names.

It is made of the record's own address, `event-palme`, and leads on after that has changed. A release
has no address: its film, its place and its date as EDTF are its name,
`release-cranes-are-flying.usa.1960-03-21`.
"""

from typing import Any

from django.db.models import QuerySet

from exhibit.dates import DateError, UncertainDate
from exhibit.models import Film, Place
from exhibit.timeline.sources import Kind, Source


def release_anchor(film: str, place_and_date: str) -> str:
    """Return the name of a release, in which an interval's slash would part an address: "1957_1958"."""
    return f"{Kind.RELEASE}-{film}.{place_and_date.replace('/', '_')}"


def named(source: Source, key: str) -> QuerySet[Any] | None:
    """Return the row of a source that an anchor names by what stands after its kind; None where it cannot."""
    if source.kind is not Kind.RELEASE:
        return source.rows.filter(slug=key)
    film, place, date = _release(key)
    return source.rows.filter(film__slug=film, place__slug=place, date=date) if date else None


def named_before(source: Source, key: str) -> QuerySet[Any] | None:
    """Return the same for an anchor that is not a record's present one: it may have had that address before."""
    if source.kind is not Kind.RELEASE:
        return source.rows.filter(pk__in=source.rows.model.objects.moved_from(key).values("pk"))
    film, place, date = _release(key)
    films, places = _with_slug(Film, film), _with_slug(Place, place)
    return source.rows.filter(film__in=films, place__in=places, date=date) if date else None


def _with_slug(model: Any, slug: str) -> QuerySet[Any]:
    """Return the record that has or had an address."""
    return (model.objects.filter(slug=slug) | model.objects.moved_from(slug)).order_by().values("pk")


def _release(key: str) -> tuple[str, str, UncertainDate | None]:
    film, _dot, rest = key.partition(".")
    place, _dot, date = rest.partition(".")
    try:
        return film, place, UncertainDate.parse(date.replace("_", "/"))
    except DateError:
        return film, place, None
