"""Picture files without what cameras and programs wrote into them: where, with what, by whom, and small previews.

Visitors may take a picture's file along, so it must not tell what the museum did not mean to. What is left out lies
beside the pixels, which stay as they are, byte for byte; how the picture is turned and its colour profile stay too.
Only an AVIF that carries more is written anew, for its parts name each other by their place in the file.
"""

import io
import struct
from collections.abc import Iterator
from zlib import crc32

import PIL.Image
from PIL.ExifTags import Base

ORIENTATION = int(Base.Orientation)
PNG = b"\x89PNG\r\n\x1a\n"
OF_PNG = set(b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD pHYs acTL fcTL fdAT".split())
OF_WEBP = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
OF_GIF = {b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"}
FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
QUALITY = 92


class UnreadableError(ValueError):
    """A file that is not built as its format says."""


def washed(content: bytes) -> bytes:
    """Return a picture file with its pixels, profile and turning, and nothing else; what is no picture as it is."""
    try:
        with PIL.Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            kind = str(picture.format)
            turned = _turned(picture)
    except Exception:  # whoever takes the file checks it, and says what is wrong
        return content
    try:
        if kind in ("JPEG", "MPO"):
            return b"".join(_jpeg(content, turned))
        if kind == "PNG":
            return b"".join(_png(content, turned))
        if kind == "WEBP":
            return _webp(content, turned)
        if kind == "GIF":
            return b"".join(_gif(content))
        return content if _is_bare(content) else _written_anew(content)
    except (UnreadableError, IndexError, struct.error):
        return _written_anew(content)


def _turned(picture: PIL.Image.Image) -> bytes:
    """Return EXIF data that say how the picture is turned; b"" for one that stands upright."""
    if picture.format == "PNG" and "exif" not in picture.info:
        return b""  # to look for more, Pillow would decode the whole picture
    turning = picture.getexif().get(ORIENTATION, 1)
    if turning not in range(2, 9):
        return b""
    told = PIL.Image.Exif()
    told[ORIENTATION] = turning
    return told.tobytes()


def _jpeg(content: bytes, turned: bytes) -> Iterator[bytes]:
    """https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B; what follows the end of the image is left out."""
    yield content[:2]
    place, is_told = 2, False
    while True:
        if content[place] != 0xFF:
            raise UnreadableError
        while content[place + 1] == 0xFF:
            place += 1
        marker = content[place + 1]
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        (length,) = struct.unpack_from(">H", content, place + 2)
        body = content[place + 4 : place + 2 + length]
        if marker == 0xE0 and body.startswith(b"JFIF\0"):
            yield b"\xff\xe0\x00\x10" + body[:12].ljust(12, b"\0") + b"\0\0"  # without its preview
        else:
            if turned and not is_told:
                yield b"\xff\xe1" + struct.pack(">H", len(turned) + 2) + turned
                is_told = True
            is_profile = marker == 0xE2 and body.startswith(b"ICC_PROFILE\0")
            is_colour = marker == 0xEE and body.startswith(b"Adobe")
            if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or is_profile or is_colour:
                yield content[place : place + 2 + length]
        place += 2 + length
        if marker == 0xDA:
            end = _end_of_scan(content, place)
            yield content[place:end]
            place = end


def _end_of_scan(content: bytes, place: int) -> int:
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            raise UnreadableError
        following = content[place + 1]
        if following and following != 0xFF and not 0xD0 <= following <= 0xD7:
            return place
        place += 1 if following == 0xFF else 2


def _png(content: bytes, turned: bytes) -> Iterator[bytes]:
    """https://www.w3.org/TR/png-3/#5Chunk-layout"""
    yield PNG
    place, is_told = len(PNG), not turned
    while True:
        length, kind = struct.unpack_from(">I4s", content, place)
        if place + 12 + length > len(content):
            raise UnreadableError
        if kind == b"IDAT" and not is_told:
            yield _chunk(b"eXIf", turned.removeprefix(b"Exif\0\0"))
            is_told = True
        if kind in OF_PNG:
            yield content[place : place + 12 + length]
        if kind == b"IEND":
            return
        place += 12 + length


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc32(kind + body))


def _webp(content: bytes, turned: bytes) -> bytes:
    """https://developers.google.com/speed/webp/docs/riff_container"""
    (size,) = struct.unpack_from("<I", content, 4)
    place, end, kept = 12, min(8 + size, len(content)), []
    while place + 8 <= end:
        kind, length = struct.unpack_from("<4sI", content, place)
        following = place + 8 + length + length % 2
        if kind == b"VP8X":
            flags = (content[place + 8] & ~0x0C) | (0x08 if turned else 0)
            kept.append(content[place : place + 8] + bytes([flags]) + content[place + 9 : following])
        elif kind in OF_WEBP:
            kept.append(content[place:following])
        place = following
    if turned:
        told = turned.removeprefix(b"Exif\0\0")
        kept.append(struct.pack("<4sI", b"EXIF", len(told)) + told + b"\0" * (len(told) % 2))
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _gif(content: bytes) -> Iterator[bytes]:
    """https://www.w3.org/Graphics/GIF/spec-gif89a.txt"""
    place = 13 + _colours(content[10])
    yield content[:place]
    while (kind := content[place]) != 0x3B:
        start = place
        if kind == 0x2C:
            place = _after_blocks(content, place + 11 + _colours(content[place + 9]))
            yield content[start:place]
        elif kind == 0x21:
            label = content[place + 1]
            name = content[place + 3 : place + 14]
            place = _after_blocks(content, place + 2)
            if label == 0xF9 or (label == 0xFF and name in OF_GIF):
                yield content[start:place]
        else:
            raise UnreadableError
    yield b"\x3b"


def _colours(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, place: int) -> int:
    while length := content[place]:
        place += 1 + length
    return place + 1


def _is_bare(content: bytes) -> bool:
    with PIL.Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        told = dict(picture.getexif())
        told.pop(ORIENTATION, None)
        return not told and not picture.info.get("xmp")


def _written_anew(content: bytes) -> bytes:
    try:
        with PIL.Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            kind = "JPEG" if picture.format == "MPO" else str(picture.format)
            told = {"exif": _turned(picture), "icc_profile": picture.info.get("icc_profile")}
            picture.load()
            picture.info = {}
            written = io.BytesIO()
            picture.save(written, kind, quality=QUALITY, **{name: value for name, value in told.items() if value})
            return written.getvalue()
    except Exception:  # a file that cannot be decoded is refused where it is taken, and never shown
        return content
