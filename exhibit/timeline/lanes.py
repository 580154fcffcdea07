"""Lanes: the strands of a timeline, in the curators' order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from exhibit.models import Lane


@dataclass(frozen=True, slots=True)
class LaneChoice:
    """A lane as a visitor meets it; `count` is the number of entries that it has or would add.

    `gathers` names the records that it shows besides its events: "films", "lives" and so on.
    """

    pk: int
    slug: str
    name: str
    mark: str
    gathers: str = ""
    count: int = 0

    @classmethod
    def of(cls, lane: Lane) -> Self:
        """Return a lane named in the page's language, without a count."""
        return cls(lane.pk, lane.slug, lane.name, lane.mark, lane.gathers)


def lanes() -> list[LaneChoice]:
    """Return all lanes in the curators' order, named in the page's language, without counts."""
    return [LaneChoice.of(lane) for lane in Lane.objects.all()]


def counted(choices: list[LaneChoice], counts: Mapping[int, int]) -> list[LaneChoice]:
    """Return the same lanes with the number of entries of each."""
    return [replace(lane, count=counts.get(lane.pk, 0)) for lane in choices]
