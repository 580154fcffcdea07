"""A forgotten password: a link by e-mail where letters can be sent, and calm words where not.

The link sets a password and nothing more: whoever follows it signs in as everybody does, with the second factor.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from exhibit.accounts import invitations, letters, throttle
from exhibit.accounts.events import Kind, note
from exhibit.admin.patience import Context, patiently
from exhibit.publishing.addresses import origin


class AskForm(forms.Form):
    """An e-mail address."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


@never_cache
@patiently
def ask(request: HttpRequest, context: Context) -> HttpResponse:
    """Ask for a link; the answer is the same whether or not there is such an account."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if settings.MAIL_IS_ON and request.method == "POST" and form.is_valid():
        throttle.letter(request, form.cleaned_data["email"])
        letters.send_link(form.cleaned_data["email"], origin(request))
        note(Kind.RESET_ASKED)
        return HttpResponseRedirect(reverse("admin:password_reset_done"))
    context = context | {"title": gettext("A new password"), "form": form, "mail_is_on": settings.MAIL_IS_ON}
    return TemplateResponse(request, "admin/doors/password_ask.html", context)


@never_cache
@patiently
def invited(request: HttpRequest, context: Context, token: str) -> HttpResponse:
    """Lead whoever was invited to the page where they set their password."""
    account = invitations.invited(token)
    if account is not None:
        return HttpResponseRedirect(letters.password_path(account))
    context = context | {"title": gettext("This link is not good any more")}
    return TemplateResponse(request, "admin/doors/invited.html", context, status=410)


@never_cache
def asked(request: HttpRequest, context: Context) -> HttpResponse:
    """What happens next, whoever asked."""
    return TemplateResponse(
        request, "admin/doors/password_asked.html", context | {"title": gettext("Look for a letter")}
    )


@never_cache
def complete(request: HttpRequest, context: Context) -> HttpResponse:
    """The password is set; nobody is signed in by that."""
    context = context | {"title": gettext("The new password is set")}
    return TemplateResponse(request, "admin/doors/password_complete.html", context)


class SetPassword(PasswordResetConfirmView):
    """Django's own: a link is good once and for an hour, and leaves the address bar before the page is shown."""

    template_name = "admin/doors/password_set.html"
    success_url = reverse_lazy("admin:password_reset_complete")
    post_reset_login = False
    reset_url_token = "set"  # noqa: S105
    extra: Context = {}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        assert self.user is not None, "without one there is no form"
        note(Kind.PASSWORD_RESET, self.user, by=self.user)
        throttle.forgive(self.request, self.user.get_username())
        return response

    def get_context_data(self, **kwargs: Any) -> Context:
        found = super().get_context_data(**kwargs)
        return {**self.extra, **found, "title": gettext("Set a new password")}


def set_password(request: HttpRequest, context: Context, uidb64: str, token: str) -> Any:
    """Set a new password by a link."""
    return SetPassword.as_view(extra=context)(request, uidb64=uidb64, token=token)
