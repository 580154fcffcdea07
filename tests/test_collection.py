"""The invented collection: the same in every run, whole in both languages, never taken for the museum's."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q

from exhibit.invented.amounts import Amounts
from exhibit.invented.collection import RECORDS, invent
from exhibit.models import Award, AwardBody, Citation, Credit, Event, Film, Person, Place, Record, Release, Source

pytestmark = pytest.mark.django_db

SIZE = {"films": 60, "people": 240, "credits": 1200, "events": 300}
NOUNS: tuple[Any, ...] = (Source, Place, Person, Film, Release, Credit, Event, AwardBody, Award, Citation)


@pytest.fixture
def large(museum: None) -> None:
    """The invented collection beside the museum's own."""
    generate(add=True)


def generate(**asked: Any) -> str:
    said = StringIO()
    call_command("generate_collection", **(SIZE | asked), stdout=said)
    return said.getvalue()


def invented(noun: Any) -> Any:
    return noun.objects.filter(slug__startswith="invented-").order_by("pk")


def contents() -> dict[str, list[dict[str, Any]]]:
    """All rows, but for their keys: those go on after the keys of what was there."""
    found = {}
    for noun in (Source, Place, Person, Film, Event, AwardBody, Award):
        rows = invented(noun).values()
        own = [{name: row[name] for name in row if not name.endswith("id") and name != "slug"} for row in rows]
        found[noun.__name__] = own
    found["Credit"] = list(
        invented(Credit).values("slug", "job_en", "job_ru", "character_ru", "billing_order", "name_en")
    )
    return found


def test_the_same_amounts_and_seed_give_the_same_rows(museum: None) -> None:
    generate(add=True)
    once = contents()
    Citation.objects.filter(source__slug__startswith="invented").delete()
    for noun in (Award, AwardBody, Event, Credit, Film, Person, Place, Source):
        invented(noun).delete()
    generate(add=True)
    assert contents() == once
    assert once["Film"]


def test_another_seed_gives_another_collection(museum: None) -> None:
    generate(add=True)
    once = [film.title_en for film in invented(Film)]
    generate(add=True, seed=3)
    twice = [film.title_en for film in invented(Film)]
    assert twice[:60] == once
    assert twice[60:] != once
    assert len(twice) == 120


def test_there_is_as_much_as_was_asked_for(large: None) -> None:
    counts = {noun.__name__: invented(noun).count() for noun in (Film, Person, Credit, Event)}
    assert counts == {"Film": 60, "Person": 240, "Credit": 1200, "Event": 300}
    assert Release.objects.filter(film__slug__startswith="invented").count() == 60
    assert all(invented(noun).exists() for noun in (Place, Source, AwardBody, Award))
    assert Citation.objects.filter(source__slug__startswith="invented").count() > 100


def test_a_database_with_records_is_left_alone(museum: None) -> None:
    before = Film.objects.count()
    with pytest.raises(CommandError, match="holds records"):
        generate()
    assert Film.objects.count() == before


@pytest.mark.parametrize("asked", [{"films": -1}, {"films": 0}, {"people": 0}, {"credits": 2_000_000}])
def test_amounts_that_cannot_be_are_refused(asked: dict[str, int]) -> None:
    with pytest.raises(CommandError):
        generate(add=True, **asked)


def test_an_empty_database_needs_no_leave(museum: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exhibit.management.commands.generate_collection.holds_records", lambda: False)
    assert "no statement in it is true" in generate()
    assert len(RECORDS) == len(set(RECORDS))


def test_every_row_is_what_a_curator_could_have_saved(large: None) -> None:
    for noun in NOUNS:
        fresh = noun.objects.filter(source__slug__startswith="invented") if noun is Citation else noun.objects
        rows = fresh.order_by("-pk")[:40]
        assert rows, noun
        for row in rows:
            row.full_clean()


def test_bounds_are_those_of_the_dates(large: None) -> None:
    for event in invented(Event)[:150]:
        kept = Event.objects.filter(pk=event.pk).values_list("date_earliest", "date_latest")[0]
        assert kept == (event.date.earliest, event.date.latest)


def test_dates_are_of_every_kind(museum: None) -> None:
    invent(Amounts(films=1500), 1957, progress=False)
    dates = [film.date for film in invented(Film) if film.date]
    assert {date.start.precision.value for date in dates if date.start} >= {
        "day",
        "month",
        "season",
        "year",
        "decade",
        "century",
    }
    assert all(any(getattr(date, kind) for date in dates) for kind in ("is_approximate", "is_uncertain", "is_open"))
    assert any(date.is_interval and not date.is_open for date in dates)
    assert invented(Film).filter(date=None).exists()


def test_everything_says_that_it_is_invented_in_both_languages(large: None) -> None:
    names = {Place: "name", Person: "name", Film: "title", Event: "title", AwardBody: "name", Award: "category"}
    for noun, name in names.items():
        said = Q(**{f"{name}_en__endswith": "(invented)"}, **{f"{name}_ru__endswith": "(вымысел)"})
        assert not invented(noun).exclude(said).exists(), noun
    assert not invented(Source).exclude(Q(title__contains="(invented)") | Q(title__contains="(вымысел)")).exists()


def test_some_is_a_draft_some_comes_later_some_is_over(large: None) -> None:
    people = invented(Person)
    assert people.filter(status=Record.Status.DRAFT).exists()
    assert people.filter(publish_at__year=2199).exists()
    assert people.filter(unpublish_at__year=2001).exists()
    assert 0.9 < people.published().count() / people.count() < 0.97


def test_new_records_get_keys_of_their_own(large: None) -> None:
    person = Person.objects.create(slug="somebody", name="Somebody", sort_name="Somebody")
    assert person.pk == max(Person.objects.values_list("pk", flat=True))


def test_a_failure_leaves_nothing(museum: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("exhibit.invented.collection.settle", broken)
    before = Film.objects.count()
    with pytest.raises(RuntimeError):
        generate(add=True)
    assert Film.objects.count() == before
