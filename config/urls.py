"""Public addresses, in the first language at / and in each other at one of its own (/ru/), and the curators' admin."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from exhibit.urls import iiif_patterns
from exhibit.views import kiosk, media, oai, root

urlpatterns = [
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("exhibit.urls")),
        prefix_default_language=False,
    ),
    path("oai/", oai.oai, name="oai"),
    path("iiif/", include(iiif_patterns)),
    path("sitemap.xml", root.sitemap, name="sitemap"),
    path("sitemap/<slug:name>-<int:number>.xml", root.sitemap_part, name="sitemap_part"),
    path("robots.txt", root.robots, name="robots"),
    path("humans.txt", root.humans, name="humans"),
    path(".well-known/security.txt", root.security, name="security"),
    path("kiosk-worker.js", kiosk.worker, name="kiosk_worker"),
    path("kiosk-offline/", kiosk.offline, name="kiosk_offline"),
]
if settings.MEDIA_URL.startswith("/"):
    urlpatterns.append(path(f"{settings.MEDIA_URL[1:]}<path:path>", media.media, name="media"))

handler500 = "exhibit.views.errors.server_error"
