"""A picture in pieces for deep zoom: tiles and smaller sizes, as the IIIF Image API 3 has them at level 0.

Level 0 is what plain files can do: whoever zooms asks for pieces that were cut beforehand, by the addresses that
the standard calls canonical. Each time the picture is halved, with all edges rounded up, until it fits one tile.
https://iiif.io/api/image/3.0/#47-canonical-uri-syntax

Addresses have commas; names of files do not, so that every disk, archive and object storage takes them. All pieces
of a picture lie in one folder, and nothing else does: to remove the folder is to remove them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import PIL.Image

FOLDER = "tiles"
TILE = 512
"""Side of a tile, in pixels."""

THUMBNAIL = 90
"""Width that Universal Viewer asks for in its list of pictures, whatever sizes a service names: `full/90,`."""

LONGEST_SIDE = 65_500  # of a JPEG
WHOLE = "full"
REST = "0/default.jpg"
"""What every address ends in: not turned, as it is, a JPEG."""

Region = tuple[int, int, int, int]
"""Left, top, width and height, in pixels of the whole picture."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file: a region of the picture, None for all of it, in a size of its own."""

    region: Region | None
    width: int
    height: int

    @property
    def address(self) -> str:
        """Its address below that of the picture: 0,0,1024,1024/512,512/0/default.jpg."""
        return f"{_joined(self.region)}/{self.width},{self.height}/{REST}"

    @property
    def file(self) -> str:
        """Its name in the folder of the picture: 0-0-1024-1024_512-512.jpg."""
        return f"{_joined(self.region)}_{self.width}-{self.height}.jpg".replace(",", "-")


def _joined(region: Region | None) -> str:
    return WHOLE if region is None else ",".join(map(str, region))


def scale_factors(width: int, height: int) -> list[int]:
    """Return how many times the picture is reduced, each time to the half, until it fits a tile: 1, 2, 4."""
    factors = [1]
    while _reduced(max(width, height), factors[-1]) > TILE:
        factors.append(factors[-1] * 2)
    return factors


def sizes(width: int, height: int) -> list[tuple[int, int]]:
    """Return the sizes of the whole picture that there are, the smallest first."""
    halved = [(_reduced(width, by), _reduced(height, by)) for by in reversed(scale_factors(width, height))]
    return [*_thumbnails(width, height), *halved]


def _thumbnails(width: int, height: int) -> list[tuple[int, int]]:
    """Return the size of the thumbnail; none where the picture is no wider."""
    return [(THUMBNAIL, max(1, round(height * THUMBNAIL / width)))] if width > THUMBNAIL else []


def pieces(width: int, height: int) -> Iterator[tuple[int, Piece]]:
    """Yield each piece but the thumbnail, with the factor by which the picture is reduced; the largest comes first."""
    for by in scale_factors(width, height):
        wide, high = _reduced(width, by), _reduced(height, by)
        yield by, Piece(None, wide, high)
        if max(wide, high) <= TILE:
            continue
        for top in range(0, high, TILE):
            for left in range(0, wide, TILE):
                across, down = min(TILE, wide - left), min(TILE, high - top)
                x, y = left * by, top * by
                yield by, Piece((x, y, min(TILE * by, width - x), min(TILE * by, height - y)), across, down)


def files(width: int, height: int) -> dict[str, str]:
    """Return the name of each piece's file by its address; the largest and the thumbnail have two."""
    found = {f"{WHOLE}/max/{REST}": Piece(None, width, height).file}
    found |= {piece.address: piece.file for _by, piece in pieces(width, height)}
    for size in _thumbnails(width, height):
        small = Piece(None, *size)
        found |= {small.address: small.file, f"{WHOLE}/{THUMBNAIL},/{REST}": small.file}
    return found


def cut(picture: PIL.Image.Image) -> Iterator[tuple[Piece, PIL.Image.Image]]:
    """Yield every piece of a developed picture with its pixels; what is transparent in it is white, as paper."""
    width, height = picture.size
    level, reduced_by = _on_paper(picture), 1
    for by, piece in pieces(width, height):
        if by != reduced_by:
            level, reduced_by = level.reduce(2), by
        if piece.region is None:
            yield piece, level
            continue
        left, top = piece.region[0] // by, piece.region[1] // by
        yield piece, level.crop((left, top, left + piece.width, top + piece.height))
    for size in _thumbnails(width, height):
        yield Piece(None, *size), level.resize(size, PIL.Image.Resampling.LANCZOS)


def _on_paper(picture: PIL.Image.Image) -> PIL.Image.Image:
    if picture.mode != "RGBA":
        return picture
    paper = PIL.Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _reduced(side: int, by: int) -> int:
    return -(-side // by)
