"""Since when a record is as it is: the datestamps of the protocol.

Records have no column that says it, but a history: every way of changing one (the desk, tables, folders, texts,
drafts, merging) keeps a version with its date. A record's datestamp is the latest of

- the last version of the record, and of each record whose words are told in it (`nouns.Tie`);
- the last time at which one of these appeared or disappeared by the calendar, which makes no version.

What has no version yet has not changed since the museum was set up: its datestamp is that day, the earliest of all.
What is written past all this, by SQL or in a shell, has no date here, as it has no history at the desk. A record may
be said to have changed when only a neighbour did; a change is never missed.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import BigIntegerField, Max, Min, Model, Q
from django.db.models.functions import Cast
from django.utils import timezone
from reversion.models import Version

from exhibit.interop.oai.nouns import Noun
from exhibit.models import Record

TIMES = ("publish_at", "unpublish_at")


def earliest() -> datetime.datetime:
    """Return when the museum was set up: no record is older here."""
    began = MigrationRecorder.Migration.objects.filter(app="exhibit").aggregate(at=Min("applied"))["at"]
    return _second(began or timezone.now())


def changed_since(noun: Noun, moment: datetime.datetime) -> Q:
    """Say of a noun's records that what is told of them changed at `moment` or later."""
    now = timezone.now()
    found = _changed(noun.model, moment, now)
    for tie in noun.ties:
        others = tie.noun._default_manager.order_by().filter(_changed(tie.noun, moment, now))
        found |= Q(pk__in=tie.between(**{f"{tie.theirs}__in": others.values("pk")}).values(tie.ours))
    return found


def _changed(model: type[Model], moment: datetime.datetime, now: datetime.datetime) -> Q:
    versions = Version.objects.get_for_model(model).order_by().filter(revision__date_created__gte=moment)
    found = Q(pk__in=versions.values(key=Cast("object_id", BigIntegerField())))
    if issubclass(model, Record):
        for name in TIMES:
            found |= Q(**{f"{name}__gte": moment, f"{name}__lte": now})
    return found


def datestamps(noun: Noun, records: Collection[Any]) -> dict[Any, datetime.datetime]:
    """Return the datestamps of some records of a noun, by their keys."""
    now, first, keys = timezone.now(), earliest(), [record.pk for record in records]
    told_in: dict[type[Model], dict[Any, set[Any]]] = defaultdict(lambda: defaultdict(set))
    found: dict[Any, list[datetime.datetime]] = {key: [first] for key in keys}
    for record in records:
        told_in[noun.model][record.pk].add(record.pk)
        found[record.pk] += [at for name in TIMES if (at := getattr(record, name, None))]
    for tie in noun.ties:
        times = [f"{tie.theirs}__{name}" for name in TIMES] if tie.theirs != "pk" else list(TIMES)
        rows = tie.between(**{f"{tie.ours}__in": keys})
        for key, other, *passed in rows.values_list(tie.ours, tie.theirs, *times).distinct():
            told_in[tie.noun][other].add(key)
            found[key] += [at for at in passed if at]
    for model, others in told_in.items():
        for other, at in _last_versions(model, others).items():
            for key in others[other]:
                found[key].append(at)
    return {key: _second(max(at for at in times if at <= now)) for key, times in found.items()}


def _last_versions(model: type[Model], keys: Iterable[Any]) -> Mapping[Any, datetime.datetime]:
    by_text = {str(key): key for key in keys}
    versions = Version.objects.get_for_model(model).order_by().filter(object_id__in=list(by_text))
    rows = versions.values_list("object_id").annotate(at=Max("revision__date_created"))
    return {by_text[text]: at for text, at in rows}


def _second(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(datetime.UTC).replace(microsecond=0)


def written(moment: datetime.datetime) -> str:
    """Return a time as the protocol writes it: 2026-11-30T12:00:00Z."""
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%S}Z"
