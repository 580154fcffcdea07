"""The addresses of documents for other museums' viewers (IIIF): which there are, and which records have one.

They stand outside the addresses of a language, for each document speaks all of them; `config.urls` puts them
below /iiif/. Only what has a picture in tiles has a manifest: one without a picture would be none.
"""

import datetime
from collections.abc import Callable, Iterator
from posixpath import dirname
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from exhibit import gallery
from exhibit.darkroom import tiles
from exhibit.models import Exhibit, FigureBlock, Film, Image, Person, Record, Rendition
from exhibit.models.renditions import Shape
from exhibit.publishing.registers import CHRONOLOGICAL
from exhibit.publishing.sheets import Register, contents
from exhibit.timeline.kept import Keeper

PER_PART = 100
"""Manifests in one part of a collection."""

NOUNS: dict[str, type[Record]] = {"exhibits": Exhibit, "films": Film, "people": Person}
"""What has manifests, by the part of the address that says so."""

AT_ONCE = 500


def names_of(noun: type[Record]) -> tuple[str, str, str]:
    """Return the URL names of a noun: of its manifests, of its collection, and of what that goes on to."""
    name = f"iiif_{noun._meta.model_name}"
    return f"{name}_manifest", f"{name}_collection", f"{name}_collection_after"


DOCUMENTS = (
    "iiif_collection",
    "iiif_image_manifest",
    "iiif_information",
    *(name for noun in NOUNS.values() for name in names_of(noun)),
)
"""Names of the addresses of all documents."""

PICTURE = "iiif_picture"
"""The name of the addresses of all pieces of pictures."""

SERVICE = "iiif_image"
"""The name of the addresses that theirs begin with; each leads on to the information about its picture."""


def having(noun: type[Record], at: datetime.datetime | None = None) -> QuerySet[Any]:
    """Return the records of a noun that have a manifest at `at` (default: now)."""
    showable, shown = gallery.tiled(Image.objects.showable(at)), gallery.tiled(Image.objects.shown(at))
    own = Exists(showable.filter(pk=OuterRef("image")))
    if noun is Exhibit:
        figures = FigureBlock.objects.filter(Exists(showable.filter(pk=OuterRef("image"))), parent=OuterRef("pk"))
        others = Exists(figures)
    else:
        others = Exists(shown.filter(**{"shows_films" if noun is Film else "shows_people": OuterRef("pk")}))
    return noun.objects.published(at).filter(own | others)


def address_of(record: Any, origin: str) -> str:
    """Return the full address of a record's manifest, "" where it has none."""
    if isinstance(record, Image):
        name, there_is = "iiif_image_manifest", record.renditions.tiles() is not None
    else:
        name = names_of(type(record))[0]
        there_is = (record.image and record.image.is_tiled()) or having(type(record)).filter(pk=record.pk).exists()
    return f"{origin}{reverse(name, args=(record.slug,))}" if there_is else ""


def _register(noun: type[Record], order: tuple[str, ...], *, may_be_unknown: bool = False) -> Callable[..., Register]:
    _manifest, first, further = names_of(noun)

    def address(cursor: str) -> str:
        return reverse(further, args=(cursor,)) if cursor else reverse(first)

    def register(at: datetime.datetime | None = None) -> Register:
        rows = having(noun, at).with_picture()  # type: ignore[attr-defined]
        return Register(first, rows, order, PER_PART, address, may_be_unknown=may_be_unknown)

    return register


COLLECTIONS: dict[type[Record], Callable[..., Register]] = {
    Exhibit: _register(Exhibit, ("position", "slug")),
    Film: _register(Film, CHRONOLOGICAL, may_be_unknown=True),
    Person: _register(Person, ("slug",)),
}
"""By noun the list of what has a manifest, in an order that is the same in every language."""


def parts(register: Register, keeper: Keeper | None = None) -> dict[str, str]:
    """Return the number of each further part of a collection, "2 / 40", by its address from the root."""
    ends = contents(register, keeper).ends
    return {register.address(cursor): f"{number} / {len(ends) + 1}" for number, cursor in enumerate(ends, start=2)}


def documents(at: datetime.datetime | None = None) -> Iterator[str]:
    """Yield the address from the root of every document that there is at `at` (default: now)."""
    keeper = Keeper(at)
    yield reverse("iiif_collection")
    for noun, register in COLLECTIONS.items():
        slugs = having(noun, at).values_list("slug", flat=True)
        name, collection, _further = names_of(noun)
        yield reverse(collection)
        yield from parts(register(at), keeper)
        for slug in slugs.iterator(AT_ONCE):
            yield reverse(name, args=(slug,))
    for slug in pictures(at):
        yield reverse("iiif_image_manifest", args=(slug,))
        yield reverse("iiif_information", args=(slug,))


def pieces(slug: str) -> Iterator[tuple[str, str]]:
    """Yield the address from the root of each piece of a picture, and its file in the storage; none of a hidden one."""
    for row in Rendition.objects.filter(shape=Shape.TILES, image__in=Image.objects.shown().filter(slug=slug)):
        for piece, file in tiles.files(row.width, row.height).items():
            yield reverse(PICTURE, args=(slug, piece)), f"{dirname(str(row.file.name))}/{file}"


def pictures(at: datetime.datetime | None = None) -> Iterator[str]:
    """Yield the slug of each picture that visitors see in tiles."""
    yield from gallery.tiled(Image.objects.shown(at)).values_list("slug", flat=True).iterator(AT_ONCE)
