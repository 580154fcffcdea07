"""When something appears or disappears by itself: a record at its minute, a picture when its rights have ended."""

import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Max, Min, Q
from django.utils import timezone

from exhibit.models.images import Image
from exhibit.models.record import Record


class Moments(NamedTuple):
    """The last moment at which something changed by itself, the next one, and the next at which something must go."""

    last: datetime.datetime | None
    next: datetime.datetime | None
    next_end: datetime.datetime | None


def moments(now: datetime.datetime) -> Moments:
    """Return the scheduled moments around `now`, over everything that visitors may see."""
    past: list[datetime.datetime] = []
    coming: list[datetime.datetime] = []
    ends: list[datetime.datetime] = []
    for model in _nouns():
        found = model._base_manager.aggregate(
            appeared=Max("publish_at", filter=Q(publish_at__lte=now)),
            appears=Min("publish_at", filter=Q(publish_at__gt=now)),
            disappeared=Max("unpublish_at", filter=Q(unpublish_at__lte=now)),
            disappears=Min("unpublish_at", filter=Q(unpublish_at__gt=now)),
        )
        past += filter(None, (found["appeared"], found["disappeared"]))
        coming += filter(None, (found["appears"],))
        ends += filter(None, (found["disappears"],))
    today = timezone.localdate(now)
    rights = Image._base_manager.aggregate(
        ended=Max("rights_expire_on", filter=Q(rights_expire_on__lt=today)),
        end=Min("rights_expire_on", filter=Q(rights_expire_on__gte=today)),
    )
    past += [_after(day) for day in (rights["ended"],) if day]
    ends += [_after(day) for day in (rights["end"],) if day]
    return Moments(max(past, default=None), min(coming + ends, default=None), min(ends, default=None))


def _after(day: datetime.date) -> datetime.datetime:
    """The first moment after a day of the museum's."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), timezone.get_default_timezone())


def _nouns() -> list[Any]:
    """All models of records."""
    return [model for model in apps.get_models() if issubclass(model, Record)]
