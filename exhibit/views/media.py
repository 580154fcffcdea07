"""Pictures from this machine's disk, for a museum on one machine; elsewhere object storage hands them out."""

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from exhibit.accounts.doors import is_at_desk
from exhibit.darkroom.plan import FOLDER as RENDITIONS
from exhibit.models import Image
from exhibit.models.images import EXTENSIONS

FOR_EVER = "public, max-age=31536000, s-maxage=45, immutable"
"""For browsers; a cache between us and them asks again, for the picture may have been taken down."""

A_WHILE = "public, max-age=45"
NOT_KEPT = "private, no-store"
NO_PAGE = "default-src 'none'; sandbox"
RASTER = {f".{ending}": f"image/{'jpeg' if ending == 'jpg' else ending}" for ending in EXTENSIONS}
"""What browsers may show in place, with the type that each ending was checked to be; all else is saved, not opened."""


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One file of a picture that visitors may see, its own or a rendition; the desk sees all."""
    path = posixpath.normpath(path)
    is_rendition = path.startswith(f"{RENDITIONS}/")
    of_picture = {"renditions__file": path} if is_rendition else {"file": path}
    if Image.objects.shown().filter(**of_picture).exists():
        lasts = FOR_EVER if is_rendition else A_WHILE
    elif is_at_desk(request):
        lasts = NOT_KEPT
    else:
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = lasts
    response["Cross-Origin-Resource-Policy"] = "same-origin" if lasts == NOT_KEPT else "cross-origin"
    return harmless(response, path)


def harmless(response: HttpResponseBase, path: str) -> HttpResponseBase:
    """Say of a file that came from outside what keeps it from ever acting as a page; each of the two is enough."""
    kind = RASTER.get(posixpath.splitext(path)[1].lower())
    response["Content-Type"] = kind or "application/octet-stream"
    response["Content-Security-Policy"] = NO_PAGE
    if kind is None:
        response["Content-Disposition"] = "attachment"
    return response
