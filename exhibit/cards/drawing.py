"""The drawing of a card: words on the left, a picture or a drawing on the right, the museum's mark at the foot."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from exhibit.cards.letters import NARROW, SERIF, Lines, face, fitted, is_legible
from exhibit.cards.words import Card
from exhibit.models import Image as Picture
from exhibit.tokens import dark

SIZE = WIDTH, HEIGHT = 1200, 630
"""Pixels; what social networks ask for: https://developers.facebook.com/docs/sharing/webmasters/images/"""

EDGE = 72
GAP = 56
BETWEEN = 16
FOOT = 524
"""Where the line above the mark is."""

PICTURE = 472
"""How wide a picture is; it is as high as the card."""

DRAWINGS = Path(__file__).parent / "drawings"
TITLE_SIZES = (104, 92, 82, 73, 65, 58, 52, 46, 41)
DATE_SIZES = (44, 38, 33)
YEAR_SIZES = (88, 66, *DATE_SIZES)
LONGEST_YEAR = 9  # letters: a year alone is set large, as on the pages
QUALITY = 80


@dataclass(frozen=True, slots=True)
class Place:
    """Where a drawing lies: the middle of its foot, its width, and how much of its ink there is, from 0 to 1."""

    x: int
    y: int
    width: int
    ink: float = 1.0


WIDE = Place(790, 300, 820, 0.92)
PLACES = {
    "cranes": WIDE,
    "birches": Place(930, 560, 640, 0.75),
    "crowd": Place(945, 630, 660, 0.7),
    "palm": Place(930, 540, 420, 0.9),
    "rails": Place(925, 560, 620, 0.85),
    "staircase": Place(940, 600, 420, 0.85),
}
KIND = Place(938, 470, 330, 0.8)
COLUMN = 560
"""How wide words are beside a drawing."""


def drawn(card: Card) -> bytes:
    """Return a card as JPEG: the same card, the same bytes."""
    sheet = Image.new("RGB", SIZE, dark("paper"))
    picture = _cropped(card.picture) if card.picture and is_legible(card.credit, NARROW) else None
    if picture:
        sheet.paste(picture, (WIDTH - PICTURE, 0))
    else:
        _put(sheet, card.drawing, PLACES.get(card.drawing, KIND), _accent(card))
    is_below = picture is None and PLACES.get(card.drawing) is WIDE
    width = WIDTH - PICTURE - EDGE - GAP if picture else WIDTH - 2 * EDGE if is_below else COLUMN
    _write(sheet, card, width, WIDE.y if is_below else EDGE)
    written = BytesIO()
    sheet.save(written, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return written.getvalue()


def _accent(card: Card) -> str:
    return dark("gold") if card.is_gold else dark("ink-quiet")


def _write(sheet: Image.Image, card: Card, width: int, top: int) -> None:
    """Set the words at most so wide, from the foot up to `top` at most."""
    pen = ImageDraw.Draw(sheet)
    accent = _accent(card)
    kind = fitted(card.kind, NARROW, (34, 30), width, 1, 60)
    date = fitted(card.date, SERIF, YEAR_SIZES if len(card.date) <= LONGEST_YEAR else DATE_SIZES, width, 2, 100)
    under = fitted(card.under, SERIF, (32, 28), width, 3, 120)
    taken = sum(lines.height + BETWEEN for lines in (under, date) if lines.lines)
    room = FOOT - 28 - BETWEEN - max(top, EDGE + kind.height) - taken
    title = fitted(card.title, SERIF, TITLE_SIZES, width, 5, room)
    _set(pen, kind, EDGE - 8, accent)
    top = FOOT - 28 - sum(lines.height + BETWEEN for lines in (title, under, date) if lines.lines)
    for lines, ink in ((title, dark("ink")), (under, dark("ink-quiet")), (date, accent)):
        if lines.lines:
            _set(pen, lines, top, ink)
            top += lines.height + BETWEEN
    _sign(sheet, pen, card, width)


def _set(pen: ImageDraw.ImageDraw, lines: Lines, top: int, ink: str) -> None:
    for number, line in enumerate(lines.lines):
        base = top + round(lines.size * (lines.leading * number + 0.92))
        pen.text((EDGE, base), line, ink, face(lines.name, lines.size), anchor="ls")


def _sign(sheet: Image.Image, pen: ImageDraw.ImageDraw, card: Card, width: int) -> None:
    """Put the museum's mark at the foot, and who is to be named for the picture."""
    pen.line((EDGE, FOOT, EDGE + width, FOOT), dark("line-strong"), 1)
    _put(sheet, "crane", Place(EDGE + 26, 606, 60), dark("ink"))
    name = _("Film museum")
    if is_legible(name, NARROW):
        pen.text((EDGE + 72, 588), name, dark("ink"), face(NARROW, 32), anchor="ls")
    left = round(EDGE + 72 + face(NARROW, 32).getlength(name)) + 40
    credit = fitted(card.credit, NARROW, (20, 17), EDGE + width - left, 3, 70)
    for number, line in enumerate(reversed(credit.lines)):
        base = 588 - round(number * credit.size * credit.leading)
        pen.text((EDGE + width, base), line, dark("ink-quiet"), face(NARROW, credit.size), anchor="rs")


def _put(sheet: Image.Image, name: str, place: Place, ink: str) -> None:
    mask = _mask(name, place.width, place.ink)
    sheet.paste(ink, (place.x - mask.width // 2, place.y - mask.height), mask)


@cache
def _mask(name: str, width: int, ink: float) -> Image.Image:
    with Image.open(DRAWINGS / f"{name}.png") as drawing:
        mask = drawing.resize((width, round(drawing.height * width / drawing.width)), Image.Resampling.LANCZOS)
    return mask.point(lambda value: round(value * ink))


def _cropped(picture: Picture) -> Image.Image | None:
    """Return what of a picture is as high as the card, round its focus; None while no copy of it is there."""
    copies = picture.renditions.whole()
    large = [one for one in copies.renditions if one.format == "webp" and one.width >= PICTURE] if copies else []
    if not large:
        return None
    copy = min((one for one in large if one.height >= HEIGHT), key=lambda one: one.width, default=large[-1])
    with suppress(OSError), copy.file.open() as opened, Image.open(opened, formats=["WEBP"]) as whole:
        wide = min(whole.width, whole.height * PICTURE / HEIGHT)
        high = min(whole.height, whole.width * HEIGHT / PICTURE)
        left = min(max(whole.width * picture.focal_x / 100 - wide / 2, 0), whole.width - wide)
        top = min(max(whole.height * picture.focal_y / 100 - high / 2, 0), whole.height - high)
        box = (left, top, left + wide, top + high)
        return whole.convert("RGB").resize((PICTURE, HEIGHT), Image.Resampling.LANCZOS, box=box, reducing_gap=3)
    return None
