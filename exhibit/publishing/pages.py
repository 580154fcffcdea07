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

from exhibit.interop.formats import FORMATS
from exhibit.interop.lists import PUBLIC_LISTS
from exhibit.languages import every, of_path
from exhibit.models import Award, AwardBody, Edition, Event, Exhibit, Film, Image, Person, Place
from exhibit.publishing.manifests import DOCUMENTS, PICTURE, SERVICE
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
    "search",
    "timeline",
    "timeline_poster",
    "timeline_list",
    "api",
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

REPEATING = ("timeline_data", "timeline_embed", "timeline_export", "oembed", "search_data", "search_suggestions")
"""Addresses that say the timeline, or what a search found, in another form: no list could name them all."""

TABLES = tuple(f"{name}_table" for name in PUBLIC_LISTS)
"""Addresses of the lists as tables: /films.csv."""

DATA = (*(f"{noun}_data" for noun in FORMATS), "data_list", "data_list_after", "openapi")
"""Documents for programs. Not listed: each lies beside the page that says the same, or leads on to the next."""

CITATIONS = tuple(f"{noun}_cite" for noun in "exhibit edition film person event place image award_body award".split())
"""How a page is cited, as files beside it: each page leads to its own."""

HARVEST = "oai"
"""Where other collections harvest this one, in all languages at once. A whole harvest would take the room of all
pages in memory."""

DOORS = ("feed_new", "feed_editions", "feed_exhibit", "coming", "manifest", "card", "award_card", "museum_card")
"""Addresses of a language by which programs follow, show and keep the museum: no pages, so that none is listed."""

AT_THE_ROOT = ("sitemap", "sitemap_part", "robots", "humans", "security")
"""The same for the site as a whole: below no language."""

OTHERS = ("award_detail", "image_detail", "timeline_entry", "exhibit_editions", "edition_detail")

IN_ALL_LANGUAGES = (*DOCUMENTS, PICTURE, SERVICE)
"""Addresses that are no pages: documents that speak all languages at once, and what these name; see `manifests`."""

BESIDE = (*DATA, *CITATIONS, *DOORS, *TABLES)
"""All that lies beside pages and says the same in another form."""

FOR_PROGRAMS = (*REPEATING, *BESIDE, *IN_ALL_LANGUAGES, *AT_THE_ROOT, HARVEST)

PUBLIC = frozenset((*STANDING, *RECORDS, *FURTHER, *PAIRS, *OTHERS, *FOR_PROGRAMS))
"""Names of all addresses whose answers are the same for everybody."""

NOT_KEPT = frozenset(("timeline_export", *TABLES, HARVEST, PICTURE, "sitemap_part", "security"))
"""Written piece by piece, as long as it is; too much in all; read from a file; or true for a time only."""

AT_ONCE = 500


PAGES = {f"{noun}_detail": noun for noun in FORMATS}
"""Names of the pages of records, by which the documents beside them are found."""


def is_kept(path: str) -> bool:
    """Whether a finished answer for this path may be kept."""
    name = name_of(path)
    return name in PUBLIC and name not in NOT_KEPT


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
