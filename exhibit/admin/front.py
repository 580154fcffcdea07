"""The front page of the desk: where one was, what waits, what appears and disappears when, who changed what.

Each part is a short walk along an index, so that the page is the same with a million records: what is not
ready is said of exhibits, of what one was at and of drafts; the report looks through everything.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_permission_codename
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibit import curation
from exhibit.accounts.unsaved import waiting
from exhibit.admin.publication import state_of
from exhibit.admin.readiness import change_address, counted
from exhibit.admin.unsaved import address_of
from exhibit.keeping import standing
from exhibit.models import Arrival, DeskVisit, Draft, Exhibit, Image, PreservationEvent, Record, ReviewComment
from exhibit.models.record import nouns

MOST_VISITS, MOST_CHANGES, MOST_DUE, MOST_WAITING = 8, 12, 40, 12


@dataclass(slots=True)
class Task:
    """A record to go on with. `words` say why it is here, `why` what it lacks."""

    record: Any
    words: str = ""
    when: datetime.datetime | None = None
    why: str = ""
    is_error: bool = False

    @property
    def address(self) -> str:
        return change_address(self.record)

    @property
    def noun(self) -> str:
        return str(self.record._meta.verbose_name)

    @property
    def state(self) -> str:
        """Whether visitors see it: draft, published, or when it appears or disappeared."""
        return state_of(self.record)


@dataclass(slots=True)
class Due:
    """What appears or disappears on one day."""

    day: datetime.date
    tasks: list[Task] = field(default_factory=list)


def front(request: HttpRequest) -> dict[str, Any]:
    """Return what the front page shows to this curator."""
    visits, drafts = _visits(request), _drafts(request)
    exhibits = [Task(one) for one in Exhibit.objects.in_order().with_film()] if _may(request, "view", Exhibit) else []
    known = [*exhibits, *drafts, *visits]
    _look_through(known)
    changes = LogEntry.objects.filter(content_type__app_label="exhibit")
    changes = changes.select_related("user", "content_type").order_by("-pk")
    return {
        "amiss": standing.warnings() if _may(request, "view", PreservationEvent) else [],
        "visits": visits,
        "drafts": drafts,
        "unsaved": [(one, address_of(one)) for one in waiting(request.user)],
        "comments": _comments(request),
        "arrivals": Arrival.objects.filter(curator_id=request.user.pk).count() if _may(request, "add", Image) else 0,
        "unpublished": _unpublished(request),
        "due": _due(request),
        "exhibits": exhibits,
        "not_ready": [task for task in {task.address: task for task in known}.values() if task.why],
        "changes": changes[:MOST_CHANGES] if request.user.has_module_perms("exhibit") else [],
    }


def _may(request: HttpRequest, verb: str, noun: type[models.Model]) -> bool:
    return bool(request.user.has_perm(f"exhibit.{get_permission_codename(verb, noun._meta)}"))


def _records(rows: Iterable[Any]) -> dict[tuple[int, int], Any]:
    """Return the records that rows with a kind and a key name, one query for each kind."""
    found: dict[tuple[int, int], Any] = {}
    keyed = sorted({(row.content_type_id, row.object_id) for row in rows})
    kinds = {row.content_type_id: row.content_type for row in rows}
    for kind, keys in groupby(keyed, key=lambda pair: pair[0]):
        noun = kinds[kind].model_class()
        for record in noun._base_manager.filter(pk__in=[key for _kind, key in keys]) if noun else ():
            found[kind, record.pk] = record
    return found


def _visits(request: HttpRequest) -> list[Task]:
    """Where one was last, the latest first."""
    rows = list(DeskVisit.objects.filter(user_id=request.user.pk).select_related("content_type")[:MOST_VISITS])
    records = _records(rows)
    return [
        Task(records[key], _("open") if row.is_open else _("saved"), row.opened_at)
        for row in rows
        if (key := (row.content_type_id, row.object_id)) in records
    ]


def _drafts(request: HttpRequest) -> list[Task]:
    """Drafts that wait: for whoever may publish those submitted, for everybody their own."""
    mine = models.Q(author_id=request.user.pk)
    submitted = models.Q(state=Draft.State.SUBMITTED)
    rows = Draft.objects.filter(mine | submitted).select_related("content_type", "author").defer("base", "contents")
    waiting = list(rows[: MOST_WAITING * 3])
    records = _records(waiting)
    found = []
    for row in waiting:
        record = records.get((row.content_type_id, row.object_id))
        if record is None or not (row.author_id == request.user.pk or _may(request, "publish", type(record))):
            continue
        words = f"{row.get_state_display()}, {row.author}"
        found.append(Task(record, words + (f": {row.comment}" if row.comment else ""), row.changed_at))
    return found[:MOST_WAITING]


def _comments(request: HttpRequest) -> list[ReviewComment]:
    if not _may(request, "view", ReviewComment):
        return []
    return list(ReviewComment.objects.filter(is_done=False).select_related("link__exhibit")[:MOST_WAITING])


def _unpublished(request: HttpRequest) -> list[dict[str, Any]]:
    """How many records of each noun visitors do not see; more than a hundred are not counted."""
    found = []
    for noun in nouns():
        if not _may(request, "view", noun):
            continue
        count = noun._default_manager.filter(status=Record.Status.DRAFT).order_by()[:101].count()
        if count:
            address = reverse(f"admin:exhibit_{noun._meta.model_name}_changelist") + "?status__exact=draft"
            name = noun._meta.verbose_name_plural
            found.append({"name": name, "count": "100+" if count > 100 else count, "address": address})
    return found


def _due(request: HttpRequest) -> list[Due]:
    """What appears and disappears by itself, day by day, the soonest first."""
    now = timezone.now()
    tasks = []
    for noun in nouns():
        if not _may(request, "view", noun):
            continue
        for name, words in (("publish_at", _("appears")), ("unpublish_at", _("disappears"))):
            for record in noun._base_manager.filter(**{f"{name}__gt": now}).order_by(name)[:MOST_DUE]:
                is_draft = record.status == Record.Status.DRAFT
                if is_draft and name == "unpublish_at":
                    continue
                said = _("would appear, but is a draft") if is_draft else words
                tasks.append(Task(record, said, getattr(record, name)))
    tasks.sort(key=lambda task: task.when or now)
    days = groupby(tasks[:MOST_DUE], key=lambda task: timezone.localdate(task.when))
    return [Due(day, list(due)) for day, due in days]


def _look_through(tasks: list[Task]) -> None:
    """Say of each record what it lacks, one query for each kind."""
    by_noun: dict[type[models.Model], list[Task]] = {}
    for task in tasks:
        by_noun.setdefault(type(task.record), []).append(task)
    for alike in by_noun.values():
        found = curation.of_records([task.record for task in alike])
        for task in alike:
            one = found[task.record.pk]
            task.why = counted(one) if one.findings else ""
            task.is_error = not one.is_ready
