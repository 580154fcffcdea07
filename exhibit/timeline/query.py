"""What a visitor asks of the timeline, read from the address.

A value that cannot be understood is left out and named in `problems`, with the remedy: the page
shows both, so that nothing is skipped silently and a mistyped address still helps.
"""

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from exhibit.models import Film, Person
from exhibit.timeline.lanes import LaneChoice


@dataclass(frozen=True, slots=True)
class TimelineQuery:
    """Lanes, film and person by slug, first and last year; empty means all."""

    lanes: tuple[str, ...] = ()
    film: str = ""
    person: str = ""
    first_year: int | None = None
    last_year: int | None = None
    problems: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def read(
        cls, asked: QueryDict, lanes: list[LaneChoice], films: list[Film], people: list[Person]
    ) -> "TimelineQuery":
        """Return what `asked` means; unknown names and impossible years become problems."""
        problems: list[str] = []
        known = {lane.slug for lane in lanes}
        wanted = list(dict.fromkeys(filter(None, asked.getlist("lane"))))
        for slug in wanted:
            if slug not in known:
                problems.append(
                    _("There is no lane “%(value)s”. Choose from: %(choices)s.")
                    % {"value": _short(slug), "choices": ", ".join(sorted(known))}
                )
        film = _known(
            asked.get("film", ""), films, _("There is no film “%(value)s” here. Choose one from the list."), problems
        )
        person = _known(
            asked.get("person", ""), people, _("There is nobody “%(value)s” here. Choose from the list."), problems
        )
        first, last = (_year(asked.get(name, ""), problems) for name in ("from", "to"))
        if first is not None and last is not None and first > last:
            problems.append(
                _("%(first)s lies after %(last)s, so the years were exchanged.") % {"first": first, "last": last}
            )
            first, last = last, first
        return cls(tuple(slug for slug in wanted if slug in known), film, person, first, last, tuple(problems))

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return self != TimelineQuery()


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _known(slug: str, records: list[Film] | list[Person], message: str, problems: list[str]) -> str:
    if not slug or any(record.slug == slug for record in records):
        return slug
    problems.append(message % {"value": _short(slug)})
    return ""


def _year(text: str, problems: list[str]) -> int | None:
    text = text.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) == 4 and int(text):
        return int(text)
    problems.append(_("“%(value)s” is not a year. Write four digits, for example 1957.") % {"value": _short(text)})
    return None
