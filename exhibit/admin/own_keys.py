"""What one signs in with besides a password: apps and passkeys added and taken away, codes for paper."""

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from exhibit.accounts import authenticator, changes, doors, keys, passkeys, policy, recovery, throttle
from exhibit.accounts.events import Kind, note
from exhibit.admin.own_account import freshly
from exhibit.admin.patience import Context, patiently
from exhibit.admin.sign_in import CodeForm, finish, origin_of, sent_answer, target_on_threshold
from exhibit.models.second_factors import Factor

NEW_SECRET = "new_secret"  # noqa: S105  # where it waits in the session
MOST_APPS = 5


class AppForm(CodeForm):
    """The name of an app, and the code that it shows."""

    name = forms.CharField(label=_("Name of the app or telephone"), max_length=60)
    field_order = ("code", "name")


def _enrolling(request: HttpRequest) -> Any:
    """Return who may add a key: whoever is signed in, and on the threshold only who has none yet."""
    if not policy.is_offered():
        raise Http404
    if doors.is_at_desk(request):
        return request.user
    user = doors.on_threshold(request)
    return user if user and policy.needs(user) and not policy.has_any(user) else None


@sensitive_post_parameters("code")
@never_cache
@patiently
@freshly
def app(request: HttpRequest, context: Context) -> HttpResponse:
    """Add an app: its secret as a picture and as text, then the code that it shows."""
    user = _enrolling(request)
    if user is None:
        return HttpResponseRedirect(reverse("admin:login"))
    secret = request.session.setdefault(NEW_SECRET, authenticator.new_secret())
    form = AppForm(request.POST if request.method == "POST" else None, initial={"name": gettext("Telephone")})
    if request.method == "POST" and form.is_valid():
        attempt = throttle.code(request, user)
        if user.authenticators.count() >= MOST_APPS:
            form.add_error(None, gettext("There are five apps already. Remove one first."))
        elif made := authenticator.add(user, secret, form.cleaned_data["code"], form.cleaned_data["name"]):
            attempt.was_right()
            del request.session[NEW_SECRET]
            return _added(request, context, user, made)
        else:
            form.add_error("code", gettext("This is not the code that the app should show now. Is its clock right?"))
    museum = str(context["site_header"])
    drawn = segno.make(authenticator.address(secret, user.get_username(), museum), micro=False, error="m")
    context = context | {
        "title": gettext("Add an authenticator app"),
        "form": form,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "drawing": mark_safe(drawn.svg_inline(scale=5, light="#fff", omitsize=True)),  # noqa: S308  # of squares only
        "on_threshold": not doors.is_at_desk(request),
        "has_passkeys": True,
    }
    return TemplateResponse(request, "admin/doors/app.html", context)


@never_cache
@patiently
@freshly
def passkey(request: HttpRequest, context: Context) -> HttpResponse:
    """Add a passkey."""
    user = _enrolling(request)
    if user is None:
        return HttpResponseRedirect(reverse("admin:login"))
    error = ""
    if request.method == "POST":
        name = request.POST.get("name", "").strip()[:60] or gettext("Passkey")
        try:
            made = passkeys.add(user, origin_of(request), request.POST.get("token", ""), sent_answer(request), name)
        except passkeys.PasskeyError as problem:
            note(Kind.CODE_FAILED, user, by=user, details=f"passkey: {problem}")
            error = gettext("The passkey could not be added. Please try again.")
        else:
            return _added(request, context, user, made)
    on_threshold = not doors.is_at_desk(request)
    context = context | {"title": gettext("Add a passkey"), "error": error, "on_threshold": on_threshold}
    return TemplateResponse(request, "admin/doors/passkey.html", context)


@never_cache
@require_safe
def passkey_options(request: HttpRequest, context: Context) -> HttpResponse:
    """What the browser needs to make a passkey."""
    user = _enrolling(request)
    if user is None:
        return JsonResponse({}, status=403)
    return JsonResponse(passkeys.invite(user, origin_of(request), str(context["site_header"])))


def _added(request: HttpRequest, context: Context, user: Any, made: Factor) -> HttpResponse:
    """Let in whoever was on the threshold; with the first key come the codes for paper."""
    target = reverse("admin:account")
    if not doors.is_at_desk(request):
        target = target_on_threshold(request)
        finish(request, user, target, made.kind)
    request.session[doors.VERIFIED] = made.kind
    note(Kind.FACTOR_ADDED, user, details=f"{made.kind}: {made.name}")
    changes.end_others(user)
    if recovery.left(user):
        messages.success(request, gettext("“%(name)s” is added.") % {"name": made.name})
        return HttpResponseRedirect(target)
    return _new_codes(request, context, user, target)


def _new_codes(request: HttpRequest, context: Context, user: Any, target: str) -> HttpResponse:
    """Show new recovery codes: this once."""
    made = recovery.make(user)
    note(Kind.CODES_MADE, user)
    context = context | {"title": gettext("Recovery codes"), "codes": made, "next": target}
    return TemplateResponse(request, "admin/doors/codes.html", context)


@never_cache
@require_POST
@freshly
def codes(request: HttpRequest, context: Context) -> HttpResponse:
    """Make new recovery codes in place of the old ones."""
    if not policy.is_offered() or not policy.has_any(request.user):
        raise Http404
    return _new_codes(request, context, request.user, reverse("admin:account"))


@never_cache
@require_POST
@freshly
def remove(request: HttpRequest, context: Context) -> HttpResponse:
    """Take away an app or a passkey, but not the last where one must have one."""
    user: Any = request.user
    noun = keys.KINDS.get(request.POST.get("kind", ""))
    if noun is None or not request.POST.get("key", "").isdecimal():
        raise Http404
    found = get_object_or_404(noun, pk=int(request.POST["key"][:18]), user_id=user.pk)
    if policy.is_required(user) and len(keys.of(user)) == 1:
        messages.error(request, gettext("This is your only key, and you need one. Add another first."))
        return HttpResponseRedirect(reverse("admin:account"))
    found.delete()
    if not policy.has_any(user):
        user.recovery_codes.all().delete()  # they stand in for keys
    note(Kind.FACTOR_REMOVED, user, details=f"{found.kind}: {found.name}")
    changes.end_others(user)
    messages.success(request, gettext("“%(name)s” is removed.") % {"name": found.name})
    return HttpResponseRedirect(reverse("admin:account"))
