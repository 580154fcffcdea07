"""Drafts into the database: in one transaction and one revision, or not at all."""

from typing import Any, NamedTuple

import reversion
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from exhibit.interop.timelinejs.lanes import NewLane
from exhibit.interop.timelinejs.report import Batch, Draft
from exhibit.interop.timelinejs.slides import TimelineError
from exhibit.languages import column_of
from exhibit.models import Event, Lane, PastSlug

FURTHEST = 32_767  # a position is a small integer


class Written(NamedTuple):
    """What was written; `skipped` counts drafts that somebody else had written in the meantime."""

    events: list[Event]
    lanes: list[Lane]
    skipped: int


def write(batch: Batch, user: Any = None) -> Written:
    """Write the drafts of `batch` as events, under the name of `user`.

    Raises:
        TimelineError: where a lane is gone or somebody wrote the same at the same time; nothing is changed then.
    """
    try:
        with transaction.atomic(), reversion.create_revision():
            reversion.set_comment(_("Imported from TimelineJS: %(name)s") % {"name": batch.name})
            if user is not None:
                reversion.set_user(user)
            return _write(batch)
    except IntegrityError as problem:
        raise TimelineError(
            _("Somebody else changed events or lanes at the same moment. Nothing was written; import the file again.")
        ) from problem


def _write(batch: Batch) -> Written:
    taken = set(Event.objects.values_list("slug", flat=True))
    taken |= set(PastSlug.objects.filter(noun=Event._meta.model_name, current__in=taken).values_list("slug", flat=True))
    drafts = [draft for draft in batch.drafts if draft.slug not in taken]
    lanes = make_lanes(batch, {draft.lane for draft in drafts})
    known = {lane.slug: lane for lane in Lane.objects.all()}
    if gone := {draft.lane for draft in drafts} - known.keys():
        raise TimelineError(
            _("The lane “%(slug)s” is no longer there. Nothing was written; import the file again.")
            % {"slug": min(gone)}
        )
    made = Event.objects.bulk_create(
        [event_of(draft, batch.language, known[draft.lane]) for draft in drafts], batch_size=500
    )
    # Read again with their lists, all at once: a version of each is made of them.
    saved = Event.objects.filter(slug__in=[event.slug for event in made])
    events = list(saved.prefetch_related("people", "films", "disputes", "citations"))
    for record in (*lanes, *events):
        reversion.add_to_revision(record)
    return Written(events, lanes, len(batch.drafts) - len(drafts))


def make_lanes(batch: Batch, needed: set[str]) -> list[Lane]:
    """Make the new lanes that drafts need and that are not there yet, after all others."""
    position = Lane.objects.aggregate(last=Max("position"))["last"] or 0
    there = set(Lane.objects.values_list("slug", flat=True))
    made = []
    for new in batch.lanes:
        if new.slug in needed - there:
            position = min(position + 10, FURTHEST)
            made.append(Lane.objects.create(slug=new.slug, position=position, **named(new, batch.language)))
    return made


def named(lane: NewLane, language: str) -> dict[str, str]:
    return {column_of("name", code): lane.name for code in {settings.LANGUAGE_CODE, language}}


def event_of(draft: Draft, language: str, lane: Lane | None) -> Event:
    """Return the event of a draft, not yet saved; its title stands in for one in the first language."""
    titles = {column_of("title", code): draft.title for code in {settings.LANGUAGE_CODE, language}}
    words = {column_of("description", language): draft.description, "desk_note": draft.note}
    return Event(slug=draft.slug, date=draft.date, lane=lane, **titles, **words)
