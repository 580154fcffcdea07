"""The benchmarks that make data and tables: they measure nothing here, and are held to what they promise."""

import gzip
import math
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from django.test import Client

from exhibit.dates import UncertainDate
from exhibit.invented.chance import FIRST, LAST
from exhibit.invented.happenings import happenings
from exhibit.models import Event
from tests.benchmarks import generated
from tests.benchmarks.serving import content, inside, kept, load, processes, stacks, wagtail
from tests.benchmarks.serving import table as serving
from tests.benchmarks.timeline.table import (
    OURS,
    Answers,
    Measured,
    Served,
    middle,
    percentile,
    problems,
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
    assert problems({}, served[:1]) == ["whole of 1,000 events took 3 queries; 2 are allowed."]
    assert server_table(served)[2].endswith("| 1.0 : 1 |")


def test_what_is_not_as_promised_is_named() -> None:
    good, late = Measured(240, 17, 66, 20, 3), Measured(300, 17, 66, 20, 3)
    assert problems({(50, OURS): good, (50, "peer"): Measured(100, 10, 50, 0, 1)}, []) == []
    assert problems({(50, OURS): late, (50, "peer"): Measured(9_000, 10, 50, 0, 1)}, []) != []
    assert problems({(5_000, OURS): late, (5_000, "peer"): Measured(3_000, 10, 50, 0, 1)}, []) == []
    assert problems({(5_000, OURS): late, (5_000, "peer"): Measured()}, []) == []
    assert len(problems({(5_000, OURS): Measured()}, [])) == 4
    assert len(problems({(50, OURS): Measured(240, 21, 71, 20, 11)}, [])) == 3


@pytest.mark.parametrize(("slowest", "count"), [(20.0, 0), (20.1, 1)])
def test_a_million_may_take_twice_as_long_and_no_longer(slowest: float, count: int) -> None:
    few = Served(1_000, 5, {"whole": Answers(10, 12, 2, 20), "a month": Answers(2, 3, 2, 2)})
    many = Served(1_000_000, 50, {"whole": Answers(3, 4, 1, 10), "a month": Answers(slowest, 25, 2, 80)})
    assert len(problems({}, [few, many])) == count


def test_a_percentile_is_one_of_the_values() -> None:
    values = list(range(1, 101))
    assert [percentile(values, part) for part in (0, 0.5, 0.95, 1)] == [1, 50, 95, 100]
    assert not math.isnan(percentile([3.5], 0.95))


WRK = """Running 2s test @ http://127.0.0.1:1/films/x/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.83ms    2.10ms  31.12ms   95.17%
    Req/Sec     9.78k     1.02k   11.20k    70.00%
  Latency Distribution
     50%  980.00us
     75%    2.01ms
     90%    3.50ms
     99%    1.20s
  19466 requests in 2.00s, 126.00MB read
Requests/sec:   9731.52
Transfer/sec:     63.01MB
"""


def test_what_wrk_says_is_read_in_milliseconds() -> None:
    assert load.parsed(WRK) == load.Loaded(19_466, 9731.52, 0.98, 1200.0)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("Requests/sec", "  Non-2xx or 3xx responses: 7\nRequests/sec", "Non-2xx"),
        ("Requests/sec", "  Socket errors: connect 0, read 3, write 0, timeout 0\nRequests/sec", "Socket errors"),
        ("19466 requests", "0 requests", "no request was answered"),
    ],
)
def test_a_load_with_errors_is_no_measurement(before: str, after: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        load.parsed(WRK.replace(before, after))


def stack(cpu_seconds: float, late_ms: float = 5) -> serving.Measured:
    return serving.Measured(1000, 1, 2, cpu_seconds, 500, late_ms, None, 80, 5.3)


def test_goals_are_held_against_the_limit_and_the_best_peer() -> None:
    found = {
        serving.LIMIT: stack(0.015),
        serving.FROZEN: stack(0.0152),
        serving.CACHED: stack(0.030),
        serving.ONE_THREAD: stack(0.030),
        serving.UNCACHED: stack(2.9),
        serving.WAGTAIL_MEMORY: stack(0.36),
        serving.WAGTAIL_REDIS: stack(0.80),
    }
    assert [goal.is_met for goal in serving.goals(found)] == [True] * 7
    found |= {
        serving.CACHED: stack(0.038, late_ms=20),
        serving.ONE_THREAD: stack(0.038),
        serving.FROZEN: stack(0.016),
        serving.UNCACHED: stack(3.1),
    }
    assert [goal.is_met for goal in serving.goals(found)] == [False] * 7
    assert str(serving.goals(found)[0]) == "Cached, at most 2.5 times the CPU of nginx: **not met**, 2.53 times."


def test_without_peers_nothing_is_said_of_them() -> None:
    found = {
        name: stack(0.01)
        for name in (serving.LIMIT, serving.FROZEN, serving.CACHED, serving.ONE_THREAD, serving.UNCACHED)
    }
    assert not [goal for goal in serving.goals(found) if "Wagtail" in goal.aim]


def test_a_table_of_stacks_compares_with_its_first_row() -> None:
    rows = serving.stack_table({serving.LIMIT: stack(0.015), serving.CACHED: stack(0.030)})
    assert [row.split(" | ")[2] for row in rows[2:]] == ["1.0", "2.0"]
    assert rows[2].split(" | ")[8] == "–"
    assert all(left.count("|") == right.count("|") for left, right in pairwise(rows))


def test_the_median_of_rounds_is_taken_column_by_column() -> None:
    rounds = [stack(0.03, 9), stack(0.01, 7), stack(0.02, 8)]
    assert serving.middle(rounds) == stack(0.02, 8)


def test_memory_that_grew_after_the_first_quarter_is_not_flat() -> None:
    assert serving.soak_goal(1_000, [50, 80, 90, 91, 90, 91, 92, 92]).is_met
    assert not serving.soak_goal(1_000, [50, 80, 90, 95, 100, 105, 110, 115]).is_met


def test_a_page_that_leaves_out_a_name_is_found_out() -> None:
    film = content.film()
    said = [film["title"], *(row["title"] for row in film["events"]), *(row["category"] for row in film["awards"])]
    html = "".join(said + [row["person"] for row in film["credits"][1:]])
    assert content.missing(html) == [film["credits"][0]["person"]]
    assert [len(film[rows]) for rows in ("credits", "awards", "events")] == [25, 6, 20]


@pytest.mark.django_db
def test_our_page_says_all_of_the_film_that_peers_show(client: Client) -> None:
    inside.fill(content.film())
    html = client.get(content.PATH).content.decode()
    assert content.missing(html) == []
    assert content.PATH in inside.addresses()
    around = wagtail.around(html)
    assert "{% block content %}" in around
    assert len(content.missing(around)) >= 15, "the article itself is not given away, but for what its head states"


def test_what_is_kept_is_made_anew_when_its_sources_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "kept")
    source, made = tmp_path / "source", []

    def make(place: Path) -> None:
        made.append(place)
        (place / "result").write_text(source.read_text())

    source.write_text("one")
    first = kept.kept("thing", [source], make)
    assert kept.kept("thing", [source], make) == first
    assert len(made) == 1
    source.write_text("two")
    second = kept.kept("thing", [source], make)
    assert (second / "result").read_text() == "two"
    assert not first.exists()


def test_what_was_not_finished_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FOLDER", tmp_path)

    def fail(place: Path) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        kept.kept("thing", [], fail)
    assert kept.kept("thing", [], lambda place: (place / "result").touch()).joinpath("result").exists()


def test_the_family_of_a_process_is_counted_with_it() -> None:
    words = [sys.executable, "-c", "import subprocess as s, sys; s.run([sys.executable, '-c', 'input()'])"]
    with subprocess.Popen(words, stdin=subprocess.PIPE) as parent:
        until = time.monotonic() + 60
        while len(family := processes.family(parent.pid)) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        assert family[0] == parent.pid
        assert len(family) == 2
        assert processes.memory_megabytes([parent]) > 1
        parent.communicate(b"\n")


def test_everybodys_packed_page_is_unpacked() -> None:
    page = b"<main>" * 100
    assert stacks.unpacked("gzip", gzip.compress(page)) == page
    assert stacks.unpacked("br", brotli.compress(page)) == page
    assert stacks.unpacked("zstd", zstandard.ZstdCompressor().compress(page)) == page
