"""Publishing and withdrawing many records: first a page that lists what will change, then just that.

The page names the records that it lists, and its confirmation changes those and no others, whatever the list shows by
then. There is a bound, because each record gets a version of its own within one request.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext

from exhibit import curation
from exhibit.admin.readiness import change_address
from exhibit.curation import Readiness
from exhibit.curation.editions import telling
from exhibit.curation.usage import usage
from exhibit.models import Exhibit, Record

MOST_AT_ONCE = 1_000
MOST_LISTED = 100
MOST_TRACED = 10
"""Records of which it is said what shows them: that takes a dozen questions each."""


@dataclass(frozen=True, slots=True)
class Fate:
    """A record, and what becomes of it: it changes, it stays because it is not ready, or it is so already."""

    record: Any
    held: Readiness | None
    changes: bool
    shown_in: list[Exhibit] = field(default_factory=list)
    """The exhibits of which it would be missing."""

    @property
    def address(self) -> str:
        return change_address(self.record)


def fates_of(queryset: models.QuerySet[Any], status: str) -> list[Fate]:
    """Return what becomes of each record if all get a status; those that change come first, then those held back."""
    records = list(queryset)
    changing = [record for record in records if record.status != status]
    found = curation.of_records(changing) if status == Record.Status.PUBLISHED else {}
    held = {pk: one for pk, one in found.items() if not one.is_ready}
    steps = [Fate(record, held.get(record.pk), record.status != status and record.pk not in held) for record in records]
    return sorted(steps, key=lambda step: (not step.changes, step.held is None))


def asked(page: Any, request: HttpRequest, queryset: models.QuerySet[Any], status: str) -> HttpResponse | None:
    """Return the page that asks whether to go on, or the list where these are too many; None where it was said."""
    count = queryset.count()
    if count > MOST_AT_ONCE:
        words = gettext("You chose %(count)d records; at most %(most)d are changed at once. Narrow the list first.")
        page.message_user(request, words % {"count": count, "most": MOST_AT_ONCE}, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())
    if request.POST.get("post"):
        return None
    steps = fates_of(queryset, status)
    if status == Record.Status.DRAFT:
        for step in [step for step in steps if step.changes][:MOST_TRACED]:
            step.shown_in.extend(_shown_in(step.record))
    changing = sum(step.changes for step in steps)
    is_published = status == Record.Status.PUBLISHED
    if is_published:
        title = ngettext("Publish %(count)d record?", "Publish %(count)d records?", changing)
    else:
        title = ngettext("Withdraw %(count)d record?", "Withdraw %(count)d records?", changing)
    context = page.admin_site.each_context(request) | {
        "title": title % {"count": changing},
        "opts": page.opts,
        "action": "publish" if is_published else "withdraw",
        "back": request.get_full_path(),
        "checkbox": ACTION_CHECKBOX_NAME,
        "steps": steps[:MOST_LISTED],
        "rest": len(steps) - MOST_LISTED,
        "chosen": [step.record.pk for step in steps],
        "changing": changing,
        "held": sum(step.held is not None for step in steps),
        "already": sum(not step.changes and step.held is None for step in steps),
        "is_published": is_published,
        "editions": [] if is_published else telling([step.record for step in steps if step.changes]),
        "status_then": Record.Status(status).label,
    }
    return TemplateResponse(request, "admin/exhibit/confirm_status.html", context)


def _shown_in(record: models.Model) -> list[Exhibit]:
    """Return the exhibits in which visitors see a record now."""
    users = dict.fromkeys(one for use in usage(record) for one in use.records)
    return [one for one in users if isinstance(one, Exhibit) and one.is_published()]
