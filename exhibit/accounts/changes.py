"""What changes rights or passwords is written down, and ends the sessions that began with others.

Tied to signals, because the desk, a command and a shell all send them. The session of whoever changes something about
their own account goes on; all others of that account end with the change.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.http import HttpRequest

from exhibit.accounts import sessions
from exhibit.accounts.doors import present
from exhibit.accounts.events import Kind, note

RIGHTS = ("is_active", "is_staff", "is_superuser")
WATCHED = {*RIGHTS, "password"}
MOST_NAMED = 12


def attend() -> None:
    """Begin to watch."""
    user = get_user_model()
    user_logged_in.connect(_signed_in, dispatch_uid="exhibit.accounts")
    user_logged_out.connect(_signed_out, dispatch_uid="exhibit.accounts")
    pre_save.connect(_remember, sender=user, dispatch_uid="exhibit.accounts")
    post_save.connect(_saved, sender=user, dispatch_uid="exhibit.accounts")
    post_delete.connect(_deleted, sender=user, dispatch_uid="exhibit.accounts")
    for through in (user.groups.through, user.user_permissions.through):
        m2m_changed.connect(_given, sender=through, dispatch_uid="exhibit.accounts")
    m2m_changed.connect(_group_given, sender=Group.permissions.through, dispatch_uid="exhibit.accounts")


def end_others(user: Any) -> int:
    """End the sessions of an account, but for the present one."""
    request = present()
    own = request is not None and request.user.pk == user.pk
    return sessions.end(user, request.session.session_key if request and own else None)


def _signed_in(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    sessions.enter(request)


def _signed_out(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    if user is not None:
        note(Kind.SIGNED_OUT, user, by=user)


def _remember(instance: Any, raw: bool = False, update_fields: Any = None, **_kwargs: Any) -> None:
    """Note what the database has, where that may change."""
    instance._rights_before = None
    if raw or instance.pk is None or (update_fields is not None and not WATCHED & set(update_fields)):
        return
    instance._rights_before = type(instance)._base_manager.filter(pk=instance.pk).values(*sorted(WATCHED)).first()


def _saved(instance: Any, created: bool, raw: bool = False, update_fields: Any = None, **_kwargs: Any) -> None:
    if raw:
        return
    if created:
        held = ", ".join(name for name in RIGHTS if getattr(instance, name))
        note(Kind.ACCOUNT_MADE, instance, details=held)
        return
    before = getattr(instance, "_rights_before", None)
    if before is None:
        return
    changed = [name for name in RIGHTS if before[name] != getattr(instance, name)]
    if changed:
        words = ", ".join(f"{name}: {'yes' if getattr(instance, name) else 'no'}" for name in changed)
        note(Kind.RIGHTS_CHANGED, instance, details=words)
    is_hashed_anew = set(update_fields or ()) == {"password"} and instance._password is None  # the same, stored better
    is_same = is_hashed_anew and instance.has_usable_password()
    has_new_password = before["password"] != instance.password and not is_same
    if has_new_password and instance.has_usable_password():
        note(Kind.PASSWORD_CHANGED, instance)
    if changed or has_new_password:
        end_others(instance)


def _deleted(instance: Any, **_kwargs: Any) -> None:
    gone = type(instance)(username=instance.get_username())  # its row is not there to be pointed at
    note(Kind.ACCOUNT_DELETED, gone)


def _given(
    instance: Any, action: str, reverse: bool, model: Any, pk_set: Any = None, using: str = "default", **_kwargs: Any
) -> None:
    """Groups or single rights of accounts changed, from either side."""
    if action not in ("post_add", "post_remove", "pre_clear") or (pk_set is not None and not pk_set):
        return
    verb = "given" if action == "post_add" else "taken"
    if not reverse:
        named = _names(model, pk_set) if pk_set else "all"
        pairs = [(instance, f"{verb}: {named}")]
    else:
        accounts = get_user_model()._default_manager.using(using)
        found = accounts.filter(pk__in=pk_set) if pk_set else instance.user_set.all()
        pairs = [(account, f"{verb}: {instance}") for account in found]
    for account, details in pairs:
        note(Kind.RIGHTS_CHANGED, account, details=details)
        end_others(account)


def _group_given(instance: Any, action: str, reverse: bool, model: Any, pk_set: Any = None, **_kwargs: Any) -> None:
    """Rights of a group changed: they hold from the next request on, so no session needs to end."""
    if action not in ("post_add", "post_remove", "pre_clear") or (pk_set is not None and not pk_set):
        return
    verb = "given" if action == "post_add" else "taken"
    named = _names(model, pk_set) if pk_set else "all"
    if isinstance(instance, Permission):
        note(Kind.GROUP_CHANGED, details=f"{named}: {verb}: {instance.codename}")
    else:
        note(Kind.GROUP_CHANGED, details=f"{instance}: {verb}: {named}")


def _names(model: Any, keys: Any) -> str:
    found = [getattr(one, "codename", None) or str(one) for one in model._default_manager.filter(pk__in=keys)]
    more = len(found) - MOST_NAMED
    return ", ".join(sorted(found)[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
