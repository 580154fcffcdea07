"""The benchmarks that make data and tables: they measure nothing here, and are held to what they promise."""

import math
from itertools import pairwise
from typing import Any

import pytest

from exhibit.dates import UncertainDate
from exhibit.invented.chance import FIRST, LAST
from exhibit.invented.happenings import happenings
from exhibit.models import Event
from tests.benchmarks import generated
from tests.benchmarks.timeline.table import (
    OURS,
    Answers,
    Measured,
    Served,
    middle,
    percentile,
    server_table,
    widget_table,
)


def test_fewer_events_are_the_first_of_more() -> None:
    few, many = list(happenings(50)), list(happenings(500))
    assert many[:50] == few
    assert len({event.slug for event in many}) == 500


def test_every_generated_date_is_one() -> None:
    for event in happenings(2_000):
        date = UncertainDate.parse(event.date)
        assert FIRST <= date.earliest <= date.latest <= LAST, event


def test_peers_get_every_event() -> None:
    events = list(happenings(300))
    theirs: dict[str, Any] = generated.for_timelinejs(events)
    assert [slide["text"]["headline"] for slide in theirs["events"]] == [event.title for event in events]
    vis = generated.for_vis(events)
    assert [item["content"] for item in vis["items"]] == [event.title for event in events]
    assert {item["group"] for item in vis["items"]} <= {group["id"] for group in vis["groups"]}


@pytest.mark.django_db
def test_stored_events_are_what_a_curator_would_have_saved() -> None:
    Event.objects.all().delete()
    Event.lane.field.related_model.objects.all().delete()
    generated.store(happenings(200))
    assert Event.objects.published().count() == 200
    for event in Event.objects.all()[:40]:
        event.full_clean()
        earliest, latest = event.date_earliest, event.date_latest
        event.save()
        event.refresh_from_db()
        assert (event.date_earliest, event.date_latest) == (earliest, latest)


@pytest.mark.django_db
def test_a_window_takes_two_queries_however_many_events_there_are() -> None:
    from tests.benchmarks.timeline import inside

    asked = inside.ask()
    windows: Any = asked["windows"]
    assert {name: answers["queries"] for name, answers in windows.items()} == dict.fromkeys(windows, 2)
    assert all(answers["kilobytes"] > 0.5 for answers in windows.values())


def test_tables_hold_ratios_to_the_better_peer() -> None:
    ours, better, worse = Measured(100, 10, 50, 30, 4), Measured(400, 20, 100, 0, 8), Measured(900, 30, 150, 0, 9)
    visits = {(50, OURS): ours, (50, "one"): worse, (50, "other"): better}
    rows = widget_table(visits, [OURS, "one", "other"], 120)
    assert rows[2] == "| 50 | ready, ms | 100 | 900 | 400 | 1 : 4.0 |"
    assert rows[5] == "| 50 | asked while moved, kB | 30 | 0.0 | 0.0 | – |"
    assert all(left.count("|") == right.count("|") for left, right in pairwise(rows))


def test_who_was_stopped_is_over_the_limit() -> None:
    stopped = middle([Measured(100, 10, 50, 30, 4), Measured()])
    rows = widget_table({(50, OURS): Measured(100, 10, 50, 30, 4), (50, "one"): stopped}, [OURS, "one"], 120)
    assert rows[2] == "| 50 | ready, ms | 100 | > 120 s | 1 : > 1,200 |"


def test_more_queries_than_allowed_are_a_problem() -> None:
    served = [Served(count, 5, {"whole": Answers(10, 12, 3, 20)}) for count in (1_000, 1_000_000)]
    assert served[0].problems() == ["whole of 1,000 events took 3 queries; 2 are allowed."]
    assert server_table(served)[2].endswith("| 1.0 : 1 |")


def test_a_percentile_is_one_of_the_values() -> None:
    values = list(range(1, 101))
    assert [percentile(values, part) for part in (0, 0.5, 0.95, 1)] == [1, 50, 95, 100]
    assert not math.isnan(percentile([3.5], 0.95))
