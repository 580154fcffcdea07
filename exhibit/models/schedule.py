"""When something appears or disappears by itself: a record at its minute, a picture when its rights have ended."""

import datetime
from typing import Any, NamedTuple

from django.db.models import Max, Min, Q
from django.utils import timezone

from exhibit.models.images import Image
from exhibit.models.record import nouns


class Moments(NamedTuple):
    """The last moment at which something changed by itself, the next one, and the next at which something must go."""

    last: datetime.datetime | None
    next: datetime.datetime | None
    next_end: datetime.datetime | None


def moments(now: datetime.datetime) -> Moments:
    """Return the scheduled moments around `now`, over everything that visitors may see."""
    today = timezone.localdate(now)
    ended, end = Image._base_manager.aggregate(
        ended=Max("rights_expire_on", filter=Q(rights_expire_on__lt=today)),
        end=Min("rights_expire_on", filter=Q(rights_expire_on__gte=today)),
    ).values()
    last = _of_records(BOTH, "lte", now).order_by("-publish_at").first()
    past = [last, _after(ended)]
    coming = [next_moment(now), _after(end)]
    ends = [_of_records(("unpublish_at",), "gt", now).order_by("unpublish_at").first(), _after(end)]
    return Moments(
        max(filter(None, past), default=None),
        min(filter(None, coming), default=None),
        min(filter(None, ends), default=None),
    )


def next_moment(now: datetime.datetime) -> datetime.datetime | None:
    """Return when the next record appears or disappears, in one question."""
    moment: datetime.datetime | None = _of_records(BOTH, "gt", now).order_by("publish_at").first()
    return moment


BOTH = ("publish_at", "unpublish_at")


def _of_records(columns: tuple[str, ...], lookup: str, now: datetime.datetime) -> Any:
    """All moments of records on one side of `now`."""
    first, *others = (
        model._base_manager.filter(**{f"{column}__{lookup}": now}).order_by().values_list(column, flat=True)
        for model in nouns()
        for column in columns
    )
    return first.union(*others)


def _after(day: datetime.date | None) -> datetime.datetime | None:
    """The first moment after a day of the museum's."""
    if day is None:
        return None
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), timezone.get_default_timezone())
