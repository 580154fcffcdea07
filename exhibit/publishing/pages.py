"""The list of public addresses.

The tests for query budgets, validity and access walk it, as the sitemap, the static export and
the link check will: a page cannot exist and be forgotten.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from exhibit.languages import every
from exhibit.models import AwardBody, Edition, Event, Exhibit, Film, Image, Person, Place
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

PAIRS = {"compare_people": Person, "compare_films": Film}
"""Addresses of two records side by side. Not listed: they are as many as the square of the collection,
say nothing that the records' own pages do not, and ask search engines to pass by."""

REPEATING = ("timeline_data", "timeline_embed", "timeline_export", "oembed")
"""Addresses that say the timeline again in another form, for any question: no list could name them all."""


PUBLIC = frozenset(
    {*STANDING, *RECORDS, *PAIRS, *REPEATING, "image_detail", "timeline_entry", "exhibit_editions", "edition_detail"}
)
"""Names of all addresses whose answers are the same for everybody."""

WRITTEN = "timeline_export"
"""Written piece by piece, as long as it is: not kept."""


def is_kept(path: str) -> bool:
    """Whether a finished answer for this path may be kept."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            name = resolve(path).view_name
        except Resolver404:
            return False
    return name in PUBLIC and name != WRITTEN


@dataclass(frozen=True, slots=True)
class Page:
    """One public page: its URL name, language and path from the root."""

    name: str
    language: str
    path: str


def public_pages(at: datetime.datetime | None = None) -> Iterator[Page]:
    """Yield every page that visitors may open at `at` (default: now), language by language."""
    slugs = {name: list(model.objects.published(at).values_list("slug", flat=True)) for name, model in RECORDS.items()}
    slugs["image_detail"] = list(Image.objects.shown(at).values_list("slug", flat=True))
    slugs["timeline_entry"] = Timeline(at).anchors()
    editions = list(Edition.objects.shown(at).values_list("exhibit__slug", "number", "withdrawn_at"))
    slugs["exhibit_editions"] = sorted({slug for slug, _number, _withdrawn_at in editions})
    for language in every():
        with translation.override(language):
            for name in STANDING:
                yield Page(name, language, reverse(name))
            for name, found in slugs.items():
                for slug in found:
                    yield Page(name, language, reverse(name, args=(slug,)))
            for slug, number, withdrawn_at in editions:
                if withdrawn_at is None:
                    yield Page("edition_detail", language, reverse("edition_detail", args=(slug, number)))
