"""Which renditions a picture should have. No pixels: arithmetic on its size and focus.

A name carries a digest of everything that the pixels depend on. So an address never changes its
meaning and may be cached for ever, and what has another name than planned is no longer wanted.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from exhibit.darkroom import tiles
from exhibit.models.images import Image
from exhibit.models.renditions import Format, Shape

FOLDER = "renditions"
WIDTHS = {
    Shape.WHOLE: (480, 960, 1600, 2400),
    Shape.FRAME: (480, 960),
    Shape.PORTRAIT: (320, 640),
}
FOR_BROWSERS = (Format.AVIF, Format.WEBP)
RATIOS = {Shape.FRAME: 1.37, Shape.PORTRAIT: 4 / 5}
LONGEST_SIDE = 16_383  # of a WebP
RECIPE = 1  # count up when printing changes, and every name changes with it

Box = tuple[float, float, float, float]  # left, top, right, bottom, in pixels of the upright picture


@dataclass(frozen=True, slots=True)
class Print:
    """A rendition as planned: which part of the picture, in how many pixels, under which name."""

    shape: Shape
    format: Format
    width: int
    height: int
    box: Box
    name: str


def prints(image: Image) -> Iterator[Print]:
    """Yield the renditions of `image`, small ones first; none where its file cannot be read."""
    if image.width is None or image.height is None:
        return
    for shape, widths in WIDTHS.items():
        box = crop(image, shape)
        wide, high = box[2] - box[0], box[3] - box[1]
        own = max(1, int(min(wide, LONGEST_SIDE * wide / high)))
        widest = min(own, widths[-1])
        for width in [*(width for width in widths if width < widest), widest]:
            for format_ in FOR_BROWSERS:
                yield _print(image, shape, format_, width, box)
    is_larger = image.width > WIDTHS[Shape.WHOLE][-1]
    if is_larger and max(image.width, image.height) <= LONGEST_SIDE:
        yield _print(image, Shape.FULL, Format.WEBP, image.width, crop(image, Shape.FULL))
    if max(image.width, image.height) <= tiles.LONGEST_SIDE:
        yield _print(image, Shape.TILES, Format.JPEG, image.width, crop(image, Shape.TILES))


def crop(image: Image, shape: Shape) -> Box:
    """Return the largest part of the shape's proportions, as near to the focus as the edges allow."""
    width, height = float(image.width or 0), float(image.height or 0)
    if shape not in RATIOS:
        return (0, 0, width, height)
    wide, high = min(width, height * RATIOS[shape]), min(height, width / RATIOS[shape])
    left = min(max(width * image.focal_x / 100 - wide / 2, 0), width - wide)
    top = min(max(height * image.focal_y / 100 - high / 2, 0), height - high)
    return (left, top, left + wide, top + high)


def _print(image: Image, shape: Shape, format_: Format, width: int, box: Box) -> Print:
    height = max(1, round(width * (box[3] - box[1]) / (box[2] - box[0])))
    seen = f"{RECIPE} {image.checksum} {shape} {box}"
    digest = hashlib.sha256(seen.encode()).hexdigest()[:12]
    name = f"{FOLDER}/{image.slug}-{digest}-{shape}-{width}.{format_}"
    if shape == Shape.TILES:
        name = f"{tiles.FOLDER}/{image.slug}-{digest}/{tiles.Piece(None, width, height).file}"
    return Print(shape, format_, width, height, box, name)
