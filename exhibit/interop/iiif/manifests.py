"""Manifests: the pictures of one record or of a story, in an order, with what the museum says of it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from exhibit.dates import UncertainDate
from exhibit.interop.iiif.pictures import canvas, canvas_address, credits_of, description, thumbnail
from exhibit.interop.iiif.site import CONTEXT, Site
from exhibit.interop.iiif.words import (
    Fact,
    LanguageMap,
    dated,
    fact,
    field_fact,
    label_of,
    said,
    together,
)
from exhibit.models import Credit, Exhibit, FigureBlock, Film, Image, Person
from exhibit.story import Chapter, Story

SUMMARIES = {Film: ("significance", "synopsis"), Person: ("occupations",), Exhibit: ("lead",)}
"""The fields that say in a few words what a record is; the first that has some."""


def image_manifest(image: Image, site: Site) -> dict[str, Any]:
    """Return the manifest of one picture."""
    address = site.document("iiif_image_manifest", image.slug)
    caption = said(image, "caption")
    return {
        **_opening(address, said(image, "alt"), site),
        **description(image, site, caption),
        "seeAlso": site.data(image),
        "thumbnail": thumbnail(image, site),
        "items": [canvas(image, _base(address), site, caption)],
    }


def record_manifest(record: Film | Person, images: Sequence[Image], site: Site) -> dict[str, Any]:
    """Return the manifest of a film or a person: its own picture, and those that show it."""
    address = site.document(f"iiif_{record._meta.model_name}_manifest", record.slug)
    facts = _film_facts(record) if isinstance(record, Film) else _person_facts(record)
    return {
        **_of_record(record, address, images, site),
        **({"metadata": facts} if facts else {}),
        "seeAlso": [*site.data(record), *site.timeline(record)],
        **({"navDate": when} if isinstance(record, Film) and (when := navigation_date(record.date)) else {}),
        "items": [_in_company(image, _base(address), site, said(image, "caption")) for image in images],
    }


def exhibit_manifest(story: Story, site: Site) -> dict[str, Any]:
    """Return the manifest of a story of which only pictures are left; its chapters are ranges.

    A picture that hangs twice is one canvas, with the caption that it has first.
    """
    exhibit = story.exhibit
    address = site.document("iiif_exhibit_manifest", exhibit.slug)
    captions: dict[Image, LanguageMap] = {}
    for figure in _figures(story.chapters):
        captions.setdefault(figure.image, said(figure, "caption") or said(figure.image, "caption"))
    base = _base(address)
    return {
        **_of_record(exhibit, address, list(captions), site),
        **({"metadata": facts} if (facts := field_fact(exhibit, "subtitle")) else {}),
        "seeAlso": site.data(exhibit),
        "items": [_in_company(image, base, site, caption) for image, caption in captions.items()],
        "structures": [_contents(story, base)],
    }


def navigation_date(date: UncertainDate | None) -> str:
    """Return the moment by which a viewer puts something in the order of time.

    It looks as exact as a second. So only what lies surely in one year has it, by the first day that it may mean:
    nothing approximate, doubted, open or wider than a year.
    """
    return f"{date.earliest.isoformat()}T00:00:00Z" if date and date.sure_year is not None else ""


def _opening(address: str, label: LanguageMap, site: Site) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "id": address,
        "type": "Manifest",
        "label": label,
        "provider": site.provider(),
    }


def _of_record(record: Any, address: str, images: Sequence[Image], site: Site) -> dict[str, Any]:
    summary = next(filter(None, (said(record, name) for name in SUMMARIES[type(record)])), None)
    return {
        **_opening(address, said(record, record.name_field), site),
        **({"summary": summary} if summary else {}),
        **credits_of(images),
        "homepage": site.pages(record, record.name_field),
        "thumbnail": thumbnail(images[0], site),
    }


def _in_company(image: Image, base: str, site: Site, caption: LanguageMap) -> dict[str, Any]:
    """Return the canvas of one picture among several: it says itself whose it is."""
    return canvas(image, base, site, caption) | description(image, site, caption)


def _film_facts(film: Film) -> list[Fact]:
    shown = Credit.objects.shown().with_people().in_billing_order()
    credits = shown.filter(film=film, department=Credit.Department.DIRECTING)
    directors = [said(one.person or one, "name") for one in credits]
    return [
        *fact(label_of(film, "original_title"), {film.original_language: [film.original_title]}),
        *(fact(label_of(film, "date"), dated(film.date)) if film.date else []),
        *fact(_("Directed by"), together(directors)),
        *field_fact(film, "country"),
        *field_fact(film, "studio"),
    ]


def _person_facts(person: Person) -> list[Fact]:
    return [
        *(fact(label_of(person, "birth"), dated(person.birth)) if person.birth else []),
        *(fact(label_of(person, "death"), dated(person.death)) if person.death else []),
    ]


def _contents(story: Story, base: str) -> dict[str, Any]:
    """Return the whole story as a range, and in it each chapter that has pictures."""
    return {
        "id": f"{base}/range",
        "type": "Range",
        "label": said(story.exhibit, "title"),
        "items": [item for chapter in story.chapters for item in _range(chapter, base)],
    }


def _range(chapter: Chapter, base: str) -> list[dict[str, Any]]:
    """Return a chapter as a range; what stands before the first chapter goes without one."""
    items = [_reference(image, base) for image in dict.fromkeys(one.image for one in _figures([chapter]))]
    if chapter.heading is None or not items:
        return items
    summary = said(chapter.heading, "summary_text")
    return [
        {
            "id": f"{base}/range/{chapter.heading.slug}",
            "type": "Range",
            "label": said(chapter.heading, "title"),
            **({"summary": summary} if summary else {}),
            "items": items,
        }
    ]


def _reference(image: Image, base: str) -> dict[str, str]:
    return {"id": canvas_address(base, image), "type": "Canvas"}


def _figures(chapters: Sequence[Chapter]) -> list[FigureBlock]:
    return [part.block for chapter in chapters for part in chapter.parts if isinstance(part.block, FigureBlock)]


def _base(address: str) -> str:
    """Return what the names of all parts of a document begin with."""
    return address.rpartition("/")[0]
