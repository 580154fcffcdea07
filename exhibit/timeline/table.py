"""Everything on the timeline at once, row by row: for a copy that answers questions without a database.

A row has what `density` sums up and what filters ask for, so that whoever holds all rows can answer any window
and any choice as `windows` would.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, SmallIntegerField, Value

from exhibit.fields.lookups import folded
from exhibit.languages import active
from exhibit.models import Event
from exhibit.timeline.density import Reach, bounded, reach
from exhibit.timeline.entries import Entry
from exhibit.timeline.facets import MODELS, PATHS
from exhibit.timeline.query import TimelineQuery
from exhibit.timeline.sources import COLUMNS, Source
from exhibit.timeline.windows import Timeline


@dataclass(slots=True)
class Row:
    """One entry, what a sum needs of it, and the films, people and places that find it, by their keys.

    `is_open_life`: its end is only thought. `words` are all in which text is looked for, folded, a line each.
    """

    entry: Entry
    reach: Reach
    is_open_life: bool
    words: str
    found_by: dict[str, list[int]] = field(default_factory=dict)


def table(timeline: Timeline) -> list[Row]:
    """Return a row for every entry, in the order of the timeline."""
    found = [row for source in timeline.sources(TimelineQuery()) for row in _rows(timeline, source)]
    return sorted(found, key=lambda row: row.entry.place_in_order)


def _rows(timeline: Timeline, source: Source) -> Iterator[Row]:
    lanes = {lane.pk: lane for lane in timeline.lanes}
    finders = {name: _found_by(timeline, source, name) for name in MODELS}
    rows, bounds = bounded(source)
    rows = rows.order_by().annotate(**source.columns, e_rank=Value(0, SmallIntegerField()))
    asked = active()
    for pk, *values in rows.values_list("pk", *COLUMNS, *bounds, *source.said).iterator(chunk_size=2000):
        shaped, rest = tuple(values[: len(COLUMNS)]), values[len(COLUMNS) :]
        days, said = rest[: len(bounds)], rest[len(bounds) :]
        entry = Entry.of(shaped, lanes, asked)
        yield Row(
            entry,
            reach(days, is_key=entry.weight == Event.Importance.KEY, entries=1),
            days[-1] is None,
            "\n".join(folded(" ".join(text.split())) or "" for text in said if text),
            {name: finder[pk] for name, finder in finders.items() if pk in finder},
        )


def _found_by(timeline: Timeline, source: Source, name: str) -> dict[int, list[int]]:
    """The keys of the published films, people or places that find each row of a source."""
    model, _title = MODELS[name]
    found: dict[int, list[int]] = defaultdict(list)
    for path in PATHS[name].get(source.kind, ()):
        shown: Any = model.objects.published(timeline.at).order_by().values("pk")
        rows = source.rows.order_by().filter(Q(**{f"{path}__in": shown})).annotate(e_found=F(path))
        for pk, key in rows.values_list("pk", "e_found").distinct():
            if key not in found[pk]:
                found[pk].append(key)
    return {pk: sorted(keys) for pk, keys in found.items()}
