"""A picture: as an image service, as a thumbnail, and as a canvas with its words, its credit and its rights."""

from collections.abc import Iterable, Iterator
from typing import Any

from exhibit.darkroom import tiles
from exhibit.interop.iiif.site import Site
from exhibit.interop.iiif.words import LanguageMap, fact, label_of, said, spoken, together, untranslated
from exhibit.models import Image

RIGHTS: dict[str, str] = {Image.Rights.PUBLIC_DOMAIN: "http://creativecommons.org/publicdomain/mark/1.0/"}
"""Rights that have an address which says just the same. The museum's own pictures, and those that it may show, have
none: what others may do with them, only the credit and the museum can tell.
"""

THUMBNAIL = 200
"""The longer side of a thumbnail has no fewer pixels, where the picture has as many."""


def image_information(image: Image, site: Site) -> dict[str, Any]:
    """Return the document that tells a viewer which pieces of a picture there are (level 0: those that were cut)."""
    width, height = _size(image)
    factors = tiles.scale_factors(width, height)
    information: dict[str, Any] = {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": site.picture(image),
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level0",
        "width": width,
        "height": height,
        "sizes": [{"width": wide, "height": high} for wide, high in tiles.sizes(width, height)],
    }
    if len(factors) > 1:
        information["tiles"] = [{"width": tiles.TILE, "scaleFactors": factors}]
    return information | _rights(image)


def canvas(image: Image, base: str, site: Site, caption: LanguageMap) -> dict[str, Any]:
    """Return a picture as a canvas of the manifest below `base`, painted, with its words as annotations."""
    here = canvas_address(base, image)
    width, height = _size(image)
    painting = {
        "id": f"{here}/painting",
        "type": "Annotation",
        "motivation": "painting",
        "body": _file(image, site, "max", width, height)
        | {"service": [{"id": site.picture(image), "type": "ImageService3", "profile": "level0"}]},
        "target": here,
    }
    return {
        "id": here,
        "type": "Canvas",
        "label": said(image, "alt"),
        "width": width,
        "height": height,
        "thumbnail": thumbnail(image, site),
        "items": [{"id": f"{here}/page", "type": "AnnotationPage", "items": [painting]}],
        "annotations": [
            {"id": f"{here}/words", "type": "AnnotationPage", "items": list(_annotations(image, here, caption))}
        ],
    }


def canvas_address(base: str, image: Image) -> str:
    """Return the name of a picture's canvas in the manifest below `base`."""
    return f"{base}/canvas/{image.slug}"


def description(image: Image, site: Site, caption: LanguageMap) -> dict[str, Any]:
    """Return what is known of a picture: where its page is, its caption, its credit, its rights, what it shows."""
    found = {
        "metadata": [
            *fact(label_of(image, "rights"), spoken(image.get_rights_display)),
            *fact(label_of(image, "rights_expire_on"), _day(image)),
            *fact(label_of(image, "shows_people"), together(said(one, "name") for one in image.shows_people.all())),
            *fact(label_of(image, "shows_films"), together(said(one, "title") for one in image.shows_films.all())),
            *fact(label_of(image, "checksum"), untranslated(image.checksum) if image.checksum else {}),
        ],
        "homepage": site.pages(image, "alt"),
        **credits_of([image]),
    }
    return found | ({"summary": caption} if caption else {})


def credits_of(images: Iterable[Image]) -> dict[str, Any]:
    """Return the statement that viewers must show with these pictures, and their rights where all have the same."""
    images = list(images)
    value = together(said(image, "credit") for image in images)
    required = {"label": spoken(lambda: label_of(Image, "credit")), "value": value}
    rights, *others = [_rights(image) for image in images]
    return {"requiredStatement": required} | (rights if all(one == rights for one in others) else {})


def thumbnail(image: Image, site: Site) -> list[dict[str, Any]]:
    """Return the smallest size of the whole picture that is large enough to know it by.

    It names no service: viewers would make addresses of other sizes of that, which were not cut.
    """
    found = tiles.sizes(*_size(image))
    width, height = next((size for size in found if max(size) >= THUMBNAIL), found[-1])
    return [_file(image, site, f"{width},{height}", width, height)]


def _file(image: Image, site: Site, size: str, width: int, height: int) -> dict[str, Any]:
    address = f"{site.picture(image)}/{tiles.WHOLE}/{size}/{tiles.REST}"
    return {"id": address, "type": "Image", "format": "image/jpeg", "width": width, "height": height}


def _annotations(image: Image, here: str, caption: LanguageMap) -> Iterator[dict[str, Any]]:
    """Yield the words of a picture: the text alternative stands in for it, the caption tells of it."""
    for name, motivation, words in (
        ("alternative", "supplementing", said(image, "alt")),
        ("caption", "commenting", caption),
    ):
        for language, texts in words.items():
            yield {
                "id": f"{here}/{name}/{language}",
                "type": "Annotation",
                "motivation": motivation,
                "body": {"type": "TextualBody", "value": texts[0], "format": "text/plain", "language": language},
                "target": here,
            }


def _rights(image: Image) -> dict[str, str]:
    rights = RIGHTS.get(image.rights)
    return {"rights": rights} if rights else {}


def _day(image: Image) -> LanguageMap:
    return untranslated(image.rights_expire_on.isoformat()) if image.rights_expire_on else {}


def _size(image: Image) -> tuple[int, int]:
    assert image.width is not None, image.slug  # what visitors may see has been measured
    assert image.height is not None, image.slug
    return image.width, image.height
