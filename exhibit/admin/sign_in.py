"""The front door: a name and a password, then a code; or a passkey, which is both.

Whoever knocks too often is told when to come back, on a page of its own. What is wrong is said in one way for all
names: whether there is such an account is nobody's business.
"""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import get_user_model, login
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from exhibit.accounts import authenticator, doors, passkeys, policy, recovery, retention, throttle, unsaved
from exhibit.accounts.events import Kind, note
from exhibit.admin.patience import Context, patiently


class SignInForm(AdminAuthenticationForm):
    """Django's own; an attempt is counted before the password is looked at."""

    def clean(self) -> Any:
        name, word = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not word:
            return self.cleaned_data
        assert self.request is not None
        attempt = throttle.password(self.request, name)
        try:
            cleaned = super().clean()
        except ValidationError:
            note(Kind.FAILED, get_user_model()._default_manager.filter(username__iexact=name.strip()).first())
            raise
        attempt.was_right()
        return cleaned


class OwnPasswordForm(AdminPasswordChangeForm):
    """A new password by the old one, which whoever finds an open desk cannot try out."""

    def clean_old_password(self) -> str:
        request = doors.present()
        assert request is not None
        attempt = throttle.code(request, self.user)
        old: str = super().clean_old_password()
        attempt.was_right()
        return old


class CodeForm(forms.Form):
    """A code of an app or from paper."""

    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


def target_of(request: HttpRequest) -> str:
    """Return where to go after signing in: an address of this site, else the front page of the desk."""
    asked = request.POST.get("next", request.GET.get("next", ""))
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else reverse("admin:index")


@sensitive_post_parameters("password")
@never_cache
@patiently
def sign_in(request: HttpRequest, context: Context) -> HttpResponse:
    """A name and a password, or a passkey."""
    target = target_of(request)
    if request.method != "POST" and doors.is_at_desk(request):
        return HttpResponseRedirect(target)
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _after_password(request, form.get_user(), target)
    return _sign_in_page(request, context, form, target)


def _sign_in_page(request: HttpRequest, context: Context, form: Any, target: str, error: str = "") -> HttpResponse:
    context = context | {
        "title": gettext("Sign in"),
        "form": form,
        "next": target,
        "error": error,
        "has_kept_words": f"{unsaved.ASKED}=" in target,
        "has_passkeys": policy.is_offered(),
        "may_ask_letter": True,
    }
    return TemplateResponse(request, "admin/login.html", context, status=403 if error else 200)


def _after_password(request: HttpRequest, user: Any, target: str) -> HttpResponse:
    if not policy.needs(user):
        return finish(request, user, target)
    doors.put_on_threshold(request, user, target)
    return HttpResponseRedirect(reverse("admin:login_code" if policy.has_any(user) else "admin:account_app"))


def finish(request: HttpRequest, user: Any, target: str, by: str = "") -> HttpResponse:
    """Let somebody in who has proved all that is asked."""
    request.session.pop(doors.PENDING, None)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if by:
        request.session[doors.VERIFIED] = by
    note(Kind.SIGNED_IN, user, by=user, details=by)
    retention.forget()
    return HttpResponseRedirect(target)


def target_on_threshold(request: HttpRequest) -> str:
    """Return where whoever gave a password wanted to go."""
    return str(request.session.get(doors.PENDING, {}).get("target") or reverse("admin:index"))


@sensitive_post_parameters("code")
@never_cache
@patiently
def code(request: HttpRequest, context: Context) -> HttpResponse:
    """The second step: a code of an app, or one from paper, or a passkey."""
    user = doors.on_threshold(request)
    if user is None or not policy.has_any(user):
        return HttpResponseRedirect(reverse("admin:login"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        attempt = throttle.code(request, user)
        if by := _taken(request, user, form.cleaned_data["code"]):
            attempt.was_right()
            return finish(request, user, target_on_threshold(request), by)
        note(Kind.CODE_FAILED, user, by=user)
        form.add_error("code", gettext("This code does not fit, or it was used already. Wait for the next one."))
    context = context | {
        "title": gettext("Second step"),
        "form": form,
        "next": target_on_threshold(request),
        "has_app": user.authenticators.exists(),
        "has_passkeys": user.passkeys.exists(),
    }
    return TemplateResponse(request, "admin/doors/code.html", context)


def _taken(request: HttpRequest, user: Any, word: str) -> str:
    """Return what the code was of, in a word; empty where it is none."""
    if authenticator.take(user, word):
        return "app"
    if not recovery.take(user, word):
        return ""
    left = recovery.left(user)
    note(Kind.CODE_USED, user, by=user, details=f"left: {left}")
    words = ngettext("%(count)d recovery code is left.", "%(count)d recovery codes are left.", left) % {"count": left}
    messages.warning(request, words + " " + gettext("Make new ones under “Your account”."))
    return "recovery code"


@never_cache
@patiently
def passkey(request: HttpRequest, context: Context) -> HttpResponse:
    """GET: a challenge. POST: its answer, which alone lets in."""
    if not policy.is_offered():
        raise Http404
    if request.method != "POST":
        return JsonResponse(passkeys.ask(origin_of(request)))
    attempt = throttle.passkey(request)
    try:
        found = passkeys.owner_of(origin_of(request), request.POST.get("token", ""), sent_answer(request))
        if not (found.user.is_active and found.user.is_staff):
            raise passkeys.PasskeyError("of a closed account")
    except passkeys.PasskeyError as problem:
        note(Kind.CODE_FAILED, details=f"passkey: {problem}")
        words = gettext("This passkey was not accepted. Try again, or sign in by name and password.")
        return _sign_in_page(request, context, SignInForm(request), target_of(request), words)
    attempt.was_right()
    return finish(request, found.user, target_of(request), "passkey")


@sensitive_post_parameters()
@patiently
def change_password(request: HttpRequest, context: Context) -> HttpResponse:
    """A new password; all other sessions end with it."""
    view = PasswordChangeView.as_view(
        form_class=OwnPasswordForm,
        template_name="registration/password_change_form.html",
        success_url=reverse("admin:password_change_done"),
        extra_context=context,
    )
    return view(request)  # type: ignore[return-value]


def origin_of(request: HttpRequest) -> str:
    """Return the address in the browser's bar, as far as it is a name by which this museum may be asked."""
    return f"{request.scheme}://{request.get_host()}"


def sent_answer(request: HttpRequest) -> Any:
    """Return what the browser's passkeys answered, None where that cannot be read."""
    try:
        return json.loads(request.POST.get("answer", "")[:20_000])
    except ValueError:
        return None
