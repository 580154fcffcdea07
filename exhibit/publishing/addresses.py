"""Full addresses, as visitors type them: on paper, in codes, for search engines."""

from django.conf import settings
from django.http import HttpRequest


def origin(request: HttpRequest) -> str:
    """Return scheme and host: those of SITE_URL, else those by which the request came."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
