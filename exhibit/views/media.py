"""Pictures from this machine's disk, for a museum on one machine; elsewhere nginx or object storage hand them out."""

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from exhibit.darkroom.plan import FOLDER as RENDITIONS
from exhibit.models import Image

FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=300"
NOT_KEPT = "private, no-store"


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One file: of pictures that hang nowhere only renditions, whose names nobody can guess; the desk sees all."""
    path = posixpath.normpath(path)
    if path.startswith(f"{RENDITIONS}/"):
        lasts = FOR_EVER  # it never changes under its name
    elif Image.objects.shown().filter(file=path).exists():
        lasts = A_WHILE
    elif request.user.is_staff:
        lasts = NOT_KEPT
    else:
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = lasts
    response["Cross-Origin-Resource-Policy"] = "same-site"
    return response
