"""Pages leave tightly packed: in brotli, zstd or gzip, as small as it gets in a fraction of a second.

Only what is the same for every visitor is packed here: an answer that sets or reads a cookie is left
to Django's gzip with its random padding, so that its size tells nothing of a secret.
"""

import gzip
import re
from collections.abc import Callable
from functools import lru_cache

import brotli
import zstandard
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import has_vary_header, patch_vary_headers

ENCODINGS = ("br", "zstd", "gzip")
"""In the order in which we like them: brotli makes our pages smallest."""

TIGHT = {"br": 10, "zstd": 19, "gzip": 9}
QUICK = {"br": 5, "zstd": 6, "gzip": 6}
"""Levels: for pages that are kept, and for what is made on demand."""

INDENT = re.compile(rb"\n\s+")
PREFORMATTED = re.compile(rb"<(?:pre|textarea)\b")
TEXTS = (
    "text/",
    "image/svg",
    "application/json",
    "application/ld+json",
    "application/xml",
    "application/atom",
    "application/manifest",
)
SHORTEST = 500  # bytes; below, headers weigh more than what is saved
REMEMBERED = 64  # packed pages, for a server without finished ones


@lru_cache(maxsize=256)
def chosen(accepts: str) -> str:
    """Return the encoding for an Accept-Encoding header; "" for none. https://httpwg.org/specs/rfc9110.html#field.accept-encoding"""
    taken = set()
    for part in accepts.split(","):
        name, _semicolon, quality = part.strip().lower().partition(";")
        if not re.fullmatch(r"\s*q=0(?:\.0*)?\s*", quality):
            taken.add(name.strip())
    return next((encoding for encoding in ENCODINGS if encoding in taken), "")


def pack(content: bytes, encoding: str, *, is_invented: bool = False) -> bytes:
    """Return `content` packed; less tightly, but at once, for an address that anybody may invent."""
    return pack_at((QUICK if is_invented else TIGHT)[encoding], content, encoding)


def pack_at(level: int, content: bytes, encoding: str) -> bytes:
    """Return `content` packed at a level of its encoding; the same bytes whenever it is made."""
    if encoding == "br":
        return bytes(brotli.compress(content, quality=level))
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=level).compress(content)
    return gzip.compress(content, compresslevel=level, mtime=0)


def unpack(content: bytes, encoding: str) -> bytes:
    """Return what `pack` was given."""
    if encoding == "br":
        return bytes(brotli.decompress(content))
    return zstandard.ZstdDecompressor().decompress(content) if encoding == "zstd" else gzip.decompress(content)


def is_worth_packing(content_type: str, content: bytes) -> bool:
    """Whether packing makes it smaller: a text that is not a few words."""
    return content_type.startswith(TEXTS) and len(content) >= SHORTEST


def without_indent(content_type: str, content: bytes) -> bytes:
    """Return HTML without the indentation of its templates; all else as it is."""
    if not content_type.startswith("text/html") or PREFORMATTED.search(content):
        return content
    return INDENT.sub(b"\n", content)


class Packing:
    """Middleware: packs public answers for browsers that take it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.pack = lru_cache(maxsize=REMEMBERED)(pack)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _is_public_text(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if encoding := chosen(request.headers.get("Accept-Encoding", "")):
            content = without_indent(response["Content-Type"], response.content)
            if response.status_code == 200 and not request.GET:
                response.content = self.pack(content, encoding)
            else:
                response.content = pack(content, encoding, is_invented=True)
            response["Content-Encoding"] = encoding
            response["Content-Length"] = str(len(response.content))
        return response


def _is_public_text(response: HttpResponse) -> bool:
    return (
        not response.has_header("Content-Encoding")
        and not response.cookies
        and not has_vary_header(response, "Cookie")
        and is_worth_packing(response.get("Content-Type", ""), response.content)
    )
