"""What the date columns promise to fixtures, bulk writes, questions and forms."""

import datetime
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.apps import AppConfig, apps
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import NotSupportedError, connection, models, transaction
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter

from exhibit.dates import UncertainDate
from exhibit.fields import DateBoundField, UncertainDateField, UncertainDateFormField, UncertainDateQuerySet

parse = UncertainDate.parse


class Dated(models.Model):
    """An abstract base with a date, as a project would have."""

    date = UncertainDateField(null=True, blank=True)

    objects = UncertainDateQuerySet.as_manager()

    class Meta:
        abstract = True
        app_label = "tests_fields"


class Film(Dated):
    title = models.CharField(max_length=80, unique=True)
    note = models.TextField(null=True)
    restored = UncertainDateField(null=True, blank=True, help_text="The last restoration.")

    plain = models.Manager()

    class Meta(Dated.Meta):
        abstract = False
        constraints = (
            models.CheckConstraint(
                condition=models.Q(restored_latest__gte=models.F("date_earliest")), name="restored_after_it_was_made"
            ),
        )


class Event(Dated):
    film = models.ForeignKey(Film, models.CASCADE, related_name="events")
    date = UncertainDateField()

    class Meta(Dated.Meta):
        abstract = False


class Remake(Film):
    """A child with a table of its own; the dates are its parent's."""

    studio = models.CharField(max_length=80)

    class Meta:
        app_label = "tests_fields"


MODELS = (Film, Event, Remake)


@pytest.fixture(scope="module", autouse=True)
def tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Real tables for the models of this module, in an app that the registry knows for as long."""
    config = AppConfig("tests_fields", sys.modules[__name__])
    config.apps, config.models = apps, apps.all_models["tests_fields"]
    apps.app_configs["tests_fields"] = config
    apps.clear_cache()
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            for model in MODELS:
                editor.create_model(model)
        yield
        with connection.schema_editor() as editor:
            for model in reversed(MODELS):
                editor.delete_model(model)
    del apps.app_configs["tests_fields"]
    apps.clear_cache()


def columns(**film: Any) -> tuple[Any, ...]:
    """Date and bounds as the database has them."""
    row = Film.plain.filter(**film).values_list("date", "date_earliest", "date_latest").get()
    return tuple(value and str(value) for value in row)


ABOUT_1927 = ("1927~", "1927-01-01", "1927-12-31")
SPRING_1957 = ("1957-21", "1957-03-01", "1957-05-31")
UNDATED = (None, None, None)

pytestmark = pytest.mark.django_db


# The value on an instance


def test_what_is_assigned_is_parsed_at_once() -> None:
    film = Film(date="1927~")
    assert film.date == parse("1927~")
    assert (film.date_earliest, film.date_latest) == (datetime.date(1927, 1, 1), datetime.date(1927, 12, 31))
    film.date = ""
    assert (film.date, film.date_earliest, film.date_latest) == UNDATED


def test_a_text_that_is_no_date_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="“abt 27” is no date"):
        Film(date="abt 27")


def test_bounds_cannot_be_assigned() -> None:
    film = Film(date="1927~", date_earliest=datetime.date(1900, 1, 1))
    film.date_latest = None
    assert (film.date_earliest, film.date_latest) == (datetime.date(1927, 1, 1), datetime.date(1927, 12, 31))


def test_full_clean_reads_the_date_and_the_constraints_that_use_its_bounds() -> None:
    Film(title="The Cranes Are Flying", note="-", date="1957", restored="2018").full_clean()
    with pytest.raises(ValidationError, match="restored_after_it_was_made"):
        Film(title="The Cranes Are Flying", note="-", date="1957", restored="1956").full_clean()
    with pytest.raises(ValidationError, match="date"):
        Event(film=Film()).clean_fields()


# Every way to write


def test_save_writes_the_bounds() -> None:
    film = Film.objects.create(title="a", date="1927~")
    assert columns() == ABOUT_1927
    film.date = None
    film.save()
    assert columns() == UNDATED


def test_save_of_the_date_alone_writes_the_bounds() -> None:
    film = Film.objects.create(title="a", date="1927~")
    film.date = parse("1957-21")
    film.save(update_fields=["date"])
    assert columns() == SPRING_1957


@pytest.mark.parametrize("loaded", [("date",), ("title",), ("date_latest",)])
def test_save_of_a_deferred_film_writes_the_bounds(loaded: tuple[str]) -> None:
    Film.objects.create(title="a", date="1927~")
    film = Film.objects.only(*loaded).get()
    assert film.date_latest == datetime.date(1927, 12, 31)
    film.date = parse("1957-21")
    film.save()
    assert columns() == SPRING_1957


def test_refresh_reads_what_is_stored() -> None:
    film = Film.objects.create(title="a", date="1927~")
    Film.objects.update(date="1957-21")
    film.refresh_from_db()
    assert (str(film.date), str(film.date_latest)) == ("1957-21", "1957-05-31")


def test_update_or_create_writes_the_bounds() -> None:
    for date in ("1927~", "1957-21"):
        Film.objects.update_or_create(title="a", defaults={"date": date})
    assert columns() == SPRING_1957


def test_bulk_create_writes_the_bounds() -> None:
    Film.objects.bulk_create([Film(title="a", date="1927~"), Film(title="b", date="1957-21"), Film(title="c")])
    assert [columns(title=title) for title in "abc"] == [ABOUT_1927, SPRING_1957, UNDATED]


def test_an_upsert_writes_the_bounds() -> None:
    Film.objects.create(title="a", date="1927~")
    Film.objects.bulk_create(
        [Film(title="a", date="1957-21"), Film(title="b")],
        update_conflicts=True,
        update_fields=["date"],
        unique_fields=["title"],
    )
    assert [columns(title=title) for title in "ab"] == [SPRING_1957, UNDATED]


@pytest.mark.parametrize("manager", ["objects", "plain"])
def test_update_writes_the_bounds(manager: str) -> None:
    films = getattr(Film, manager)
    Film.objects.create(title="a", date="1927~")
    assert films.update(date="1957-21", note="seen") == 1
    assert columns() == SPRING_1957
    films.update(date=models.Value("1927~"))
    assert columns() == ABOUT_1927
    films.update(date=None)
    assert columns() == UNDATED


@pytest.mark.parametrize("fields", [["date"], ["note", "date"], ["date", "date_earliest", "date_latest"]])
def test_bulk_update_writes_the_bounds(fields: list[str]) -> None:
    films = [Film.objects.create(title=title, date="1900") for title in "abc"]
    for film, date in zip(films, ("1927~", "1957-21", None), strict=True):
        film.date = date
    assert Film.objects.bulk_update(films, fields) == 3
    assert [columns(title=title) for title in "abc"] == [ABOUT_1927, SPRING_1957, UNDATED]


def test_a_child_with_its_own_table_writes_its_parents_bounds() -> None:
    remake = Remake.objects.create(title="a", date="1927~", studio="Mosfilm")
    assert columns() == ABOUT_1927
    Remake.objects.update(date="1957-21", studio="Lenfilm")
    assert columns() == SPRING_1957
    remake.date = "1927~"
    remake.save(update_fields=["date"])
    assert columns() == ABOUT_1927


def test_a_date_that_only_the_database_knows_is_refused() -> None:
    film = Film.objects.create(title="a", date="1927~", restored="2018")
    with pytest.raises(FieldError, match="date_earliest cannot be derived"), transaction.atomic():
        Film.objects.update(date=models.F("restored"))
    film.date = models.F("restored")
    with pytest.raises(FieldError, match="date_earliest cannot be derived"), transaction.atomic():
        film.save()
    assert columns() == ABOUT_1927


def test_a_bound_cannot_be_updated_by_hand() -> None:
    with pytest.raises(FieldError, match="set “date” instead"):
        Film.objects.update(date_earliest=datetime.date(1900, 1, 1))


# Fixtures


@pytest.mark.parametrize("form", ["json", "python"])
def test_a_fixture_holds_the_text_and_loading_it_writes_the_bounds(form: str) -> None:
    Film.objects.bulk_create([Film(title="a", date="1927~"), Film(title="b")])
    dumped = serializers.serialize(form, Film.objects.order_by("title"))
    assert "earliest" not in str(dumped)
    assert "1927~" in str(dumped)
    Film.objects.all().delete()
    for film in serializers.deserialize(form, dumped):
        film.save()
    assert [columns(title=title) for title in "ab"] == [ABOUT_1927, UNDATED]
    assert serializers.serialize(form, Film.objects.order_by("title")) == dumped


def test_loading_over_an_existing_row_moves_the_bounds() -> None:
    film = Film.objects.create(title="a", date="1927~")
    fixture = [{"model": "tests_fields.film", "pk": film.pk, "fields": {"title": "a", "date": "1957-21"}}]
    for loaded in serializers.deserialize("python", fixture):
        loaded.save()
    assert columns() == SPRING_1957


def test_a_fixture_with_a_bad_date_names_it() -> None:
    fixture = [{"model": "tests_fields.film", "pk": 1, "fields": {"date": "abt 27"}}]
    with pytest.raises(serializers.base.DeserializationError, match="“abt 27” is no date"):
        list(serializers.deserialize("python", fixture))


# Questions


@pytest.fixture
def films() -> None:
    dates = ["1927~", "1957-10-12", "195X", "1941/1945", "1959/..", "../1930", None]
    Film.objects.bulk_create(Film(title=str(date), date=date) for date in dates)


def found(**question: Any) -> list[str]:
    return sorted(Film.objects.filter(**question).values_list("title", flat=True))


@pytest.mark.usefixtures("films")
@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1925, 1930, ["../1930", "1927~"]),
        (1957, 1957, ["1957-10-12", "195X"]),
        (1946, 1949, []),
        (1960, 2100, ["1959/.."]),
        (1945, 1950, ["1941/1945", "195X"]),
        (None, 1900, ["../1930"]),
        (1959, None, ["1959/..", "195X"]),
        (None, None, ["../1930", "1927~", "1941/1945", "1957-10-12", "1959/..", "195X"]),
        (datetime.date(1957, 10, 13), datetime.datetime(1957, 12, 1, 9), ["195X"]),
        ("1957-10", "1957-23", ["1957-10-12", "195X"]),
        (parse("1941/1942"), parse("1941/1942"), ["1941/1945"]),
    ],
)
def test_between_finds_what_may_lie_within(first: Any, last: Any, expected: list[str]) -> None:
    assert found(date__between=(first, last)) == expected


def test_a_film_dated_about_1927_is_found_between_1925_and_1930() -> None:
    Film.objects.create(title="The General", date="1927~")
    assert found(date__between=(1925, 1930)) == ["The General"]
    assert found(date__between=(1928, 1930)) == []


@pytest.mark.usefixtures("films")
def test_not_between_includes_the_undated() -> None:
    others = Film.objects.exclude(date__between=(1925, 1959)).values_list("title", flat=True)
    assert list(others) == ["None"]


@pytest.mark.usefixtures("films")
def test_between_asks_across_relations() -> None:
    film, other = Film.objects.get(title="1927~"), Film.objects.get(title="195X")
    Event.objects.create(film=film, date="1957-10-12/1959")
    Event.objects.create(film=other, date="1960")
    assert found(events__date__between=(1958, 1959)) == ["1927~"]
    assert found(events__date__between=(1957, 1960), date__between=(1957, 1960)) == ["195X"]
    assert Event.objects.filter(film__date__between=(1927, 1927)).get().film == film
    later = Event.objects.filter(film=models.OuterRef("pk"), date__between=(1960, None))
    assert Film.objects.filter(models.Exists(later)).get() == other
    assert list(Film.objects.exclude(events__date__between=(1900, 2000)).filter(events__isnull=False)) == []


@pytest.mark.usefixtures("films")
def test_between_compares_the_two_indexed_columns() -> None:
    sql = str(Film.objects.filter(date__between=(1957, 1958)).query)
    assert '"date_earliest" <= ' in sql
    assert '"date_latest" >= ' in sql
    assert all(bound.db_index for bound in Film._meta.get_field("date").bounds)


@pytest.mark.parametrize(
    "ends", [1957, (1957,), (1, 2, 3), (1958, 1957), ("abt 27", None), (True, None), (10000, None), (1.5, None)]
)
def test_between_refuses_what_is_no_pair_of_dates(ends: Any) -> None:
    with pytest.raises(ValueError, match=r"between|is no date"):
        Film.objects.filter(date__between=ends)


@pytest.mark.usefixtures("films")
def test_exact_in_and_isnull_ask_for_the_statement() -> None:
    assert found(date="1927~") == found(date=parse("1927~")) == ["1927~"]
    assert found(date="1927") == []
    assert found(date__in=["1927~", parse("195X")]) == ["1927~", "195X"]
    assert found(date__isnull=True) == found(date=None) == ["None"]
    with pytest.raises(ValidationError, match="abt 27"):
        found(date="abt 27")


def test_order_of_texts_is_not_offered_for_order_of_dates() -> None:
    with pytest.raises(FieldError, match="date__between"):
        Film.objects.filter(date__lt="1957")


@pytest.mark.usefixtures("films")
def test_the_bound_columns_give_chronological_order() -> None:
    ordered = Film.objects.exclude(date=None).order_by("date_earliest", "date_latest")
    assert [film.date for film in ordered] == sorted(film.date for film in ordered)


# Search in any letter case


@pytest.mark.parametrize("column", ["title", "note"])
@pytest.mark.parametrize(
    ("text", "part", "is_found"),
    [
        ("Летят журавли", "летят", True),
        ("Летят журавли", "ЖУРАВЛИ", True),
        ("Тёмная ночь", "темная", True),
        ("Темная ночь", "ТЁМНАЯ", True),
        ("The Cranes Are Flying", "cranes", True),
        ("Été à Tbilisi", "ÉTÉ", True),
        ("100 % of_it", "0 %", True),
        ("100 days", "%", False),
        ("100 days", "_", False),
        ("a\\b", "A\\B", True),
        ("O'Neill", "o'n", True),
        ("Летят журавли", "аисты", False),
        ("Летят журавли", "", True),
    ],
)
def test_search_knows_letters_of_every_alphabet(column: str, text: str, part: str, is_found: bool) -> None:
    Film.objects.create(**{"title": "x", column: text})
    assert Film.objects.filter(**{f"{column}__contains_any_case": part}).exists() is is_found


def test_search_can_look_for_another_column_and_never_finds_nothing_in_null() -> None:
    Film.objects.create(title="журавли", note="Летят ЖУРАВЛИ")
    Film.objects.create(title="б", note=None)
    assert found(note__contains_any_case=models.F("title")) == ["журавли"]


def test_search_refuses_a_database_that_it_was_not_written_for() -> None:
    lookup = Film.objects.filter(title__contains_any_case="a").query.where.children[0]
    with pytest.raises(NotSupportedError, match="not oracle"):
        lookup.as_sql(None, SimpleNamespace(vendor="oracle"))


# Forms


class FilmForm(forms.ModelForm):
    class Meta:
        model = Film
        fields = ("title", "date", "restored")


def test_a_curator_types_as_people_do_and_reads_edtf_again() -> None:
    form = FilmForm({"title": "a", "date": "ок. 1927 г.", "restored": ""})
    assert form.is_valid(), form.errors
    film = form.save()
    assert columns() == ABOUT_1927
    assert 'value="1927~"' in str(FilmForm(instance=film)["date"])


def test_a_curator_is_told_what_is_wrong_and_what_would_be_understood() -> None:
    form = FilmForm({"title": "a", "date": "10/12/1957"})
    (message,) = form.errors["date"]
    assert "“10/12/1957”" in message
    assert "day or month first" in message
    assert "1941/1945" in message
    assert 'value="10/12/1957"' in str(form["date"])


def test_the_help_text_is_the_manual() -> None:
    assert "1957~ (about)" in FilmForm.base_fields["date"].help_text
    assert FilmForm.base_fields["restored"].help_text == "The last restoration."
    assert "1957~ (about)" in UncertainDateFormField().help_text


def test_a_required_date_is_required() -> None:
    with pytest.raises(ValidationError, match="required"):
        UncertainDateFormField().clean(" ")
    assert UncertainDateFormField(required=False).clean(" ") is None


@pytest.mark.parametrize(
    ("initial", "typed", "is_changed"),
    [
        (parse("1927~"), "c. 1927", False),
        (parse("1927~"), "1927", True),
        ("1927~", "about 1927", False),
        (None, "", False),
        (None, "1927", True),
        (parse("1927"), "", True),
        (parse("1927"), "abt 27", True),
        (parse("1927"), None, True),
    ],
)
def test_the_same_date_in_other_words_is_no_change(initial: Any, typed: str | None, is_changed: bool) -> None:
    assert UncertainDateFormField().has_changed(initial, typed) is is_changed
    assert UncertainDateFormField(disabled=True).has_changed(initial, typed) is False


# Migrations


def written(app: list[ModelState]) -> str:
    """The migration that makemigrations would write for these models, but for its date."""
    state = ProjectState()
    for model in app:
        state.add_model(model)
    (migration,) = MigrationAutodetector(ProjectState(), state)._detect_changes()["tests_fields"]
    return MigrationWriter(migration, include_header=False).as_string()


def test_a_migration_lists_the_date_and_its_bounds_once() -> None:
    text = written([ModelState.from_model(model) for model in MODELS])
    assert "('date', exhibit.fields.UncertainDateField(blank=True, null=True))" in text
    assert text.count("('restored_latest', exhibit.fields.DateBoundField(end='latest', of='restored'))") == 1
    assert text.count("('date_earliest', ") == 2  # Film and Event; Remake has its parent's


def test_a_migration_is_the_same_every_time() -> None:
    state = ProjectState()
    for model in MODELS:
        state.add_model(ModelState.from_model(model))
    rendered = [ModelState.from_model(state.apps.get_model("tests_fields", model.__name__)) for model in MODELS]
    assert written(rendered) == written([ModelState.from_model(model) for model in MODELS])
    assert MigrationAutodetector(state, state.clone())._detect_changes() == {}


@pytest.fixture(scope="module")
def book(tables: None, django_db_blocker: Any) -> Iterator[Any]:
    """A historical model whose three columns were added one after the other, as makemigrations does."""
    state = ProjectState()
    state.add_model(ModelState("tests_fields", "Book", [("id", models.BigAutoField(primary_key=True))]))
    bounds = {f"date_{end}": DateBoundField(of="date", end=end) for end in ("earliest", "latest")}
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(state.apps.get_model("tests_fields", "Book"))
        for name, field in {"date": UncertainDateField(default="1957"), **bounds}.items():
            before, state = state, state.clone()
            state.add_field("tests_fields", "book", name, field, preserve_default=True)
            model = state.apps.get_model("tests_fields", "Book")
            with connection.schema_editor() as editor:
                editor.add_field(before.apps.get_model("tests_fields", "Book"), model._meta.get_field(name))
        yield model
        with connection.schema_editor() as editor:
            editor.delete_model(model)


def test_a_date_can_be_added_to_a_model_and_filled_by_a_migration(book: Any) -> None:
    fields = [field.name for field in book._meta.get_fields()]
    assert fields == ["id", "date", "date_earliest", "date_latest"]
    made = book.objects.create(date="1927~")
    assert made.date_latest == datetime.date(1927, 12, 31)
    book.objects.update(date="1957-21")
    assert book.objects.get(date__between=(1957, 1957)).date == parse("1957-21")
    assert list(book.objects.values_list("date_latest", flat=True)) == [datetime.date(1957, 5, 31)]


def test_a_subclass_without_the_date_has_no_bounds() -> None:
    class Undated(Dated):
        date = None  # type: ignore[assignment]

        class Meta:
            app_label = "tests_fields_undated"

    assert [field.name for field in Undated._meta.get_fields()] == ["id"]


def test_a_copy_of_the_field_is_the_same_field() -> None:
    for field in (Film._meta.get_field("date"), Film._meta.get_field("restored_latest")):
        assert field.clone().deconstruct()[1:] == field.deconstruct()[1:]
