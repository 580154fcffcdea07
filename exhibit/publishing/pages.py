"""The list of public addresses.

The tests for query budgets, validity and access walk it, as the sitemap, the static export and
the link check will: a page cannot exist and be forgotten.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from exhibit.interop.lists import PUBLIC_LISTS
from exhibit.languages import every, of_path
from exhibit.models import Award, AwardBody, Edition, Event, Exhibit, Film, Image, Person, Place
from exhibit.publishing.registers import LISTS, PARTS, SHEETS_OF_THEIR_OWN, further_sheets
from exhibit.timeline import Timeline

STANDING = (
    "home",
    "exhibit_list",
    "film_list",
    "person_list",
    "award_list",
    "place_list",
    "compare",
    "timeline",
    "timeline_poster",
    "timeline_list",
)
RECORDS = {
    "exhibit_detail": Exhibit,
    "exhibit_labels": Exhibit,
    "film_detail": Film,
    "person_detail": Person,
    "event_detail": Event,
    "place_detail": Place,
    "award_body_detail": AwardBody,
}

FURTHER = (
    *(f"{name}_after" for name in (*LISTS, *PARTS)),
    *SHEETS_OF_THEIR_OWN,
)
"""Addresses that there are where a list is too long for one page."""

PAIRS = {"compare_people": Person, "compare_films": Film}
"""Addresses of two records side by side. Not listed: they are as many as the square of the collection,
say nothing that the records' own pages do not, and ask search engines to pass by."""

REPEATING = ("timeline_data", "timeline_embed", "timeline_export", "oembed")
"""Addresses that say the timeline again in another form, for any question: no list could name them all."""

TABLES = tuple(f"{name}_table" for name in PUBLIC_LISTS)
"""Addresses of the lists as tables: /films.csv."""

OTHERS = ("award_detail", "image_detail", "timeline_entry", "exhibit_editions", "edition_detail")

PUBLIC = frozenset((*STANDING, *RECORDS, *FURTHER, *PAIRS, *REPEATING, *TABLES, *OTHERS))
"""Names of all addresses whose answers are the same for everybody."""

WRITTEN = frozenset(("timeline_export", *TABLES))
"""Written piece by piece, as long as they are: not kept."""

AT_ONCE = 500


def is_kept(path: str) -> bool:
    """Whether a finished answer for this path may be kept."""
    name = name_of(path)
    return name in PUBLIC and name not in WRITTEN


def name_of(path: str) -> str:
    """Return the name of the view behind a path, "" for none."""
    try:
        with translation.override(of_path(path)):
            return resolve(path).view_name
    except Resolver404:
        return ""


@dataclass(frozen=True, slots=True)
class Page:
    """One public page: its URL name, language and path from the root."""

    name: str
    language: str
    path: str


def public_pages(at: datetime.datetime | None = None) -> Iterator[Page]:
    """Yield every page that visitors may open at `at` (default: now), language by language."""
    for language in every():
        found = addresses(at)
        while True:  # whoever walks along may make pages meanwhile, in whatever language
            with translation.override(language):
                some = [Page(name, language, path) for name, path in islice(found, AT_ONCE)]
            yield from some
            if len(some) < AT_ONCE:
                break


def addresses(at: datetime.datetime | None = None) -> Iterator[tuple[str, str]]:
    """Yield the URL name and path of each page in the active language; of millions, a few at a time are read."""
    for name in STANDING:
        yield name, reverse(name)
    for name, slugs in _slugs(at):
        for slug in slugs:
            yield name, reverse(name, args=(slug,))
    awards = Award.objects.published(at).values_list("body__slug", "slug")
    for body, slug in awards.iterator(AT_ONCE):
        yield "award_detail", reverse("award_detail", args=(body, slug))
    for slug, number, withdrawn_at in Edition.objects.shown(at).values_list("exhibit__slug", "number", "withdrawn_at"):
        if withdrawn_at is None:
            yield "edition_detail", reverse("edition_detail", args=(slug, number))
    yield from further_sheets(at)


def _slugs(at: datetime.datetime | None) -> Iterator[tuple[str, Iterable[str]]]:
    for name, model in RECORDS.items():
        yield name, model.objects.published(at).values_list("slug", flat=True).iterator(AT_ONCE)
    yield "image_detail", Image.objects.shown(at).values_list("slug", flat=True)
    yield "timeline_entry", Timeline(at).each_anchor()
    shown = Edition.objects.shown(at).values_list("exhibit__slug", flat=True)
    yield "exhibit_editions", sorted(set(shown))
