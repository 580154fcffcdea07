"""Many pictures at once, at the desk: files are sent, each gets its words, and together they become images.

One form does it without a script: its files are taken in with each submission, and every file that was
taken has a card for its words. With `upload-desk.js` each file comes by a request of its own, while words
are typed already. Either way a file waits as an arrival until its card is saved: see `interop.arrivals`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe
from js_asset import Script

from exhibit.admin.cards import WORDS, Sheet
from exhibit.admin.limits import Limit, unreadable
from exhibit.admin.readiness import change_address
from exhibit.interop import arrivals
from exhibit.interop.arrivals import MOST_BYTES, MOST_MEGABYTES, Gone, Refused
from exhibit.models import Arrival, Image
from exhibit.models.images import EXTENSIONS, MEGAPIXELS

TOO_MUCH = 413


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file that was sent."""

    name: str
    refused: Refused | None = None

    @property
    def words(self) -> SafeString:
        """Why it was refused and what to do, with a link to what has the same file."""
        assert self.refused is not None
        if not self.refused.twin:
            return format_html("{}", self.refused)
        return format_html('{} <a href="{}">{}</a>', self.refused, address_of(self.refused.twin), self.refused.twin)


def address_of(twin: Image | Arrival) -> str:
    """Where a picture is at the desk: its form, or its card."""
    if isinstance(twin, Image):
        return change_address(twin)
    return f"{reverse('admin:exhibit_image_upload')}#picture-{twin.key}"


class UploadsMany(admin.ModelAdmin):
    """Adds to the page of images the upload of many at once."""

    change_list_template = "admin/exhibit/image/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, tuple[str, Any]] = {
            "upload/": ("upload", self.upload_view),
            "upload/file/": ("upload_file", self.file_view),
            "upload/<slug:key>/thumbnail/": ("upload_thumbnail", self.thumbnail_view),
            "upload/<slug:key>/throw-away/": ("upload_throw_away", self.throw_away_view),
        }
        return [
            *(
                path(address, self.admin_site.admin_view(page), name=f"exhibit_image_{name}")
                for address, (name, page) in pages.items()
            ),
            *super().get_urls(),
        ]

    # Each is read before it is asked where it comes from: else too large a request would be answered by a bare page.

    @method_decorator(csrf_exempt)
    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Take files, ask for their words, and make images of both."""
        limit = self._limited(request)
        if problem := unreadable(request):
            return self._page(request, Sheet(self, request, is_saved=False), [], problem, status=TOO_MUCH)
        return self._upload(request, limit)

    @method_decorator(csrf_exempt)
    @method_decorator(require_POST)
    def file_view(self, request: HttpRequest) -> HttpResponse:
        """Take one file from the script."""
        limit = self._limited(request)
        if problem := unreadable(request):
            return JsonResponse({"words": problem}, status=TOO_MUCH)
        return self._file(request, limit)

    @method_decorator(require_safe)
    def thumbnail_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show a file that waits, small, to whoever sent it."""
        return HttpResponse(bytes(self._arrival(request, key).thumbnail), content_type="image/webp")

    @method_decorator(require_POST)
    def throw_away_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Throw a file away that waits."""
        self._arrival(request, key).delete()
        return HttpResponse(status=204)

    # What they do

    def _limited(self, request: HttpRequest) -> Limit:
        self._admit(request)
        limit = Limit(request)
        request.upload_handlers.insert(0, limit)
        return limit

    def _admit(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _arrival(self, request: HttpRequest, key: str) -> Arrival:
        self._admit(request)
        return get_object_or_404(Arrival, key=key, curator_id=request.user.pk)

    @method_decorator(csrf_protect)
    def _file(self, request: HttpRequest, limit: Limit) -> HttpResponse:
        key = request.POST.get("key", "")
        for outcome, arrival in self._received(request, limit, key):
            if arrival:
                return JsonResponse({"slug": arrival.slug}, status=201)
            refused = outcome.refused
            twin = refused and refused.twin
            found = {"name": str(twin), "address": address_of(twin)} if twin else None
            return JsonResponse({"words": str(refused), "twin": found}, status=409 if twin else 422)
        return JsonResponse({"words": gettext("No file came. Choose it again.")}, status=422)

    @method_decorator(csrf_protect)
    def _upload(self, request: HttpRequest, limit: Limit) -> HttpResponse:
        outcomes = [outcome for outcome, _arrival in self._received(request, limit)]
        is_saved = "_save" in request.POST
        sheet = Sheet(self, request, is_saved=is_saved)
        problem = ""
        if is_saved:
            self._tell_of_lost(request, sheet)
            if not sheet.is_valid():
                problem = gettext("Nothing is saved yet. Please correct what is marked below.")
            elif not (sheet.written or sheet.thrown or outcomes):
                problem = gettext("Write the text alternative of at least one picture.")
            elif self._save(request, sheet):
                if not outcomes:
                    waits = Arrival.objects.filter(curator_id=request.user.pk).exists()
                    return HttpResponseRedirect(reverse(f"admin:exhibit_image_{'upload' if waits else 'changelist'}"))
                sheet = Sheet(self, request, is_saved=False)
            else:
                problem = gettext("Not all is saved yet. Please correct what is marked below.")
        elif not outcomes and request.method == "POST":
            problem = gettext("No file was chosen.")
        return self._page(request, sheet, outcomes, problem)

    def _received(
        self, request: HttpRequest, limit: Limit, key: str = ""
    ) -> Iterator[tuple[FileOutcome, Arrival | None]]:
        """Take in what was sent, and yield what became of each file."""
        for name in limit.passed:
            yield FileOutcome(name, arrivals.too_large(name)), None
        for file in request.FILES.getlist("files"):
            is_wanted_twice = "twice" in request.POST
            try:
                arrival = arrivals.receive(file, request.user, key=key, is_wanted_twice=is_wanted_twice)
            except Refused as refused:
                yield FileOutcome(file.name or "", refused), None
            else:
                yield FileOutcome(arrival.name), arrival

    def _save(self, request: HttpRequest, sheet: Sheet) -> bool:
        """Make images of the cards that are written; False where a key was given away at the last moment."""
        page: Any = self
        images, left = [], [card for card in sheet.cards if card not in (*sheet.written, *sheet.thrown)]
        for card in sheet.thrown:
            card.arrival.delete()
        for card in sheet.written:
            image = card.instance
            try:
                with page.create_revision(request):
                    arrivals.hand_on(card.arrival, image)
                    self.log_addition(request, image, [{"added": {}}])
            except Gone:
                self._tell_gone(request, image.alt)
            except IntegrityError:
                card.add_error("slug", gettext("This key was given to another picture just now. Write another."))
                left.append(card)
            else:
                images.append(image)
                page.tell_of_twins(request, image)
        if images:
            links = format_html_join(", ", '<a href="{}">{}</a>', ((change_address(one), one) for one in images))
            text = ngettext("%(count)d picture was added:", "%(count)d pictures were added:", len(images))
            self.message_user(request, format_html("{} {}", text % {"count": len(images)}, links), messages.SUCCESS)
        if sheet.thrown:
            text = ngettext("%(count)d file was thrown away.", "%(count)d files were thrown away.", len(sheet.thrown))
            self.message_user(request, text % {"count": len(sheet.thrown)})
        is_done = not any(card.errors for card in left)
        sheet.cards = left
        return is_done

    def _tell_of_lost(self, request: HttpRequest, sheet: Sheet) -> None:
        """Give back the words of cards whose file waits no more."""
        known = {card.prefix for card in sheet.cards}
        for name in request.POST:
            text = request.POST[name]
            prefix, _dash, field = name.rpartition("-")
            if field in WORDS and text.strip() and prefix.startswith("picture-") and prefix not in known:
                self._tell_gone(request, text)

    def _tell_gone(self, request: HttpRequest, text: str) -> None:
        words = gettext(
            "The file of these words waits no more: it was saved or thrown away in another window. “%(text)s”"
        )
        self.message_user(request, words % {"text": text}, messages.WARNING)

    def _page(
        self, request: HttpRequest, sheet: Sheet, outcomes: list[FileOutcome], problem: str, status: int = 200
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": gettext("Upload several pictures"),
            "media": forms.Media(js=[Script("js/upload-desk.js", type="module")]),
            "sheet": sheet,
            "outcomes": outcomes,
            "problem": problem,
            "is_typed": request.method == "POST",
            "accept": ",".join(f".{ending}" for ending in EXTENSIONS),
            "limits": {
                "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
                "bytes": MOST_BYTES,
                "megabytes": MOST_MEGABYTES,
                "megapixels": MEGAPIXELS,
            },
            "days": arrivals.KEPT.days,
            "words": json.dumps(_words(), ensure_ascii=False),
        }
        return TemplateResponse(request, "admin/exhibit/image/upload.html", context, status=status)


def _words() -> dict[str, str]:
    """What the script says."""
    return {
        "waits": gettext("waits for its turn"),
        "sent": gettext("{percent} per cent sent"),
        "checked": gettext("is being looked through"),
        "here": gettext("is here"),
        "stopped": gettext("Stopped."),
        "lost": gettext("The connection was lost."),
        "unknown": gettext(
            "The server’s answer is not understood. If you are signed out, sign in in another window; then try again."
        ),
        "large": arrivals.too_large("").args[0],
        "folder": gettext("“{name}” is a folder. Open it and drop the files themselves."),
        "again": gettext("Try again"),
        "other": gettext("Choose another file"),
        "twice": gettext("Take it all the same"),
        "remove": gettext("Throw away"),
        "named": gettext("{action}: {name}"),
        "sure": gettext("Throw “{name}” away with all that is written beside it?"),
        "removed": gettext("“{name}” is thrown away."),
        "progress": gettext("Files here: {here} of {count}."),
        "refused": gettext("Refused: {count}."),
        "busy": gettext("Files are still on their way. Save when all are here."),
        "homeless": gettext(
            "“{name}” is not here, but words are written beside it: try again, choose another file, or throw it away."
        ),
    }
