"""A form that comes when it is not known who sends it: its words wait, and fill it again after that is proved.

They are shown by the page itself, as if sent once more and found wanting, within a transaction that is rolled back:
nothing is saved before the curator looks at them and saves.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.views.csrf import csrf_failure

from exhibit.accounts import unsaved
from exhibit.curation.contents import rolled_back
from exhibit.models import UnsavedForm

View = Callable[..., Any]


def is_form(request: HttpRequest) -> bool:
    """Whether this is the page of a record, made new or changed: others have no words to lose."""
    try:
        found = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return False
    return found.app_name == "admin" and str(found.url_name).endswith(("_add", "_change"))


def kept_for_later(request: HttpRequest) -> HttpResponse | None:
    """Keep the words of a form that nobody is signed in for, and lead to the door; None where there are none."""
    author = unsaved.author_of(request) if request.method == "POST" and is_form(request) else None
    if author is None:
        return None
    return _door_before(_kept_address(request, author))


def way_back(request: HttpRequest) -> str:
    """Return where this page is found again, its words with it if it is a form of whoever is signed in."""
    if request.method == "POST" and is_form(request) and unsaved.author_of(request) == request.user:
        return _kept_address(request, request.user)
    return request.get_full_path()


def _door_before(address: str) -> HttpResponse:
    """Lead to the door, and from there on to an address."""
    return HttpResponseRedirect(f"{reverse('admin:login')}?{urlencode({'next': address})}")


def _kept_address(request: HttpRequest, author: Any) -> str:
    titles = ("title", "name", "question", "username")
    named = (str(text) for name, text in request.POST.items() if name.startswith(titles))
    title = next((text for text in named if text.strip()), "")
    kept = unsaved.keep(request, author, title)
    asked = request.GET.copy()
    asked[unsaved.ASKED] = kept.key
    return f"{request.path}?{asked.urlencode()}"


def address_of(kept: UnsavedForm) -> str:
    """Return where the words are found in their form."""
    return f"{kept.path}?{urlencode({unsaved.ASKED: kept.key})}"


class Rescued(admin.ModelAdmin):
    """A page whose words are kept until their author has signed in, and then wait to be saved."""

    def waits_for(self, request: HttpRequest) -> list[str]:
        """Return why a form is not saved although nothing in it is wrong."""
        words = gettext("You had to prove first who you are. All that you wrote is here; save it now.")
        return [words] if getattr(request, "restored", None) else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; one that waits is not valid."""
        form = super().get_form(request, obj, change=change, **kwargs)
        words = self.waits_for(request)
        if not words:
            return form

        class Waiting(form):  # type: ignore[valid-type]
            def clean(self) -> Any:
                super().clean()
                raise ValidationError(words)

        return Waiting

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Give the form its author's mark, and say apart from errors what it waits for."""
        context["author_mark"] = unsaved.mark_for(request.user)
        words = self.waits_for(request)
        if words and [str(text) for found in context["errors"] for text in found] == words:
            context |= {"errors": [], "waits_for": words}  # nothing in it is wrong
        return super().render_change_form(request, context, *args, **kwargs)


def restoring(view: View) -> View:
    """Fill the form of an address that asks for unsaved words; forget them once the form is saved."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if unsaved.ASKED not in request.GET:
            return view(request, *args, **kwargs)
        kept = unsaved.asked_for(request)
        if request.method == "POST":
            response = view(request, *args, **kwargs)
            if kept and getattr(request, "is_saved", response.status_code == 302):
                kept.delete()
            return response
        if kept is None:
            return _without(request, view, args, kwargs)
        words = unsaved.words_of(kept)
        request.restored = kept  # type: ignore[attr-defined]
        request.method = "POST"
        request._post, request._files = words.data, MultiValueDict()  # type: ignore[attr-defined]
        with rolled_back():
            response = view(request, *args, **kwargs)
            if isinstance(response, TemplateResponse):
                _tell_of_files(request, words)
                response.render()
        return response

    return answer


def _without(request: HttpRequest, view: View, args: Any, kwargs: Any) -> Any:
    if unsaved.belongs_to_another(request.GET.get(unsaved.ASKED, ""), request.user):
        words = gettext("The words that were sent here are another curator’s: they wait for that curator to sign in.")
    else:
        words = gettext("The words that were sent here are no longer kept. They may have been saved meanwhile.")
    messages.warning(request, words)
    return view(request, *args, **kwargs)


def _tell_of_files(request: HttpRequest, words: unsaved.Words) -> None:
    if words.files:
        named = ", ".join(f"“{name}”" for name in words.files)
        messages.warning(request, gettext("Files cannot be kept. Choose again: %(names)s") % {"names": named})


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not hold: mostly one that was open while its author signed in again elsewhere.

    Its words are kept for their author, as those of an ended session are. Nothing else is done.
    """
    if request.method == "POST" and is_form(request):
        author = unsaved.author_of(request)
        if author is not None:
            address = _kept_address(request, author)
            return HttpResponseRedirect(address) if request.user.is_authenticated else _door_before(address)
    return csrf_failure(request, reason=reason)
