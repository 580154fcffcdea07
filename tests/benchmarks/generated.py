"""Generated events for benchmarks: the same ones for every timeline, in every run.

There are as many as are asked for, from 1895 to 2025, in the exhibit's own lanes, known as exactly as
a museum's are: most to the day, others to the month or the year, some a span, some approximate. The
first 500 of 5,000 are the 500. They are made up, title and date: none is a fact.
"""

import datetime
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from exhibit.dates import Precision, UncertainDate

FIXTURE = Path(__file__).parent.parent.parent / "fixtures" / "07_events.json"
FIRST, LAST = datetime.date(1895, 1, 1), datetime.date(2025, 12, 31)
SEED = 1957
BATCH = 20_000
WORDS = (
    "actor archive audience camera column commission concert copy crane critic diary director dissolve drawing"
    " editor evening exhibition festival film frame garden hall harbour jury lens letter light magazine mirror"
    " morning museum music negative night notebook opening orchestra painter photograph poem poster premiere"
    " print projector rehearsal report return river road score screen season shadow sketch snow sound square"
    " stage staircase station street studio summer theatre train tour voice window winter workshop"
).split()


@dataclass(frozen=True, slots=True)
class Happening:
    """One event; `lane` is the position of its lane in `lanes()`."""

    number: int
    title: str
    date: str
    lane: int
    importance: int

    @property
    def slug(self) -> str:
        return f"generated-{self.number}"


def lanes() -> list[dict[str, Any]]:
    """Return the fields of the lanes into which curators put events, in their order."""
    rows = (row["fields"] for row in json.loads(FIXTURE.read_text()) if row["model"] == "exhibit.lane")
    return sorted(
        (row for row in rows if row.get("gathers") not in {"films", "lives"}), key=lambda row: row["position"]
    )


def happenings(count: int, seed: int = SEED) -> Iterator[Happening]:
    """Yield `count` events in no order of time."""
    chance = Random(seed)  # noqa: S311
    strands = len(lanes())
    for number in range(count):
        words = " ".join(chance.choices(WORDS, k=chance.randint(3, 8)))
        yield Happening(
            number,
            words.capitalize(),
            _date(chance),
            chance.randrange(strands),
            chance.choices((1, 2, 3), (10, 88, 2))[0],
        )


def _date(chance: Random) -> str:
    """60 % days, 15 % months, 20 % years, 3 % spans of two months to eight years, 2 % approximate years."""
    day = FIRST + datetime.timedelta(days=chance.randrange((LAST - FIRST).days + 1))
    kind = chance.random()
    if kind < 0.60:
        return day.isoformat()
    if kind < 0.75:
        return f"{day:%Y-%m}"
    if kind < 0.95:
        return f"{day:%Y}"
    if kind >= 0.98:
        return f"{day:%Y}~"
    months = day.year * 12 + day.month - 1
    first = min(months, LAST.year * 12 + 9)
    last = min(first + chance.randint(2, 96), LAST.year * 12 + 11)
    return "/".join(f"{month // 12}-{month % 12 + 1:02}" for month in (first, last))


def store(events: Iterable[Happening]) -> None:
    """Write lanes and events into the database of a process in which Django is set up, and analyse it."""
    from exhibit.models import Event, Lane

    strands = [Lane.objects.create(**fields).pk for fields in lanes()]
    write(
        Event,
        (
            {
                "slug": event.slug,
                "status": Event.Status.PUBLISHED,
                "title": event.title,
                "title_en": event.title,
                "lane_id": strands[event.lane],
                "importance": event.importance,
                **_date_columns("date", event.date),
            }
            for event in events
        ),
    )


def store_credits(count: int) -> None:
    """Write films, people and `count` credits: twenty for each film, five for each person; all published.

    Of every other person the birth is known: before all films, so that whoever looks for errors looks at all.
    """
    from exhibit.models import Credit, Film, Person

    chance = Random(SEED)  # noqa: S311
    departments = list(Credit.Department.values)
    films, people = max(1, count // 20), max(1, count // 5)

    def words(most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, most))).capitalize()

    def film(number: int) -> dict[str, Any]:
        title = words(4)
        known = {"title": title, "title_en": title, "original_title": title, "status": Film.Status.PUBLISHED}
        return {"slug": f"film-{number}", **known, **_date_columns("date", _date(chance))}

    def person(number: int) -> dict[str, Any]:
        first, last = words(1), words(2)
        name, sort_name = f"{first} {last}", f"{last}, {first}"
        names = {"name": name, "name_en": name, "sort_name": sort_name, "sort_name_en": sort_name}
        birth = _date_columns("birth", f"{chance.randrange(1840, 1895)}") if chance.random() < 0.5 else {}
        return {"slug": f"person-{number}", "status": Person.Status.PUBLISHED, **names, **birth}

    write(Film, map(film, range(films)))
    write(Person, map(person, range(people)))
    film_keys = list(Film.objects.order_by("pk").values_list("pk", flat=True))
    person_keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    write(
        Credit,
        (
            {
                "slug": f"credit-{number}",
                "film_id": film_keys[number % films],
                "person_id": chance.choice(person_keys),
                "department": chance.choice(departments),
                "job": (job := chance.choice(WORDS)),
                "job_en": job,
                "billing_order": number // films,
            }
            for number in range(count)
        ),
    )


def write(noun: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows by their columns, and analyse the database.

    Rows go in as Django would write them, five times faster than by `bulk_create`: it is asked once
    what a row with nothing but its defaults is in each column.
    """
    from django.db import connection, transaction

    bare = noun()
    defaults = {
        str(field.column): field.get_db_prep_save(field.pre_save(bare, True), connection)
        for field in noun._meta.concrete_fields
        if not field.primary_key
    }
    names = ", ".join(connection.ops.quote_name(name) for name in defaults)
    insert = f"INSERT INTO {noun._meta.db_table} ({names}) VALUES ({', '.join(['%s'] * len(defaults))})"  # noqa: S608
    left = (tuple((defaults | row).values()) for row in rows)
    with transaction.atomic(), connection.cursor() as cursor:
        while batch := list(islice(left, BATCH)):
            cursor.executemany(insert, batch)
        cursor.execute("ANALYZE")


def _date_columns(name: str, text: str) -> dict[str, Any]:
    from django.db import connection

    date = UncertainDate.parse(text)
    as_day = connection.ops.adapt_datefield_value
    return {name: text, f"{name}_earliest": as_day(date.earliest), f"{name}_latest": as_day(date.latest)}


def for_timelinejs(events: Iterable[Happening]) -> dict[str, Any]:
    """Return what TimelineJS loads: https://timeline.knightlab.com/docs/json-format.html."""
    names = [lane["name_en"] for lane in lanes()]
    return {
        "events": [
            {
                "unique_id": event.slug,
                "group": names[event.lane],
                "text": {"headline": event.title},
                **_dates_for_timelinejs(UncertainDate.parse(event.date)),
            }
            for event in events
        ]
    }


def _dates_for_timelinejs(date: UncertainDate) -> dict[str, Any]:
    first, *last = str(date).rstrip("~").split("/")
    parts = [dict(zip(("year", "month", "day"), map(int, text.split("-")), strict=False)) for text in (first, *last)]
    dates: dict[str, Any] = dict(zip(("start_date", "end_date"), parts, strict=False))
    return dates | ({"display_date": date.words()} if date.is_approximate else {})


def for_vis(events: Iterable[Happening]) -> dict[str, Any]:
    """Return groups and items of vis-timeline: a day is a box, what is less exact a range of all its days."""
    strands = lanes()
    return {
        "groups": [{"id": lane["slug"], "content": lane["name_en"], "order": lane["position"]} for lane in strands],
        "items": [
            {
                "id": event.number,
                "group": strands[event.lane]["slug"],
                "content": event.title,
                **_dates_for_vis(UncertainDate.parse(event.date)),
            }
            for event in events
        ],
    }


def _dates_for_vis(date: UncertainDate) -> dict[str, str]:
    start = {"start": date.earliest.isoformat()}
    if date.precision is Precision.DAY:
        return start
    return start | {"end": (date.latest + datetime.timedelta(days=1)).isoformat()}
