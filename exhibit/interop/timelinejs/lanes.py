"""Groups of TimelineJS as lanes of our timeline."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from exhibit.interop.slugs import free, stem
from exhibit.interop.timelinejs.plain import line
from exhibit.languages import columns_of
from exhibit.models import Lane

LONGEST_NAME, LONGEST_SLUG = 60, 50


class NewLane(NamedTuple):
    """A lane that an import makes, because a group is named like it."""

    slug: str
    name: str


class Lanes:
    """The lanes that there are, and those to be made, by every name that a group may use."""

    def __init__(self, lanes: Iterable[Lane]) -> None:
        self.names: dict[str, str] = {}
        self.slugs: dict[str, str] = {}
        self.new: list[NewLane] = []
        for lane in lanes:
            self.names[lane.slug] = str(lane.name or lane.slug)
            for name in (lane.slug, *(getattr(lane, column) or "" for column in columns_of("name"))):
                self.slugs.setdefault(name.casefold(), lane.slug)

    def of(self, group: str) -> str | None:
        """Return the slug of the lane that a group means by its name in any language, or by its slug."""
        return self.slugs.get(line(group).casefold())

    def make(self, group: str) -> str:
        """Plan a lane for a group, and return its slug."""
        name = line(group)
        slug = free(stem(name, LONGEST_SLUG), self.names, LONGEST_SLUG)
        short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
        self.new.append(NewLane(slug, short))
        self.names[slug] = short
        self.slugs[name.casefold()] = slug
        return slug

    def remarks(self) -> list[str]:
        """Say which lanes will be made."""
        if not self.new:
            return []
        names = ", ".join(_("“%(name)s”") % {"name": lane.name} for lane in self.new)
        return [_("New lanes of the timeline: %(names)s.") % {"names": names}]
