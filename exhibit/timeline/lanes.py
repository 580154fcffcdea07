"""Lanes: the curators' own for events, and one that the films fill by themselves."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from exhibit.models import Lane

FILM_LANE = "films"


@dataclass(frozen=True, slots=True)
class LaneChoice:
    """A lane as a visitor chooses it; `count` is the number of entries that it would add."""

    slug: str
    name: str
    mark: str
    count: int = 0


def lane_choices(shown: Iterable[str] = ()) -> list[LaneChoice]:
    """Return all lanes in the curators' order, films last; `shown` names the lane of each entry."""
    count = Counter(shown)
    lanes = [LaneChoice(lane.slug, lane.name, lane.mark, count[lane.slug]) for lane in Lane.objects.all()]
    return [*lanes, LaneChoice(FILM_LANE, str(_("Films")), Lane.Mark.FILM.value, count[FILM_LANE])]
