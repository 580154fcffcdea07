"""Files that are written while they are sent, however long they are."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.http import StreamingHttpResponse
from django.utils import translation

from exhibit.languages import active

PIECES = 200
"""Written at once: a visitor gets some ten thousand letters at a time."""


def written(pieces: Iterable[str], media_type: str, file_name: str) -> StreamingHttpResponse:
    """Return a file to be kept; search engines pass it by."""
    answer = StreamingHttpResponse(_spoken(pieces, active()), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _spoken(pieces: Iterable[str], language: str) -> Iterator[str]:
    """Write in the language of the request, which is over when the pieces are asked for."""
    pieces = iter(pieces)
    while True:
        with translation.override(language):
            text = "".join(islice(pieces, PIECES))
        if not text:
            return
        yield text
