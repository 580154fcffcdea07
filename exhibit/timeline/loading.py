"""The records behind entries, loaded in a fixed number of queries for each kind."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from exhibit.models import Award, Event, Film, Person, Release
from exhibit.models.record import visible
from exhibit.timeline.anchors import release_anchor
from exhibit.timeline.entries import Entry
from exhibit.timeline.sources import Kind


def with_records(entries: Sequence[Entry], at: datetime.datetime | None = None) -> list[Entry]:
    """Return `entries`, each given its record with what a list says of it, without what was withdrawn meanwhile."""
    by_kind: dict[Kind, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry)
    for kind, wanted in by_kind.items():
        found = LOADERS[kind](wanted, at)
        for entry in wanted:
            entry.record = found.get(entry.anchor)
    return [entry for entry in entries if entry.record is not None]


def _by_slug(records: Any, entries: Sequence[Entry]) -> dict[str, Any]:
    kind = entries[0].kind
    return {f"{kind}-{record.slug}": record for record in records.filter(slug__in=[entry.slug for entry in entries])}


def _events(entries: Sequence[Entry], at: datetime.datetime | None) -> dict[str, Any]:
    return _by_slug(Event.objects.published(at).with_context(), entries)


def _films(entries: Sequence[Entry], at: datetime.datetime | None) -> dict[str, Any]:
    return _by_slug(Film.objects.published(at).with_directors(), entries)


def _lives(entries: Sequence[Entry], at: datetime.datetime | None) -> dict[str, Any]:
    return _by_slug(Person.objects.published(at).with_places(), entries)


def _awards(entries: Sequence[Entry], at: datetime.datetime | None) -> dict[str, Any]:
    return _by_slug(Award.objects.published(at).with_recipients(), entries)


def _releases(entries: Sequence[Entry], at: datetime.datetime | None) -> dict[str, Any]:
    releases = Release.objects.filter(visible(at, of="place"), film__slug__in={entry.slug for entry in entries})
    found: dict[str, Any] = {}
    for release in releases.select_related("film", "place"):
        found[release_anchor(release.film.slug, f"{release.place.slug}.{release.date}")] = release
    return found


LOADERS: dict[Kind, Callable[[Sequence[Entry], datetime.datetime | None], dict[str, Any]]] = {
    Kind.EVENT: _events,
    Kind.FILM: _films,
    Kind.RELEASE: _releases,
    Kind.LIFE: _lives,
    Kind.AWARD: _awards,
}
