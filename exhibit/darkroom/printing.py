"""From a picture file to upright pixels in sRGB, and from these to the bytes of a rendition."""

import io
from contextlib import suppress
from typing import Any

import PIL.Image
from PIL import ImageCms, ImageOps

from exhibit.darkroom.plan import Print
from exhibit.models.images import open_picture
from exhibit.models.renditions import Format

# Fast rather than smallest: slower settings take four times as long and save three per cent.
OPTIONS: dict[str, dict[str, Any]] = {
    Format.AVIF: {"quality": 58, "speed": 9},
    Format.WEBP: {"quality": 80, "method": 2},
    Format.JPEG: {"quality": 85},
}
SRGB = ImageCms.createProfile("sRGB")


def develop(opened: Any, longest: int | None = None) -> PIL.Image.Image:
    """Return the first frame of a picture file, upright, in sRGB, without any metadata.

    Where small is enough, `longest` is the side in pixels to which it is reduced before all else.

    Raises:
        OSError, ValueError, SyntaxError: or whatever else a decoder raises at a damaged file.
    """
    with open_picture(opened) as picture:
        picture.seek(0)
        if longest:
            picture.thumbnail((longest, longest))
        upright = ImageOps.exif_transpose(picture)
        developed = _in_srgb(upright, picture.info.get("icc_profile"))
    developed.info = {}  # where it was taken, by whom, with what: encoders would copy it
    return developed


def _in_srgb(picture: PIL.Image.Image, profile: bytes | None) -> PIL.Image.Image:
    """Return RGB, or RGBA where something is transparent; a profile that cannot be read is left out."""
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    flat = _in_eight_bits(picture)
    if flat.mode in {"P", "LA", "PA", "RGBA", "1"}:
        flat = flat.convert("L" if flat.mode in {"LA", "1"} else "RGB")
    colours = None
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            colours = ImageCms.profileToProfile(flat, own, SRGB, outputMode="RGB")
    colours = colours or flat.convert("RGB")
    if alpha is not None:
        colours.putalpha(alpha)
    return colours


def _in_eight_bits(picture: PIL.Image.Image) -> PIL.Image.Image:
    """Return a grey picture of 16 bits in 8, which Pillow's own conversion would clip instead."""
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I")
    if picture.mode == "I":
        return picture.point(lambda value: value * (1 / 257)).convert("L")
    return picture


def enlarge(picture: PIL.Image.Image, planned: Print) -> PIL.Image.Image:
    """Return the part of a developed picture that is planned, in that size; never larger than it was."""
    size = (planned.width, planned.height)
    return picture.resize(size, PIL.Image.Resampling.LANCZOS, box=planned.box, reducing_gap=3)


def encode(printed: PIL.Image.Image, format_: Format) -> bytes:
    """Return the bytes of a print in one format."""
    written = io.BytesIO()
    printed.save(written, str(format_.label), **OPTIONS[format_])
    return written.getvalue()
