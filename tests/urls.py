"""The project's addresses, and the pictures that an operator's web server would serve beside them."""

from django.conf import settings
from django.urls import re_path
from django.views.static import serve

from config.urls import handler500
from config.urls import urlpatterns as addresses

__all__ = ["handler500", "urlpatterns"]

urlpatterns = [
    *addresses,
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]
