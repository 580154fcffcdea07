"""The museum's lists as tables for everybody: a row for each record that visitors may see.

The desk's own tables (`interop.tables`) are made from the models: every column in every language, to be sent back.
These are for readers: few columns with names that stay as they are, texts in the language of the address or, where
there is none, in the museum's first, and `language` says which. Dates are EDTF, with the first and the last day that
they may mean; those are empty where an end is open. Several names in one cell are separated by "; ", addresses of
records (`film`, `place`) are the last parts of their pages' addresses.

A table is written as long as it is: records are read a few hundred at a time, each time after the last one, so that
neither this process nor the database ever holds a long list.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Model, QuerySet

from exhibit.interop.spreadsheet import csv_line
from exhibit.models import Award, Credit, Event, Film, Person, Place, Record
from exhibit.models.record import visible
from exhibit.translation import language_of

AT_ONCE = 500
BETWEEN = "; "

Columns = dict[str, Callable[[Any], Any]]


@dataclass(frozen=True, slots=True)
class PublicList:
    """The rows that visitors may see, and what the table says of each; `named_by` is unique, and their order."""

    rows: Callable[[], QuerySet[Any]]
    columns: Columns
    page_of: Callable[[Any], Any] = lambda record: record
    named_by: str = "slug"


def list_lines(name: str, origin: str) -> Iterator[str]:
    """Yield the table of this name line by line; `origin` is scheme and host, for full addresses."""
    made = PUBLIC_LISTS[name]
    yield "\ufeff" + csv_line((*made.columns, "address"))
    for record in one_after_another(made.rows(), made.named_by):
        cells = [_cell(say(record)) for say in made.columns.values()]
        yield csv_line((*cells, f"{origin}{made.page_of(record).get_absolute_url()}"))


def one_after_another(rows: QuerySet[Any], named_by: str) -> Iterator[Any]:
    """Yield all rows in the order of a unique column, some at a time."""
    rows = rows.order_by(named_by)
    some = list(rows[:AT_ONCE])
    yield from some
    while len(some) == AT_ONCE:
        some = list(rows.filter(**{f"{named_by}__gt": getattr(some[-1], named_by)})[:AT_ONCE])
        yield from some


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
    return str(value)


# Kinds of columns


def _fields(*names: str) -> Columns:
    return {name: attrgetter(name) for name in names}


def _language(of: str) -> Callable[[Model], str]:
    """The language of a text, "" where there is no text."""
    return lambda record: language_of(record, of) if getattr(record, of) else ""


def _date(name: str, prefix: str = "") -> Columns:
    return {
        name: attrgetter(name),
        f"{prefix}earliest": lambda record: date.earliest if (date := getattr(record, name)) and date.start else None,
        f"{prefix}latest": lambda record: date.latest if (date := getattr(record, name)) and date.end else None,
    }


def _shown(name: str, words: str = "") -> Columns:
    """Another record by its slug, and with `words` by that field of it; nothing of one that visitors may not see."""

    def other(record: Any) -> Record | None:
        found: Record | None = getattr(record, name)
        return found if found and found.is_published() else None

    def said(what: str) -> Callable[[Any], Any]:
        return lambda record: getattr(found, what) if (found := other(record)) else None

    return {name: said("slug")} | ({f"{name}_{words}": said(words)} if words else {})


def _several(records: Iterable[Record]) -> str:
    return BETWEEN.join(record.slug for record in records)


IDS = _fields("imdb_id", "tmdb_id", "wikidata_id")

PUBLIC_LISTS: dict[str, PublicList] = {
    "films": PublicList(
        lambda: Film.objects.published().with_directors(),
        {
            "film": attrgetter("slug"),
            "title": attrgetter("title"),
            "language": _language("title"),
            **_fields("original_title", "original_language", "transliteration"),
            **_date("date"),
            "directed_by": lambda film: BETWEEN.join(credit.name_in_full for credit in film.direction),
            **_fields("running_time_minutes", "country", "studio", "genre", "colour", "sound", "aspect_ratio"),
            **_fields("spoken_language", "based_on"),
            **IDS,
            "text": attrgetter("synopsis"),
            "text_language": _language("synopsis"),
        },
    ),
    "people": PublicList(
        lambda: Person.objects.published().with_places(),
        {
            "person": attrgetter("slug"),
            "name": attrgetter("name"),
            "language": _language("name"),
            **_fields("sort_name", "other_names", "native_name", "native_language", "occupations"),
            **_date("birth", "birth_"),
            **_shown("birth_place", "name"),
            **_date("death", "death_"),
            **_shown("death_place", "name"),
            **IDS,
            "text": attrgetter("biography"),
            "text_language": _language("biography"),
        },
    ),
    "events": PublicList(
        lambda: Event.objects.published().with_context(),
        {
            "event": attrgetter("slug"),
            "title": attrgetter("title"),
            "language": _language("title"),
            "lane": attrgetter("lane.slug"),
            **_date("date"),
            **_shown("place", "name"),
            "people": lambda event: _several(event.people.all()),
            "films": lambda event: _several(event.films.all()),
            "standing": attrgetter("evidence_status"),
            **_fields("confidence", "importance"),
            "text": attrgetter("description"),
            "text_language": _language("description"),
        },
    ),
    "awards": PublicList(
        lambda: Award.objects.published().with_recipients().select_related("event"),
        {
            "award": attrgetter("slug"),
            "category": attrgetter("category"),
            "language": _language("category"),
            "given_by": attrgetter("body.slug"),
            "given_by_name": attrgetter("body.name"),
            "edition": attrgetter("edition"),
            **_date("date"),
            **_fields("outcome", "is_shared"),
            "films": lambda award: _several(award.films.all()),
            "people": lambda award: _several(recipient.person for recipient in award.recipients.all()),
            **_shown("event"),
            "standing": attrgetter("evidence_status"),
            "confidence": attrgetter("confidence"),
        },
    ),
    "places": PublicList(
        lambda: Place.objects.published(),
        {"place": attrgetter("slug"), "name": attrgetter("name"), "language": _language("name")},
    ),
    "credits": PublicList(
        lambda: Credit.objects.shown().filter(visible(of="film")).select_related("film", "person"),
        {
            "film": attrgetter("film.slug"),
            "film_title": attrgetter("film.title"),
            "film_date": attrgetter("film.date"),
            "person": lambda credit: credit.person.slug if credit.person else None,
            "name": attrgetter("name_in_full"),
            "department": attrgetter("department"),
            **_fields("job", "character", "credited_as", "billing_order"),
            "named_on_screen": attrgetter("is_on_screen"),
            "confidence": attrgetter("confidence"),
        },
        page_of=attrgetter("film"),
        named_by="pk",
    ),
}
"""By the name of the file."""
