"""Two curators at one record: the second to save is told, both texts are shown, and nothing is written over unseen."""

import csv
import io
import tempfile
import threading
from collections import Counter
from pathlib import Path

from tests.drills.house import Curator, House, token

WAYS = ("form", "at once", "row", "action", "table", "two tabs")


def run(folder: Path, pairs: int) -> str:
    house = House(folder)
    house.furnish()
    house.serve()
    try:
        told = crossed(house, pairs)
    finally:
        house.kill()
    assert house.is_whole()
    ways = ", ".join(f"{count} by {way}" for way, count in told.items())
    return f"{pairs} pairs ({ways}): {told.total()} second savers told by 409 with both texts, 0 written over"


def crossed(house: House, pairs: int) -> Counter[str]:
    """Have two curators save one record after another, each from a form that was opened before the other's save."""
    olga, anna = house.curator("olga"), house.curator("anna")
    events = [pk for (pk,) in house.rows("SELECT id FROM exhibit_event WHERE status = 'published' ORDER BY id")]
    films = [pk for (pk,) in house.rows("SELECT film_id FROM exhibit_credit GROUP BY film_id HAVING COUNT(*) > 2")]
    done: Counter[str] = Counter()
    for number in range(pairs):
        way = WAYS[number % len(WAYS)]
        event = events[number % len(events)]
        if way == "row":
            _rows(house, olga, anna, films[number % len(films)])
        elif way == "at once":
            _at_once(house, olga, anna, event)
        else:
            _one_by_one(house, olga, olga if way == "two tabs" else anna, event, way)
        done[way] += 1
    return done


def address(noun: str, pk: int) -> str:
    return f"/admin/exhibit/{noun}/{pk}/change/"


def _one_by_one(house: House, mine: Curator, other: Curator, event: int, way: str) -> None:
    page, first, second = address("event", event), f"Hers {token()}", f"Mine {token()}"
    form = mine.form(page)
    if way == "action":  # withdraws it, so that its status is another one
        known = {name: other.form(page)[name] for name in ["csrfmiddlewaretoken"]}
        chosen = {"_selected_action": [str(event)], "action": ["withdraw"], "post": ["yes"]}
        other.send("/admin/exhibit/event/", known | chosen)
        [(status, first)] = house.rows(f"SELECT status, title_en FROM exhibit_event WHERE id = {event}")
        assert status == "draft", "the action did not withdraw"
    elif way == "table":
        [(slug,)] = house.rows(f"SELECT slug FROM exhibit_event WHERE id = {event}")
        written = io.StringIO()
        csv.writer(written).writerows([["slug", "title_en"], [slug, first]])
        file = house.folder / "table.csv"
        file.write_text(written.getvalue(), encoding="utf-8")
        house.manage("import_table", "event", str(file))
    else:
        status, _where, said = other.send(page, other.form(page) | {"title_en": [first]})
        assert status == 302, f"the first save is answered {status}: {said[:200]!r}"
    _refused(mine.send(page, form | {"title_en": [second]}), first, second)
    [(stored,)] = house.rows(f"SELECT title_en FROM exhibit_event WHERE id = {event}")
    assert stored == first, "the first save was written over unseen"
    again = mine.form(page)
    assert mine.send(page, again | {"title_en": [second], "status": ["published"]})[0] == 302
    _remembered(house, "exhibit.event", event, first, second)


def _at_once(house: House, mine: Curator, other: Curator, event: int) -> None:
    """Both send in the same moment: one is first, whichever."""
    page = address("event", event)
    words = {mine: f"Mine {token()}", other: f"Hers {token()}"}
    forms = {who: who.form(page) | {"title_en": [text]} for who, text in words.items()}
    answers: dict[Curator, tuple[int, str, bytes]] = {}
    together = [
        threading.Thread(target=lambda who=who: answers.update({who: who.send(page, forms[who])})) for who in words
    ]
    for one in together:
        one.start()
    for one in together:
        one.join(120)
    assert sorted(status for status, *_ in answers.values()) == [302, 409], [one[0] for one in answers.values()]
    [first] = [who for who, answer in answers.items() if answer[0] == 302]
    [second] = [who for who in words if who is not first]
    _refused(answers[second], words[first], words[second])
    [(stored,)] = house.rows(f"SELECT title_en FROM exhibit_event WHERE id = {event}")
    assert stored == words[first]
    _remembered(house, "exhibit.event", event, words[first])


def _rows(house: House, mine: Curator, other: Curator, film: int) -> None:
    """The same row of a film's credits."""
    page, first, second = address("film", film), f"job {token()}", f"job {token()}"
    form = mine.form(page)
    field = "credits-0-job_en"
    status, _where, said = other.send(page, other.form(page) | {field: [first]})
    assert status == 302, f"the first save is answered {status}: {said[:200]!r}"
    _refused(mine.send(page, form | {field: [second]}), first, second)
    assert house.rows(f"SELECT 1 FROM exhibit_credit WHERE job_en = '{first}'"), "it was written over unseen"
    assert not house.rows(f"SELECT 1 FROM exhibit_credit WHERE job_en = '{second}'")


def _refused(answer: tuple[int, str, bytes], first: str, second: str) -> None:
    status, _where, page = answer
    assert status == 409, f"the second saver is answered {status}"
    text = page.decode()
    for word in (*first.split()[-1:], *second.split()[-1:]):
        assert word in text, f"“{word}” is not on the page"


def _remembered(house: House, noun: str, pk: int, *texts: str) -> None:
    app, model = noun.split(".")
    question = (
        "SELECT serialized_data FROM reversion_version v JOIN django_content_type t ON t.id = v.content_type_id"
        f" WHERE t.app_label = '{app}' AND t.model = '{model}' AND object_id = '{pk}'"
    )
    kept = "".join(data for (data,) in house.rows(question))
    missing = [text for text in texts if text not in kept]
    assert not missing, f"the history does not know {missing}"


def drill(quick: bool) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        return [run(Path(place), 20 if quick else 200)]
