"""Companions: one or two people or films put on the ruler, and what each has to say of an entry.

Of a person: the age then; of a film: how many years before or after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exhibit.models import Film, Person
from exhibit.timeline.entries import Entry
from exhibit.timeline.loading import with_records
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.sources import Kind
from exhibit.timeline.windows import Timeline

KINDS = (Kind.LIFE, Kind.FILM)


@dataclass(frozen=True, slots=True)
class Companion:
    """A person or film, as the entry that it is, its record loaded."""

    entry: Entry

    def says(self, other: Entry) -> str:
        """Return a few words on what `other` was to it; "" where nothing sure can be said."""
        if other.anchor == self.entry.anchor or other.kind is Kind.LIFE:
            return ""  # an age at somebody's birth would be read as that person's own
        record = self.entry.record
        if isinstance(record, Person):
            return _age(record, other)
        return _years_from(record, other) if isinstance(record, Film) else ""


def companions(timeline: Timeline, query: TimelineQuery) -> tuple[list[Companion], list[str]]:
    """Return who and what `query` puts on the ruler, and what cannot be: a problem in words for each."""
    found, problems = [], []
    for anchor in query.beside:
        entry = timeline.find(anchor) if anchor.partition("-")[0] in KINDS else None
        if entry:
            found.append(entry)
        else:
            problems.append(
                _("“%(value)s” cannot be put on the ruler. Choose a person or a film that has a date.")
                % {"value": anchor[:40]}
            )
    return [Companion(entry) for entry in with_records(found, timeline.at)], problems


def overlap(pair: Sequence[Companion]) -> tuple[int, int] | None:
    """Return the first and last year that two lives surely share; None where there is no pair, or nothing."""
    spans = [companion.entry.sure for companion in pair if companion.entry.kind is Kind.LIFE]
    known = [span for span in spans if span]
    if len(known) != 2:
        return None
    first, last = max(span[0] for span in known), min(span[1] for span in known)
    return (first.year, last.year) if first <= last else None


def _age(person: Person, other: Entry) -> str:
    ages = person.age_on(other.date)
    if ages is None or ages[1] == 0:
        return ""  # of the birth itself nobody says an age
    youngest, oldest = ages
    if youngest == oldest:
        return ngettext("aged %(age)s", "aged %(age)s", oldest) % {"age": oldest}
    words = ngettext("aged %(youngest)s–%(oldest)s", "aged %(youngest)s–%(oldest)s", oldest)
    return words % {"youngest": youngest, "oldest": oldest}


def _years_from(film: Film, other: Entry) -> str:
    year = film.date.sure_year if film.date else None
    then = other.date.sure_year
    if year is None or then is None:
        return ""
    if then == year:
        return _("the film’s year")
    if then > year:
        return ngettext("%(count)s year after", "%(count)s years after", then - year) % {"count": then - year}
    return ngettext("%(count)s year before", "%(count)s years before", year - then) % {"count": year - then}
