"""What a window shows, in words: what it is about, when, and what else was chosen."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exhibit import typography
from exhibit.dates import UncertainDate
from exhibit.languages import active
from exhibit.models import Film, Person, Place
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.windows import Timeline
from exhibit.translation import language_of

SUBJECTS = (("film", Film, "title"), ("person", Person, "name"), ("place", Place, "name"))


@dataclass(frozen=True, slots=True)
class Shown:
    """The title, its language, the years, and what else was chosen, each in a few words.

    Without a film, person or place to be about (`has_subject`) the title says that it is the timeline.
    """

    title: str
    language: str
    is_film: bool
    has_subject: bool
    years: str
    chosen: tuple[str, ...]

    @property
    def is_foreign(self) -> bool:
        return self.language != active()


def shown(timeline: Timeline, query: TimelineQuery, first: datetime.date, last: datetime.date) -> Shown:
    """Return what `query` shows between the days of its window: the first of film, person and place is its title."""
    language = active()
    names: list[tuple[str, str, bool]] = []
    for name, model, field in SUBJECTS:
        if slug := getattr(query, name):
            record = model.objects.published(timeline.at).filter(slug=slug).first()
            if record:
                spoken = language_of(record, field)
                names.append((typography.typeset(getattr(record, field), spoken), spoken, name == "film"))
    title = names[0] if names else (_("Timeline"), language, False)
    chosen = [name for name, _language, _is_film in names[1:]]
    if query.lanes:
        chosen.append(", ".join(lane.name for lane in timeline.lanes if lane.slug in query.lanes))
    if query.text:
        chosen.append(_("“%(title)s”") % {"title": query.text})
    return Shown(*title, bool(names), _years(query, first, last, language), tuple(chosen))


def _years(query: TimelineQuery, first: datetime.date, last: datetime.date, language: str) -> str:
    """The window in words: the days that were asked for as they were; an end that was not, by its year."""
    begin, end = query.from_text or f"{first.year:04}", query.to_text or f"{last.year:04}"
    if begin == end:
        return UncertainDate.parse(begin).words(language, short=True)
    return UncertainDate.parse(f"{begin}/{end}").words(language, short=True)
