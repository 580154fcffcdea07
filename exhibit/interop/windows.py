"""A window of the timeline as a JSON document, version 1.

```
{"version": 1, "language": "en",
 "asked": TEXT,                               the filters as they were understood, as a query string without "?"
 "window": {"from": DAY, "to": DAY},          the days answered for, both included
 "extent": {"from": DAY, "to": DAY} | null,   all that answers to the filters, at any time
 "count": int,                                entries that may touch the window
 "lanes": [{"slug", "name", "mark", "count", "crowded": bool,              in the curators' order
            "previous": DAY | null, "next": DAY | null}],     beyond the window, the nearest where something begins
 "entries": [ENTRY],                          chronological
 "more": int,                                 entries that only run through the window and found no room
 "bins": {"unit": "day" | "week" | "month" | "year", "size": int, "starts": [DAY, ..., end],
          "lanes": {slug: [amount]}},         the crowded lanes; an entry weighs 1, spread over the days it may mean
 "overview": BINS with the one series "all" | null,
 "beside": [COMPANION]}
```

ENTRY: `id` (its anchor), `kind` (event, film, release, life, award), `lane`, `mark`, `title`, `lang` (only
where it is not the document's language), `date` (EDTF), `words`, `earliest` and `latest` (null: open),
`shape` (point, bar), `certainty` (exact, part, span, unsure), `about`, `doubted`, of a bar `begun` and
`ended` (the day by which it has begun, and the one until which it has not ended; null: unknown), `bound`
(only of a life whose death is unknown: the day after which nobody thinks it to go on), `weight` (1
background, 2 normal, 3 key), `standing`, `url` (on the timeline), `record` (its own page), and `beside`, a
text for each companion, "" where there is none.
COMPANION: `id`, `kind`, `title`, `lang`, `words` and the days, as an ENTRY has them; `url` is its own page.
DAY is YYYY-MM-DD, DATE is EDTF (https://www.loc.gov/standards/datetime/).
"""

import datetime
from collections.abc import Sequence
from typing import Any

from exhibit.languages import active
from exhibit.timeline import Entry, Window
from exhibit.timeline.companions import Companion
from exhibit.timeline.density import Bins, years_later
from exhibit.timeline.sources import LONGEST_LIFE_YEARS, Kind

VERSION = 1


def window_document(window: Window, companions: Sequence[Companion] = ()) -> dict[str, Any]:
    """Return the document of a window."""
    slugs = {lane.pk: lane.slug for lane in window.lanes}
    return {
        "version": VERSION,
        "language": active(),
        "asked": window.query.within(None, None),
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
                "previous": _day(previous),
                "next": _day(following),
            }
            for lane in window.lanes
            for previous, following in [window.beyond.get(lane.pk, (None, None))]
        ],
        "entries": [entry_document(entry, companions) for entry in window.entries],
        "more": window.more,
        "bins": _bins(window.bins, {slugs[lane]: amounts for lane, amounts in window.crowded.items()}),
        "overview": _bins(window.overview[0], {"all": window.overview[1]}) if window.overview else None,
        "beside": [companion_document(companion) for companion in companions],
    }


def entry_document(entry: Entry, companions: Sequence[Companion] = ()) -> dict[str, Any]:
    """Return one entry as the document has it."""
    found: dict[str, Any] = {
        "id": entry.anchor,
        "kind": entry.kind.value,
        "lane": entry.lane.slug,
        "mark": entry.mark,
        **_title(entry),
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
    if companions:
        found["beside"] = [_said(companion, entry, len(companions)) for companion in companions]
    return found


def _said(companion: Companion, entry: Entry, count: int) -> str:
    """Return what an entry was to a companion, with the name of one of several."""
    says = companion.says(entry)
    return f"{companion.entry.title}: {says}" if says and count > 1 else says


def companion_document(companion: Companion) -> dict[str, Any]:
    """Return a person or film that stands beside the others on the ruler."""
    entry = companion.entry
    return {
        "id": entry.anchor,
        "kind": entry.kind.value,
        **_title(entry),
        "words": entry.words,
        **_extent(entry),
        "url": entry.page,
    }


def _title(entry: Entry) -> dict[str, str]:
    return {"title": entry.title} | ({"lang": entry.language} if entry.is_foreign else {})


def _extent(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {
        "earliest": _day(entry.first),
        "latest": _day(entry.last),
    }
    if entry.is_bar:
        begun, ended = entry.ends
        found |= {"begun": _day(begun), "ended": _day(ended)}
        if entry.last is None and entry.kind is Kind.LIFE:
            found["bound"] = _day(years_later(entry.date.latest, LONGEST_LIFE_YEARS))
    return found


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _span(first: datetime.date, last: datetime.date) -> dict[str, str]:
    return {"from": first.isoformat(), "to": last.isoformat()}


def _bins(bins: Bins, lanes: dict[str, list[float]]) -> dict[str, Any]:
    starts = [day.isoformat() for day in bins.days] if lanes else []
    return {"unit": bins.unit.name, "size": bins.unit.size, "starts": starts, "lanes": lanes}
