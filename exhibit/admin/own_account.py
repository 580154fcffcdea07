"""Your account: where one is signed in, and what one signs in with."""

import hashlib
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from exhibit.accounts import changes, doors, keys, policy, recovery, sessions, throttle, unsaved
from exhibit.accounts.events import Kind, note
from exhibit.admin.patience import Context, Page, patiently
from exhibit.admin.sign_in import target_of
from exhibit.models import AccountEvent, Session

FRESH_SECONDS = 900
"""For so long after proving who one is, what one signs in with may be changed without doing so again."""

MOST_EVENTS = 10


class PasswordForm(forms.Form):
    """One's own password, once more."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True})
    )


def is_known(request: HttpRequest) -> bool:
    """Whether it was proved lately who is there; whoever is on the threshold has just done so."""
    return not doors.is_at_desk(request) or timezone.now().timestamp() - sessions.entered_at(request) <= FRESH_SECONDS


def asked_again(request: HttpRequest, back: str) -> HttpResponse:
    """Ask who is there once more, and lead back from there: to a form with its words, to all else undone."""
    request.is_saved = False  # type: ignore[attr-defined]
    if request.method == "POST" and f"{unsaved.ASKED}=" in back:
        messages.info(request, gettext("What you wrote is kept. It comes back after this, to be saved."))
    elif request.method == "POST":
        messages.warning(request, gettext("What you sent is not done yet. Do it again after this."))
    return HttpResponseRedirect(f"{reverse('admin:account_confirm')}?{urlencode({'next': back})}")


def freshly(view: Page) -> Page:
    """Ask who is there once more, where that was proved long ago."""

    @wraps(view)
    def answer(request: HttpRequest, context: Context, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_known(request):
            return asked_again(request, request.path if request.method == "GET" else reverse("admin:account"))
        return view(request, context, *args, **kwargs)

    return answer


def mark_of(session: Session) -> str:
    """Return by what a page names a session: its key would open it."""
    return hashlib.sha256(session.session_key.encode()).hexdigest()[:24]


@never_cache
@require_safe
def account(request: HttpRequest, context: Context) -> HttpResponse:
    """All of it on one page."""
    user: Any = request.user
    rows = list(Session.objects.open(user.pk))
    here = request.session.session_key
    context = context | {
        "title": gettext("Your account"),
        "sessions": [(row, mark_of(row), row.session_key == here) for row in rows],
        "factors": keys.of(user),
        "is_offered": policy.is_offered(),
        "is_required": policy.is_required(user),
        "codes_left": recovery.left(user),
        "events": AccountEvent.objects.filter(account_id=user.pk)[:MOST_EVENTS],
    }
    return TemplateResponse(request, "admin/doors/account.html", context)


@sensitive_post_parameters("password")
@never_cache
@patiently
def confirm(request: HttpRequest, context: Context) -> HttpResponse:
    """The password once more; whoever has none, and came by a passkey, signs in anew."""
    user: Any = request.user
    has_password = user.has_usable_password()
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and has_password and form.is_valid():
        attempt = throttle.code(request, user)
        if user.check_password(form.cleaned_data["password"]):
            attempt.was_right()
            sessions.prove(request)
            return HttpResponseRedirect(target_of(request))
        note(Kind.FAILED, user)
        form.add_error("password", gettext("This is not your password."))
    shown = {"title": gettext("Is it you?"), "next": target_of(request), "form": form if has_password else None}
    return TemplateResponse(request, "admin/doors/confirm.html", context | shown)


@never_cache
@require_POST
@freshly
def end_sessions(request: HttpRequest, context: Context) -> HttpResponse:
    """End one session, all others, or all."""
    user: Any = request.user
    what = request.POST.get("session", "")
    if what == "all":
        note(Kind.SESSIONS_ENDED, user, details="everywhere")
        sessions.end(user)
        logout(request)
        return HttpResponseRedirect(reverse("admin:login"))
    if what == "others":
        count = changes.end_others(user)
    else:
        keys = [row.session_key for row in Session.objects.open(user.pk) if mark_of(row) == what]
        count = Session.objects.filter(session_key__in=keys, user_id=user.pk).delete()[0]
    if count:
        note(Kind.SESSIONS_ENDED, user, details=str(count))
    words = ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", count) % {"count": count}
    messages.success(request, words)
    return HttpResponseRedirect(reverse("admin:account"))
