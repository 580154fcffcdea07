"""Pages leave tightly packed: in brotli, as small as it gets in a fraction of a second, and only once.

The same page is mostly asked for again, so packed bytes are kept by what they hold, within a
bound of memory. Only what is the same for every visitor is packed here: an answer that sets or
reads a cookie is left to gzip with its random padding, so that its size tells nothing of a secret.
"""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from threading import Lock

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import has_vary_header, patch_vary_headers

ACCEPTS = re.compile(r"(?:^|[,\s])br(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))\s*(?:[;,]|$)")
INDENT = re.compile(rb"\n\s+")
PREFORMATTED = re.compile(rb"<(?:pre|textarea)\b")
QUALITY = 10  # of 0 to 11: a sixth smaller than what is usual for pages made on demand
QUICK = 5  # for addresses that anybody may invent
SHORTEST = 500  # bytes; below, headers weigh more than what is saved
KEPT_BYTES = 16_000_000


class Packing:
    """Middleware: answers in brotli for browsers that take it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.kept: OrderedDict[bytes, bytes] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _is_public_text(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if ACCEPTS.search(request.headers.get("Accept-Encoding", "")):
            is_usual = response.status_code == 200 and not request.GET
            pack = self.pack if is_usual else partial(brotli.compress, quality=QUICK)
            response.content = pack(_without_indent(response))
            response["Content-Encoding"] = "br"
            response["Content-Length"] = str(len(response.content))
        return response

    def pack(self, content: bytes) -> bytes:
        """Return `content` packed, from memory if it was packed before."""
        key = hashlib.sha256(content).digest()
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
                return self.kept[key]
        packed: bytes = brotli.compress(content, quality=QUALITY)
        with self.lock:
            if key not in self.kept:
                self.kept[key] = packed
                self.size += len(packed)
            while self.size > KEPT_BYTES:
                _oldest, gone = self.kept.popitem(last=False)
                self.size -= len(gone)
        return packed


def _without_indent(response: HttpResponse) -> bytes:
    content = response.content
    if not response["Content-Type"].startswith("text/html") or PREFORMATTED.search(content):
        return content
    return INDENT.sub(b"\n", content)


def _is_public_text(response: HttpResponse) -> bool:
    return (
        not response.has_header("Content-Encoding")
        and not response.cookies
        and not has_vary_header(response, "Cookie")
        and response.get("Content-Type", "").startswith(("text/", "application/json", "image/svg"))
        and len(response.content) >= SHORTEST
    )
