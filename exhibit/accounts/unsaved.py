"""Words that were sent when it was not known by whom: kept for their author alone, for three days.

Each form of a record carries a mark, signed for whoever got it. What comes back with such a mark is kept here, however
the session ended, and nothing of it is saved: after signing in its author finds the form filled as it was. Nobody can
leave words for another: there is no mark without having been signed in as that other. Files cannot be kept.
"""

import json
import secrets
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from exhibit.models import UnsavedForm

MARK = "_written_by"
ASKED = "_unsaved"
"""In the address of a form: which words it is to be filled with."""

SALT = "exhibit.accounts.unsaved"
KEPT_FOR = timedelta(days=3)
MARK_HOLDS = timedelta(days=7)
MOST = 20
"""Forms of one author; the oldest make room."""

DROPPED = ("csrfmiddlewaretoken", MARK)


@dataclass(frozen=True)
class Words:
    """What a form said, and the names of files that came with it."""

    data: QueryDict
    files: list[str] = field(default_factory=list)


def mark_for(user: Any) -> str:
    """Return what goes into a form so that its words find their author again."""
    return signing.dumps(user.pk, salt=SALT)


def author_of(request: HttpRequest) -> Any:
    """Return who wrote what this form says, None where it has no mark of ours."""
    try:
        key = signing.loads(request.POST.get(MARK, ""), salt=SALT, max_age=MARK_HOLDS)
    except signing.BadSignature:
        return None
    return get_user_model()._default_manager.filter(pk=key, is_active=True).first()


def keep(request: HttpRequest, author: Any, title: str = "") -> UnsavedForm:
    """Keep what the form says for its author."""
    said = {name: values for name, values in request.POST.lists() if name not in DROPPED}
    files = sorted(str(file.name)[:120] for many in request.FILES.lists() for file in many[1])
    contents = zlib.compress(json.dumps([said, files]).encode())
    old = UnsavedForm.objects.filter(author=author).order_by("-pk").values_list("pk", flat=True)[MOST - 1 :]
    UnsavedForm.objects.filter(pk__in=list(old)).delete()
    return UnsavedForm.objects.create(
        key=secrets.token_urlsafe(16),
        author=author,
        path=request.path[:400],
        title=title[:200],
        contents=contents,
        sent_at=timezone.now(),
    )


def asked_for(request: HttpRequest) -> UnsavedForm | None:
    """Return the words that this address asks for; those of another, or of another form, are not there."""
    key = request.GET.get(ASKED, "")
    if not key:
        return None
    since = timezone.now() - KEPT_FOR
    found = UnsavedForm.objects.filter(key=key, author_id=request.user.pk, sent_at__gt=since).first()
    return found if found and found.path == request.path else None


def belongs_to_another(key: str, user: Any) -> bool:
    """Whether these words wait for somebody else."""
    return UnsavedForm.objects.filter(key=key).exclude(author_id=user.pk).exists()


def waiting(user: Any) -> list[UnsavedForm]:
    """Return all that waits for this author, the latest first."""
    since = timezone.now() - KEPT_FOR
    return list(UnsavedForm.objects.filter(author_id=user.pk, sent_at__gt=since).defer("contents"))


def words_of(kept: UnsavedForm) -> Words:
    """Return what the form said."""
    said, files = json.loads(zlib.decompress(bytes(kept.contents)))
    data = QueryDict(mutable=True)
    for name, values in said.items():
        data.setlist(name, values)
    data._mutable = False
    return Words(data, files)
