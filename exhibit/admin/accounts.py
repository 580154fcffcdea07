"""Accounts: administrators make them and put them into groups, and nobody makes themselves a superuser."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext, ngettext

from exhibit.accounts import invitations, keys, letters, policy, recovery, sessions, throttle
from exhibit.accounts.events import Kind, note
from exhibit.admin.own_account import asked_again, is_known
from exhibit.admin.unsaved import Rescued, way_back
from exhibit.models import AccountEvent, Session
from exhibit.publishing.addresses import origin


class NewAccountForm(forms.ModelForm):
    """A new account, at the desk at once; it has no password until its owner sets one."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "groups")
        field_classes = {"username": UsernameField}

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(gettext("There is an account “%s” already.") % name)
        return name

    def save(self, commit: bool = True) -> User:
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        return super().save(commit)


FOR_SUPERUSERS = ("is_superuser", "user_permissions")
MOST_EVENTS = 20

admin.site.unregister([User, Group])


def _unknown(request: HttpRequest) -> HttpResponse | None:
    """Ask who is there, where that was proved long ago; what was written comes back afterwards."""
    return None if is_known(request) else asked_again(request, way_back(request))


class Guarded(Rescued):
    """Pages by which people get in and get rights: nothing is changed before it is clear who does it."""

    change_form_template = "admin/doors/form.html"

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        may = self.has_view_or_change_permission(request) if object_id else self.has_add_permission(request)
        return (may and _unknown(request)) or super().changeform_view(request, object_id, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return (self.has_delete_permission(request) and _unknown(request)) or super().delete_view(
            request, *args, **kwargs
        )

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return (request.method == "POST" and _unknown(request)) or super().changelist_view(request, *args, **kwargs)


@admin.register(Group)
class RoleAdmin(Guarded, GroupAdmin):
    """Django's own page."""


@admin.register(User)
class AccountAdmin(Guarded, UserAdmin):
    """Django's own page; what would lead past the groups is for superusers, and nobody types another's password."""

    change_form_template = "admin/doors/account_form.html"
    add_form_template = change_form_template
    add_form = NewAccountForm
    add_fieldsets = ((None, {"fields": ("username", "first_name", "last_name", "email", "groups")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_readonly_fields(request, obj)
        return found if request.user.is_superuser else (*found, *FOR_SUPERUSERS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever is no superuser changes none: a new password would be enough."""
        may = super().has_change_permission(request, obj)
        return may and (request.user.is_superuser or obj is None or not obj.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (request.user.is_superuser or obj is None or not obj.is_superuser)

    def get_urls(self) -> list[Any]:
        """Add the page of an account's sessions and second factors."""
        page = path("<path:object_id>/doors/", self.admin_site.admin_view(self.doors_view), name="auth_user_doors")
        return [page, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Offer one way of saving: what follows is the link."""
        one = {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().add_view(request, form_url, {**(extra_context or {}), **one})

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Show the link by which the owner of a new account sets its password."""
        request.is_saved = True  # type: ignore[attr-defined]
        return self._invite(request, obj, gettext("The account of %(name)s is made") % {"name": obj})

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Make a link by which the owner of an account sets a new password; the old one ends with it."""
        account = self.get_object(request, unquote(id))
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        if account is None:
            raise Http404
        if account.pk == request.user.pk:
            return HttpResponseRedirect(reverse("admin:password_change"))
        if asked := _unknown(request):
            return asked
        title = gettext("A new password for %(name)s") % {"name": account}
        if request.method == "POST":
            return self._invite(request, account, title)
        return self._link_page(request, account, title, "")

    def _invite(self, request: HttpRequest, account: Any, title: str) -> HttpResponse:
        link = origin(request) + reverse("admin:invited", args=(invitations.invite(account),))
        if account.email and settings.MAIL_IS_ON:
            if letters.send_invitation(account, link, invitations.DAYS):
                messages.success(request, gettext("A letter with this link is on its way to %s.") % account.email)
            else:
                messages.error(request, gettext("The mail server took no letter: give the link to them yourself."))
        return self._link_page(request, account, title, link)

    def _link_page(self, request: HttpRequest, account: Any, title: str, link: str) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "account": account,
            "link": link,
            "days": invitations.DAYS,
        }
        response = TemplateResponse(request, "admin/doors/account_link.html", context)
        add_never_cache_headers(response)
        return response

    def doors_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Where somebody is signed in and by what; both can be ended, for whoever lost a telephone or left."""
        account = self.get_object(request, unquote(object_id))
        if account is None:
            raise Http404
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        if account.pk == request.user.pk:
            return HttpResponseRedirect(reverse("admin:account"))
        if asked := _unknown(request):
            return asked
        if request.method == "POST":
            self._obey(request, account)
            return HttpResponseRedirect(request.path)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Sign-in of %(name)s") % {"name": account},
            "opts": self.opts,
            "account": account,
            "sessions": Session.objects.open(account.pk),
            "factors": keys.of(account),
            "codes_left": recovery.left(account),
            "is_required": policy.is_required(account),
            "waits_until": throttle.waiting(account),
            "events": AccountEvent.objects.filter(account_id=account.pk)[:MOST_EVENTS],
        }
        return TemplateResponse(request, "admin/doors/account_of.html", context)

    def _obey(self, request: HttpRequest, account: Any) -> None:
        if "_reset" in request.POST:
            keys.reset(account)
            words = gettext("The second factors of %(name)s are gone. The next sign-in asks for new ones where needed.")
            messages.success(request, words % {"name": account})
        elif "_let_in" in request.POST:
            throttle.end_waiting(account)
            note(Kind.WAIT_ENDED, account)
            messages.success(
                request,
                gettext("%(name)s may try again at once, unless their address is closed too.") % {"name": account},
            )
        elif "_end" in request.POST:
            count = sessions.end(account)
            note(Kind.SESSIONS_ENDED, account, details=str(count))
            words = ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", count)
            messages.success(request, words % {"count": count})
