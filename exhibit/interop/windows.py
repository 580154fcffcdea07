"""A window of the timeline as a JSON document, version 1.

```
{"version": 1, "language": "en",
 "window": {"from": DAY, "to": DAY},          the days answered for, both included
 "extent": {"from": DAY, "to": DAY} | null,   all that answers to the filters, at any time
 "count": int,                                entries that may touch the window
 "lanes": [{"slug", "name", "mark", "count", "crowded": bool}],       in the curators' order
 "entries": [ENTRY],                          chronological
 "more": int,                                 entries that only run through the window and found no room
 "bins": {"unit": "day" | "week" | "month" | "year", "size": int, "starts": [DAY, ..., end],
          "lanes": {slug: [amount]}},         the crowded lanes; an entry weighs 1, spread over the days it may mean
 "overview": BINS with the one series "all" | null,
 "beside": [COMPANION]}
```

ENTRY: `id` (its anchor), `kind` (event, film, release, life, award), `lane`, `mark`, `title`, `lang` (only
where it is not the document's language), `date` (EDTF), `words`, `earliest` and `latest` (null: open),
`shape` (point, bar), `certainty` (exact, part, span, unsure), `about`, `doubted`, `sure` ({from, to} of a
bar, null: nothing is sure), `weight` (1 background, 2 normal, 3 key), `standing`, `url` (on the
timeline), `record` (its own page), and `beside`, a text for each companion, "" where there is none.
DAY is YYYY-MM-DD, DATE is EDTF (https://www.loc.gov/standards/datetime/).
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from exhibit.timeline import Entry, Window
from exhibit.timeline.companions import Companion
from exhibit.timeline.density import Bins


def window_document(window: Window, companions: Sequence[Companion] = ()) -> dict[str, Any]:
    """Return the document of a window."""
    slugs = {lane.pk: lane.slug for lane in window.lanes}
    return {
        "version": 1,
        "language": get_language() or settings.LANGUAGE_CODE,
        "window": _span(window.first, window.last),
        "extent": _span(*window.extent) if window.extent else None,
        "count": window.count,
        "lanes": [
            {
                "slug": lane.slug,
                "name": lane.name,
                "mark": lane.mark,
                "count": lane.count,
                "crowded": lane.pk in window.crowded,
            }
            for lane in window.lanes
        ],
        "entries": [entry_document(entry, companions) for entry in window.entries],
        "more": window.more,
        "bins": _bins(window.bins, {slugs[lane]: amounts for lane, amounts in window.crowded.items()}),
        "overview": _bins(window.overview[0], {"all": window.overview[1]}) if window.overview else None,
        "beside": [companion_document(companion) for companion in companions],
    }


def entry_document(entry: Entry, companions: Sequence[Companion] = ()) -> dict[str, Any]:
    """Return one entry as the document has it."""
    language = get_language() or settings.LANGUAGE_CODE
    found: dict[str, Any] = {
        "id": entry.anchor,
        "kind": entry.kind.value,
        "lane": entry.lane.slug,
        "mark": entry.mark,
        "title": entry.title,
        "date": entry.edtf,
        "words": entry.words,
        **_extent(entry),
        "shape": "bar" if entry.is_bar else "point",
        "certainty": entry.certainty,
        "about": entry.is_about,
        "doubted": entry.is_doubted,
        "weight": entry.weight,
        "standing": entry.standing or "verified",
        "url": entry.get_absolute_url(),
        "record": entry.page,
    }
    if entry.language != language:
        found["lang"] = entry.language
    if companions:
        found["beside"] = [companion.says(entry) for companion in companions]
    return found


def companion_document(companion: Companion) -> dict[str, Any]:
    """Return a person or film that stands beside the others on the ruler."""
    entry = companion.entry
    return {
        "id": entry.anchor,
        "kind": entry.kind.value,
        "title": entry.title,
        "words": entry.words,
        **_extent(entry),
        "url": entry.page,
    }


def _extent(entry: Entry) -> dict[str, Any]:
    return {
        "earliest": entry.first.isoformat() if entry.first else None,
        "latest": entry.last.isoformat() if entry.last else None,
        "sure": _span(*entry.sure) if entry.sure else None,
    }


def _span(first: datetime.date, last: datetime.date) -> dict[str, str]:
    return {"from": first.isoformat(), "to": last.isoformat()}


def _bins(bins: Bins, lanes: dict[str, list[float]]) -> dict[str, Any]:
    starts = [day.isoformat() for day in bins.days] if lanes else []
    return {"unit": bins.unit.name, "size": bins.unit.size, "starts": starts, "lanes": lanes}
