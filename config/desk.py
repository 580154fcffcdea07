"""The admin site: what it is called, and the order in which it presents the nouns.

It stands outside `exhibit.admin` because Django makes the site before it imports what registers there.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse, translate_url
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect

from exhibit.languages import active, every, own_name

GROUPS = (
    (_("Stories"), ("Exhibit", "Statement", "Dispute", "ReviewLink")),
    (_("Records"), ("Film", "Person", "Event", "Award", "AwardBody", "Place")),
    (_("Details of films"), ("Credit", "Release", "Admission")),
    (_("Sources and pictures"), ("Source", "Image")),
    (_("Set up once"), ("Lane", "PastSlug")),
    (_("Safekeeping"), ("PreservationEvent",)),
    (_("The door"), ("AccountEvent",)),
)


View = Callable[..., Any]


def without_zero_bytes(view: View) -> View:
    """Refuse an address or a form with a zero byte: nobody types one, and no query may carry it to PostgreSQL.

    A view that is exempt from the check of forges looks at its form itself, after it has chosen how to read it.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        said = [request.GET] if getattr(view, "csrf_exempt", False) else [request.GET, request.POST]
        texts = (text for query in said for name, values in query.lists() for text in (name, *values))
        if "\0" in request.path or any("\0" in text for text in texts):
            raise BadRequest("There is a zero byte in the address or in the form.")
        return view(request, *args, **kwargs)

    return answer


class Desk(admin.AdminSite):
    """Django's admin site, arranged as a curator thinks of the museum."""

    site_header = _("Film museum: curators’ desk")
    site_title = _("Curators’ desk")
    index_title = _("The desk")
    logout_template = "admin/doors/signed_out.html"

    @property
    def site_url(self) -> str:  # type: ignore[override]
        """The public exhibit, in the language in which the curator works."""
        return reverse("home")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the other languages of this page: code, name in that language, address there."""
        languages = [
            (code, own_name(code), translate_url(request.get_full_path(), code)) for code in every() if code != active()
        ]
        return super().each_context(request) | {"other_languages": languages}

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Sign out, and say it in the words of the other doors."""
        return super().logout(request, {"title": gettext("Signed out"), **(extra_context or {})})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Add the pages that are no noun's own."""
        from exhibit.admin.doors import OPEN, OWN

        return [
            path("readiness/", self.admin_view(self.readiness), name="readiness"),
            path("translation/", self.admin_view(self.translation), name="translation"),
            path("imports/", self.admin_view(self.imports), name="imports"),
            path("imports/<int:key>/", self.admin_view(self.one_import), name="import"),
            path("guide/", self.admin_view(self.guide), name="guide"),
            *(path(at, self.admin_view(self.page(page)), name=name) for name, (at, page) in OWN.items()),
            *(path(at, self.open_view(self.page(page)), name=name) for name, (at, page) in OPEN.items()),
            *super().get_urls(),
        ]

    def page(self, page: View) -> View:
        """Return a view of a page that takes what every page of the desk shows."""

        @wraps(page)
        def answer(request: HttpRequest, **kwargs: Any) -> Any:
            return page(request, self.each_context(request), **kwargs)

        return answer

    def open_view(self, view: View) -> View:
        """A page before the door, for whoever comes."""
        return csrf_protect(without_zero_bytes(view))

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this is a curator who has proved what SECOND_FACTOR asks: every page asks, not the door alone."""
        from exhibit.accounts.doors import is_at_desk

        return is_at_desk(request)

    def admin_view(self, view: View, cacheable: bool = False) -> Any:
        """Trust no page of the desk, Django's own included, to know what PostgreSQL cannot take, or who may keep it.

        A form that comes when nobody is signed in any more leads to the door, and its words wait behind it.
        """
        from exhibit.accounts import sessions
        from exhibit.admin import unsaved

        inside = super().admin_view(unsaved.restoring(without_zero_bytes(view)))

        @wraps(inside)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if self.has_permission(request):
                sessions.stay(request)
            elif kept := unsaved.kept_for_later(request):
                return kept
            elif request.method == "POST" and settings.SESSION_COOKIE_NAME in request.COOKIES:
                messages.warning(request, gettext("You were signed out. What you sent last was not done."))
            return inside(request, *args, **kwargs)

        return answer

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The front door."""
        from exhibit.admin.sign_in import sign_in

        return csrf_protect(without_zero_bytes(self.page(sign_in)))(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's own page, at which the old password cannot be tried out."""
        from exhibit.admin.sign_in import change_password

        return change_password(request, self.each_context(request) | (extra_context or {}))

    def readiness(self, request: HttpRequest) -> HttpResponse:
        """What keeps records from being published."""
        from exhibit.admin.readiness import report_page

        return report_page(request, self.each_context(request))

    def translation(self, request: HttpRequest) -> HttpResponse:
        """How far each language is, and texts for a translator and back."""
        from exhibit.admin.translations import translation_page

        return translation_page(request, self.each_context(request))

    def imports(self, request: HttpRequest) -> HttpResponse:
        """Tables that were imported, each with its undo."""
        from exhibit.admin.tables import imports_page

        return imports_page(request, self.each_context(request))

    def one_import(self, request: HttpRequest, key: int) -> HttpResponse:
        """What one table wrote, and its undo."""
        from exhibit.admin.tables import import_page

        return import_page(request, self.each_context(request), key)

    def guide(self, request: HttpRequest) -> HttpResponse:
        """How the desk is worked at, for curators."""
        return TemplateResponse(request, "admin/guide.html", self.each_context(request) | {"title": _("Guide")})

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What the curator was working on, and what waits."""
        from exhibit.admin.front import front

        return super().index(request, front(request) | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the exhibit's nouns in their groups, then the other apps as Django lists them."""
        apps = super().get_app_list(request, app_label)
        exhibit = next((app for app in apps if app["app_label"] == "exhibit"), None)
        if exhibit is None or app_label:
            return apps
        known = {model["object_name"]: model for model in exhibit["models"]}
        groups = [(name, [known[noun] for noun in nouns if noun in known]) for name, nouns in GROUPS]
        return [
            *(exhibit | {"name": name, "models": models} for name, models in groups if models),
            *(app for app in apps if app is not exhibit),
        ]
