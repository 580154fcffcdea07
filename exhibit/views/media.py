"""Pictures from this machine's disk, for a museum on one machine; elsewhere nginx or object storage hand them out."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from exhibit.darkroom.plan import FOLDER as RENDITIONS

FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=300"


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One file; a rendition never changes under its name."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = FOR_EVER if path.startswith(f"{RENDITIONS}/") else A_WHILE
    response["Cross-Origin-Resource-Policy"] = "same-site"
    return response
