"""Files that call themselves pictures, made by script: bombs, halves, two things at once, and what no picture is.

Each is a name, its bytes, and a word that must be in none of the renditions that are made of it.
"""

import gzip
import io
import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image as Picture

PAYLOAD = b"<script>alert('h0st1l3-p4yl04d')</script>"
MARK = b"h0st1l3-p4yl04d"
KINDS = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF"}


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file as it is sent; `may_be_taken`: it may be a picture all the same, so long as what is shown is clean."""

    case: str
    name: str
    content: bytes
    may_be_taken: bool = False


def drawn(kind: str, size: tuple[int, int] = (64, 48), seed: int = 1, **options: Any) -> bytes:
    chance = random.Random(seed)  # noqa: S311
    picture = Picture.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3))
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *chunks: bytes, data: bytes | None = None, depth: int = 8, colour: int = 0) -> bytes:
    """A PNG with whatever header, chunks and pixels it is given."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * (height * (width + 1)), 9) if data is None else data)
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + pixels + chunk(b"IEND", b"")


def files() -> Iterator[Hostile]:
    """Yield all of them, always the same."""
    yield from _truncated()
    yield from _flipped()
    yield from _bombs()
    yield from _polyglots()
    yield from _drawings()
    yield from _disguised()
    yield from _metadata()


def _truncated() -> Iterator[Hostile]:
    for ending, kind in KINDS.items():
        whole = drawn(kind)
        for part in range(1, 9):
            yield Hostile(
                f"{kind} cut after {part}/9", f"a.{ending}", whole[: len(whole) * part // 9], may_be_taken=True
            )


def _flipped() -> Iterator[Hostile]:
    chance = random.Random(30)  # noqa: S311
    for number in range(100):
        ending = list(KINDS)[number % len(KINDS)]
        content = bytearray(drawn(KINDS[ending], seed=number % 7))
        for _bit in range(1 + number % 5):
            place = chance.randrange(len(content))
            content[place] ^= 1 << chance.randrange(8)
        yield Hostile(f"{ending} with flipped bits {number}", f"a.{ending}", bytes(content), may_be_taken=True)


def _bombs() -> Iterator[Hostile]:
    zeros = zlib.compress(b"\0" * 50_000_000, 9)
    for width, height in (
        (9_000, 9_000),
        (14_000, 14_000),
        (60_000, 60_000),
        (2**31 - 1, 1),
        (1, 2**31 - 1),
        (0, 1),
        (2**31 - 1,) * 2,
    ):
        yield Hostile(f"PNG that says {width} x {height}", "a.png", png(width, height, data=zeros))
    yield Hostile(
        "PNG of 59 megapixels with too few pixels", "a.png", png(7_700, 7_700, data=zlib.compress(b"\0" * 1_000))
    )
    yield Hostile("PNG of 59 megapixels, whole", "a.png", png(7_700, 7_700), may_be_taken=True)
    yield Hostile(
        "PNG of 59 megapixels of four channels",
        "a.png",
        png(7_700, 7_700, colour=6, data=zlib.compress(b"\0" * (7_700 * (7_700 * 4 + 1)), 9)),
        may_be_taken=True,
    )
    yield Hostile("PNG whose pixels go on for ever", "a.png", png(10, 10, data=zeros), may_be_taken=True)
    text = zlib.compress(b"A" * 60_000_000, 9)
    for name, data in (
        (b"zTXt", b"Comment\0\0" + text),
        (b"iTXt", b"Comment\0\1\0\0\0" + text),
        (b"iCCP", b"icc\0\0" + text),
    ):
        yield Hostile(f"PNG with a bomb in {name.decode()}", "a.png", png(10, 10, chunk(name, data)), may_be_taken=True)
        yield Hostile(
            f"PNG with 200 bombs in {name.decode()}",
            "a.png",
            png(10, 10, *[chunk(name, data)] * 200),
            may_be_taken=True,
        )
    yield Hostile("PNG of 20,000 chunks", "a.png", png(10, 10, *[chunk(b"tEXt", b"a\0b")] * 20_000), may_be_taken=True)
    yield Hostile(
        "animated PNG of 10,000 frames",
        "a.png",
        png(10, 10, chunk(b"acTL", struct.pack(">II", 10_000, 0))),
        may_be_taken=True,
    )
    frames = [Picture.new("P", (1_000, 1_000), number % 256) for number in range(60)]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    yield Hostile("GIF of 60 frames of a megapixel", "a.gif", written.getvalue(), may_be_taken=True)
    gif = drawn("GIF", (10, 10))
    for side in (9_000, 65_535):
        yield Hostile(f"GIF that says {side}", "a.gif", gif[:6] + struct.pack("<HH", side, side) + gif[10:])
    jpeg = drawn("JPEG", (16, 16))
    place = jpeg.index(b"\xff\xc0") + 5
    for side in (9_000, 65_535):
        yield Hostile(
            f"JPEG that says {side}", "a.jpg", jpeg[:place] + struct.pack(">HH", side, side) + jpeg[place + 4 :]
        )
    yield Hostile(
        "JPEG of many scans",
        "a.jpg",
        drawn("JPEG", (900, 900), progressive=True)[:-2] + b"\xff\xda" * 50_000,
        may_be_taken=True,
    )


def _polyglots() -> Iterator[Hostile]:
    archive = b"PK\x03\x04" + b"\0" * 22 + PAYLOAD
    tails = {
        "HTML": b"<html>" + PAYLOAD,
        "a ZIP archive": archive,
        "PHP": b"<?php " + PAYLOAD,
        "PDF": b"%PDF-1.4 " + PAYLOAD,
        "JavaScript": b"*/=1;" + PAYLOAD,
    }
    for ending, kind in KINDS.items():
        whole = drawn(kind)
        for name, tail in tails.items():
            yield Hostile(f"{kind} and {name} after it", f"a.{ending}", whole + tail, may_be_taken=True)
    yield Hostile("GIF whose head is JavaScript", "a.gif", b"GIF89a=1;" + PAYLOAD)
    yield Hostile("HTML before a PNG", "a.png", PAYLOAD + drawn("PNG"))
    yield Hostile(
        "PNG with HTML in its text", "a.png", png(10, 10, chunk(b"tEXt", b"Comment\0" + PAYLOAD)), may_be_taken=True
    )
    yield Hostile("GIF with HTML in its comment", "a.gif", drawn("GIF", comment=PAYLOAD), may_be_taken=True)
    yield Hostile("JPEG with HTML in its comment", "a.jpg", drawn("JPEG", comment=PAYLOAD), may_be_taken=True)
    yield Hostile(
        "PNG whose palette is HTML",
        "a.png",
        png(10, 10, chunk(b"PLTE", (PAYLOAD * 9)[:48]), colour=3),
        may_be_taken=True,
    )


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
SCRIPTED = (
    "<script>alert('h0st1l3-p4yl04d')</script>",
    '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
    '<g onload="alert(1)"/>',
    '<image href="x" onerror="alert(1)"/>',
    "<foreignObject><iframe srcdoc='&lt;script>alert(1)&lt;/script>'/></foreignObject>",
    '<use href="data:image/svg+xml,&lt;svg id=x onload=alert(1)>#x"/>',
    '<set attributeName="onmouseover" to="alert(1)"/>',
    '<style>@import url("http://evil.example/")</style>',
)


def _drawings() -> Iterator[Hostile]:
    for number, inner in enumerate(SCRIPTED):
        drawing = SVG.format(inner).encode()
        yield Hostile(f"SVG {number}", "a.svg", drawing)
        yield Hostile(f"SVG {number} named .png", "a.png", drawing)
        yield Hostile(f"SVG {number} packed", "a.svgz", gzip.compress(drawing))


def _disguised() -> Iterator[Hostile]:
    for ending in KINDS:
        others = [other for other in KINDS if KINDS[other] != KINDS[ending]]
        for other in others:
            yield Hostile(f"{other} named .{ending}", f"a.{ending}", drawn(KINDS[other]))
    for kind in ("TIFF", "BMP", "ICO", "TGA", "PPM", "PDF", "EPS", "ICNS", "DDS", "PCX", "SGI", "JPEG2000"):
        written = io.BytesIO()
        Picture.new("RGB", (32, 32)).save(written, kind)
        yield Hostile(f"{kind} named .png", "a.png", written.getvalue())
        yield Hostile(f"{kind} by its own name", f"a.{kind.lower()}", written.getvalue())
    for name, content in (
        ("a.html", PAYLOAD),
        ("a.png.html", drawn("PNG")),
        ("a.xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ("a.pdf", b"%PDF-1.4"),
        ("a.exe", b"MZ"),
        ("a", drawn("PNG")),
        ("a.png", b""),
        ("a.png", b"\0" * 100_000),
        ("a.jpg", b"\xff\xd8\xff"),
        ("a.php", drawn("PNG")),
        ("a.png\0.html", PAYLOAD),
    ):
        yield Hostile(f"{name!r} of {len(content)} bytes", name, content)


def _metadata() -> Iterator[Hostile]:
    exif = Picture.Exif()
    exif[0x010E] = MARK.decode() * 3_000
    yield Hostile("JPEG with a large EXIF", "a.jpg", drawn("JPEG", exif=exif.tobytes()), may_be_taken=True)
    yield Hostile(
        "WebP with EXIF of 20 MB",
        "a.webp",
        drawn("WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0" + MARK * 1_300_000),
        may_be_taken=True,
    )
    yield Hostile(
        "JPEG whose EXIF is noise",
        "a.jpg",
        drawn("JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + MARK * 9),
        may_be_taken=True,
    )
    yield Hostile(
        "PNG whose EXIF is noise",
        "a.png",
        png(10, 10, chunk(b"eXIf", b"MM\0*\0\0\0\x08\xff\xff" + MARK * 9)),
        may_be_taken=True,
    )
    yield Hostile(
        "JPEG whose colour profile is noise", "a.jpg", drawn("JPEG", icc_profile=MARK * 4_000), may_be_taken=True
    )
    yield Hostile(
        "PNG with XMP",
        "a.png",
        png(10, 10, chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PAYLOAD)),
        may_be_taken=True,
    )


NAMES: tuple[str, ...] = (
    *("../" * depth + "a.png" for depth in range(1, 9)),
    *("..\\" * depth + "a.png" for depth in range(1, 5)),
    *(
        f"{prefix}a.png"
        for prefix in (
            "/etc/",
            "//host/",
            "C:\\",
            "\\\\host\\c$\\",
            "file:///",
            "./",
            "~/",
            "~root/",
            "%2e%2e%2f",
            "..%2f",
            "..%252f",
            "....//",
            "\u2025/",
            "\uff0e\uff0e/",
        )
    ),
    *(f"{name}.png" for name in ("CON", "PRN", "AUX", "NUL", "COM1", "LPT9", "con.con", "CLOCK$")),
    *(
        f"a{sign}b.png"
        for sign in "\0\r\n\t\x0b\x0c\x1b\x7f\x85\u2028\u2029\u202e\u2066\u200b\ufeff\ud800'\"`;&|$<>*?:%#{}[]()^ ="
    ),
    "a\r\nSet-Cookie: h=1.png",
    'a"; filename="b.html".png',
    "a.png\r\nContent-Type: text/html",
    "a.html;.png",
    "a.php%00.png",
    "a.php\0.png",
    "a" * 4_000 + ".png",
    "я" * 2_000 + ".png",
    "." * 300 + ".png",
    ".png",
    "..png",
    ". .png",
    "-rf.png",
    "--help.png",
    "$(id).png",
    "{{7*7}}.png",
    "%s%n.png",
    "<img src=x onerror=alert(1)>.png",
    "=cmd|' /C calc'!A0.png",
    "\u202egnp.exe.png",
    "A\u0300.png",
    "ﬁ.png",
    "İ.PNG",
    " a.png ",
    "a.png.",
    "a.PNG",
    "a. png",
)
"""Names of files as an evil program sends them; what is sent under each is a sound PNG."""
