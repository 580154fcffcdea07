"""The timeline of a copy: all that its script needs to answer as the museum's server would.

`table.json` has a row for each entry: its lane, its days, what finds it. With it any window, any choice and any
density is answered; it is asked for when a visitor first moves. What is shown then comes by tiles of `TILE` entries
in the order of time: `entries-N.json` as `interop.windows` describes them, `list-N.json` with their lines of the
list, and `words-N.json` with their words, which a search reads through.

All columns of numbers stand for days since 1970 began. `first` is written as the step from the row before; the
others as distances: `last` and `known_first` from `first`, `known_last` from `known_first`.
"""

import json
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from exhibit.interop.windows import entry_document
from exhibit.languages import active, column_of
from exhibit.publishing.freezing.addresses import Guide, file_of
from exhibit.publishing.freezing.links import Follow, Page, frozen
from exhibit.timeline import Timeline
from exhibit.timeline.facets import MODELS
from exhibit.timeline.loading import with_records
from exhibit.timeline.table import Row, table
from exhibit.timeline.words import frozen_words

TILE = 200
EPOCH = 719_163
"""The day on which 1970 began, as Python counts days."""


def tiles(language: str, guide: Guide, follow: Follow) -> Iterator[tuple[str, bytes, Page | None]]:
    """Yield the files of the timeline in a language, by name, with what their lines of the list need."""
    with translation.override(language):
        timeline = Timeline()
        rows = table(timeline)
        yield "table.json", _json(_table(timeline, rows)), None
        for number, start in enumerate(range(0, len(rows), TILE)):
            part = rows[start : start + TILE]
            entries, lines, page = _shown(timeline, part, guide, follow)
            yield f"entries-{number}.json", _json(entries), None
            yield f"list-{number}.json", _json(lines), page
            yield f"words-{number}.json", _json([row.words for row in part]), None


def _table(timeline: Timeline, rows: list[Row]) -> dict[str, Any]:
    lanes = {lane.pk: place for place, lane in enumerate(timeline.lanes)}
    reaches = [row.reach for row in rows]
    firsts = [one.earliest - EPOCH for one in reaches]
    return {
        "version": 1,
        "language": active(),
        "tile": TILE,
        "lanes": [{"slug": lane.slug, "name": lane.name, "mark": lane.mark} for lane in timeline.lanes],
        "lane": [lanes[row.entry.lane.pk] for row in rows],
        "first": [after - before for before, after in pairwise(chain((0,), firsts))],
        "last": [one.latest - one.earliest for one in reaches],
        "knownFirst": [one.known_first - one.earliest for one in reaches],
        "knownLast": [one.known_last - one.known_first for one in reaches],
        "weight": [row.entry.weight for row in rows],
        "openLives": [place for place, row in enumerate(rows) if row.is_open_life],
        "choices": {name: _choices(timeline, rows, name) for name in MODELS},
        "words": frozen_words(),
    }


def _choices(timeline: Timeline, rows: list[Row], name: str) -> list[dict[str, Any]]:
    """Films, people or places in the order of their list, each with the entries that it finds."""
    model, title = MODELS[name]
    found: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        for key in row.found_by.get(name, ()):
            found.setdefault(key, []).append(place)
    own, original = (column_of(title, code) for code in (active(), settings.LANGUAGE_CODE))
    records: Any = model.objects.published(timeline.at).filter(pk__in=found).order_by()
    choices = []
    for record in records:
        said = getattr(record, own)
        foreign = {} if said or own == original else {"lang": settings.LANGUAGE_CODE}
        name = said or getattr(record, original)
        choices.append({"slug": record.slug, "name": name, **foreign, "entries": found[record.pk]})
    return sorted(choices, key=lambda choice: (choice["name"].casefold(), choice["slug"]))


def _shown(
    timeline: Timeline, part: list[Row], guide: Guide, follow: Follow
) -> tuple[list[dict[str, Any]], list[str], Page]:
    """Return what instrument and list show of some entries, and what the list's lines need."""
    entries = [row.entry for row in part]
    shown = {entry.anchor for entry in with_records(entries, timeline.at)}
    documents, lines = [], []
    path = reverse("timeline")
    here = file_of(path)
    whole = Page("")
    for entry in entries:
        document, line = entry_document(entry), ""
        for name in ("url", "record"):
            lead = guide.page(document[name])
            document[name] = lead.written(here) if lead else ""
        if entry.anchor in shown:
            context = {"entry": entry, "record": entry.record, "beside": (), "opened": ""}
            page = frozen(render_to_string("timeline/entry.html", context), path, guide, follow)
            line = page.html.strip()
            whole.assets |= page.assets
            whole.pages |= page.pages
            whole.lost |= page.lost
        documents.append(document)
        lines.append(line)
    return documents, lines, whole


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
