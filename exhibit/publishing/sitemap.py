"""The list of pages for search engines, each with its other languages and its picture: live, and in a frozen copy.

An index names the files, each of pages of one kind. A file holds the records whose numbers lie in one stretch, so that
nobody has to walk through a million of them to know where the next begins, and is written piece by piece. When a page
changed is left out: a record does not know it, and a guess would be worse.

https://www.sitemaps.org/protocol.html, https://developers.google.com/search/docs/specialty/international,
https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet
from django.db.models.expressions import CombinedExpression, Value
from django.urls import reverse
from django.utils import translation

from exhibit.languages import every
from exhibit.models import Award, AwardBody, Edition, Event, Exhibit, Film, Image, Person, Place
from exhibit.publishing.pages import STANDING

MOST = 50_000
"""Addresses in one file, as the protocol has it."""

AT_ONCE = 500
ON_PAPER = ("timeline_poster", "timeline_list")
"""Pages that ask search engines to pass by: they say the timeline again."""

OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
SPACES = (
    f'xmlns="{SCHEMA}" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)

Moment = datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Kind:
    """Pages of one kind: the name of their address, whose they are, what stands in it; whether pictures hang there."""

    view: str
    rows: Callable[[Moment], QuerySet[Any]]
    names: tuple[str, ...] = ("slug",)
    has_pictures: bool = True


def _with_editions(at: Moment) -> QuerySet[Any]:
    return Exhibit.objects.published(at).filter(Exists(Edition.objects.filter(exhibit=OuterRef("pk"))))


KINDS = {
    "exhibits": Kind("exhibit_detail", Exhibit.objects.published),
    "editions": Kind("exhibit_editions", _with_editions, has_pictures=False),
    "films": Kind("film_detail", Film.objects.published),
    "people": Kind("person_detail", Person.objects.published),
    "events": Kind("event_detail", Event.objects.published),
    "places": Kind("place_detail", Place.objects.published),
    "bodies": Kind("award_body_detail", AwardBody.objects.published),
    "awards": Kind("award_detail", Award.objects.published, ("body__slug", "slug"), has_pictures=False),
    "images": Kind("image_detail", Image.objects.shown),
}
STANDING_PAGES = "pages"


def index_pieces(site: str, at: Moment = None) -> Iterator[str]:
    """Yield the index; `site` is scheme and host, and the path where pages stand below one."""
    yield f'{OPEN}<sitemapindex xmlns="{SCHEMA}">\n'
    for name, number in parts(at):
        yield f"<sitemap><loc>{escape(site + part_path(name, number))}</loc></sitemap>\n"
    yield "</sitemapindex>\n"


def sitemap_files(site: str, without: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield the whole list as files, by their names from the root; `without` as below."""
    yield reverse("sitemap").lstrip("/"), "".join(index_pieces(site)).encode()
    for name, number in parts():
        pieces = part_pieces(name, number, site, without=without)
        if pieces is not None:
            yield part_path(name, number).lstrip("/"), "".join(pieces).encode()


def parts(at: Moment = None) -> Iterator[tuple[str, int]]:
    """Yield the files by kind and number; by one question a kind, whatever the size of the collection."""
    yield STANDING_PAGES, 0
    for name, kind in KINDS.items():
        number = CombinedExpression(F("pk"), "/", Value(stretch()), output_field=IntegerField())
        found = kind.rows(at).order_by().annotate(number=number)
        yield from ((name, number) for number in sorted(found.values_list("number", flat=True).distinct()))


def stretch() -> int:
    """Return how many records a file may hold: each has an address in every language."""
    return MOST // len(every())


def part_path(name: str, number: int) -> str:
    """Return the address of one file from the root."""
    return reverse("sitemap_part", args=(name, number))


def part_pieces(
    name: str, number: int, site: str, at: Moment = None, without: Collection[str] = ()
) -> Iterator[str] | None:
    """Return one file, to be written piece by piece; None where there is none of this name and number.

    `without` names addresses that are not listed.
    """
    if name == STANDING_PAGES:
        listed = (view for view in STANDING if view not in (*ON_PAPER, *without))
        return _file(_entry(_addresses(view, site)) for view in listed) if number == 0 else None
    if name not in KINDS:
        return None
    rows = KINDS[name].rows(at).filter(pk__gte=number * stretch(), pk__lt=(number + 1) * stretch()).order_by("pk")
    if not rows.exists():
        return None
    return _file(_entries(KINDS[name], rows, site))


def _entries(kind: Kind, rows: QuerySet[Any], site: str) -> Iterator[str]:
    patterns = _addresses(kind.view, site, kind.names)
    pictures = _pictures(kind, rows, site)
    for key, *names in rows.values_list("pk", *kind.names).iterator(AT_ONCE):
        addresses = {}
        for language, pattern in patterns.items():
            for name, value in zip(kind.names, names, strict=True):
                pattern = pattern.replace(_gap(name), value)
            addresses[language] = pattern
        yield _entry(addresses, pictures.get(key, ""))


def _addresses(view: str, site: str, names: tuple[str, ...] = ()) -> dict[str, str]:
    """Return an address in every language, with gaps for what names a record: to make each anew would take minutes."""
    found = {}
    for language in every():
        with translation.override(language):
            found[language] = escape(f"{site}{reverse(view, args=[_gap(name) for name in names])}")
    return found


def _gap(name: str) -> str:
    """Return what stands in an address for a name; no record is called that."""
    return f"-_-{name}-_-"


def _entry(addresses: Mapping[str, str], picture: str = "") -> str:
    """Return a page in all its languages; whoever speaks none of them is led to the first."""
    twins = {**addresses, "x-default": addresses[settings.LANGUAGE_CODE]}
    others = "".join(f'<xhtml:link rel="alternate" hreflang="{code}" href="{twins[code]}"/>' for code in twins)
    image = f"<image:image><image:loc>{escape(picture)}</image:loc></image:image>" if picture else ""
    return "".join(f"<url><loc>{address}</loc>{others}{image}</url>\n" for address in addresses.values())


def _pictures(kind: Kind, rows: QuerySet[Any], site: str) -> dict[Any, str]:
    """Return the addresses of the pictures that hang on pages, by the keys of their rows: few have one."""
    if not kind.has_pictures:
        return {}
    if rows.model is Image:
        return _each(rows, site)
    hung = dict(rows.exclude(image=None).values_list("pk", "image"))
    showable = Image.objects.showable().filter(pk__in=rows.exclude(image=None).order_by().values("image"))
    found = _each(showable, site)
    return {key: found[image] for key, image in hung.items() if image in found}


def _each(images: QuerySet[Any], site: str) -> dict[Any, str]:
    copies: Any = images.with_renditions().order_by("pk")  # type: ignore[attr-defined]
    return {image.pk: _address(image, site) for image in copies.iterator(AT_ONCE)}


def _address(image: Image, site: str) -> str:
    """Return the address of the largest copy that pages show, of the picture itself where there is none yet."""
    copies = image.renditions.whole()
    url = (copies.largest if copies else image).file.url
    return url if "://" in url else f"{site}{url}"


def _file(entries: Iterable[str]) -> Iterator[str]:
    yield f"{OPEN}<urlset {SPACES}>\n"
    yield from entries
    yield "</urlset>\n"
