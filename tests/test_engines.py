"""One museum, whichever database keeps it: what SQLite and PostgreSQL must answer alike.

Everything here runs on the database that the tests are given: `make test` gives SQLite, and PostgreSQL too where
TEST_POSTGRES_URL names a server.
"""

import random
from contextlib import closing
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from exhibit.admin import together
from exhibit.dates import UncertainDate
from exhibit.fields import order as order_of_keys
from exhibit.models import Event, Film, Image, Lane, Person, Place, stamp
from exhibit.models.record import PastSlug
from exhibit.search.index import rebuild
from tests.test_admin import address, listing, opened

pytestmark = pytest.mark.usefixtures("museum")

NAMES = (
    "Абашидзе",
    "абрикосов",
    "Елкина",
    "Ёлкин",
    "Енукидзе",
    "Жаров",
    "de Sica",
    "De Sicca",
    "Étaix",
    "Euler",
    "Zola",
)


def people(names: tuple[str, ...]) -> list[Person]:
    """Write people of these names, in any order."""
    shuffled = list(enumerate(names))
    random.shuffle(shuffled)
    for number, name in shuffled:
        both = {"sort_name_en": name, "sort_name_ru": name, "name_en": name, "name_ru": name}
        Person.objects.create(slug=f"test-{number}", status="published", **both)
    return list(Person.objects.filter(slug__startswith="test-"))


class TestOrder:
    """Names, keys and dates stand as Python sorts them."""

    @pytest.mark.parametrize("language", ["en", "ru"])
    def test_names_stand_in_one_order_on_either_database(self, language: str) -> None:
        people(NAMES)
        with translation.override(language):
            found = Person.objects.filter(slug__startswith="test-").alphabetical()
            assert [person.sort_name for person in found] == sorted(NAMES)

    def test_places_stand_in_that_order_too(self) -> None:
        names = ["Ялта", "Évian", "Ереван", "Evora", "Evian-les-Bains", "Evian les Bains"]
        for number, name in enumerate(names):
            Place.objects.create(slug=f"test-{number}", name_en=name, name_ru=name, status="published")
        found = Place.objects.filter(slug__startswith="test-").alphabetical()
        assert [place.name for place in found] == sorted(names)

    def test_people_of_one_name_stand_by_their_key(self) -> None:
        people(("Елкин", "Елкин", "Елкин"))
        found = Person.objects.filter(slug__startswith="test-").alphabetical()
        assert [person.slug for person in found] == ["test-0", "test-1", "test-2"]

    def test_keys_stand_as_python_sorts_them(self) -> None:
        slugs = ["test-b", "test-a-b", "test-ab", "test-a", "test-a0", "test_a", "test-A", "testa"]
        for slug in slugs:
            Film.objects.create(slug=slug, title=slug, original_title=slug)
        found = Film.objects.filter(slug__in=slugs).order_by("slug").values_list("slug", flat=True)
        assert list(found) == sorted(slugs)

    def test_keys_are_compared_as_they_are_sorted(self) -> None:
        for slug in ("test-a-b", "test-ab", "test-B"):
            Film.objects.create(slug=slug, title=slug, original_title=slug)
        found = Film.objects.filter(slug__startswith="test-", slug__gt="test-a-z").values_list("slug", flat=True)
        assert set(found) == {"test-ab"}

    def test_dates_as_texts_stand_by_the_numbers_of_their_letters(self) -> None:
        texts = ["1957", "1957-10", "1957-10~", "1957/1958", "1957?", "195X", "1957~"]
        lane = Lane.objects.order_by("pk")[0]
        for number, text in enumerate(texts):
            Event.objects.create(slug=f"test-{number}", title="Test", date=UncertainDate.parse(text), lane=lane)
        found = Event.objects.filter(slug__startswith="test-").order_by("date").values_list("date", flat=True)
        assert [str(date) for date in found] == sorted(texts)

    def test_every_key_and_date_has_that_order_also_where_a_migration_made_it_otherwise(self) -> None:
        if connection.vendor == "postgresql":  # where SQLite has one order only
            with connection.cursor() as cursor:
                cursor.execute('ALTER TABLE exhibit_film ALTER COLUMN slug TYPE varchar(80) COLLATE "und-x-icu"')
                order_of_keys.install(apps.get_app_config("exhibit"))
                cursor.execute("SELECT collation FOR (slug), collation FOR (date) FROM exhibit_film LIMIT 1")
                assert cursor.fetchone() == ('"C"', '"C"')
        assert Film.objects.order_by("slug").exists()


class TestSearch:
    @pytest.mark.parametrize("asked", ["калатозов", "КАЛАТОЗОВ", "Калатозов", "kalatozov", "KALATOZOV"])
    def test_a_person_is_found_in_any_case(self, curator_client: Client, asked: str) -> None:
        found = Person.objects.filter(
            models.Q(name_ru__contains_any_case=asked) | models.Q(name_en__contains_any_case=asked)
        )
        assert "kalatozov" in set(found.values_list("slug", flat=True))
        listed = curator_client.get(listing(Person, q=asked)).context["cl"].result_list
        assert "kalatozov" in {person.slug for person in listed}
        for language in ("en", "ru"):
            with translation.override(language):
                page = Client().get(reverse("timeline_list"), {"q": asked}).content.decode()
            assert "life-kalatozov" in page

    @pytest.mark.parametrize("asked", ["тёмный", "ТЕМНЫЙ", "темный"])
    def test_yo_is_found_as_ye(self, asked: str) -> None:
        Film.objects.create(slug="test", title_en="Dark", title_ru="Тёмный лес", original_title="Тёмный лес")
        assert Film.objects.filter(title_ru__contains_any_case=asked, slug="test").exists()

    @pytest.mark.parametrize("asked", ["100%", "_", "\\", "'", '"', "%%", "a_b"])
    def test_signs_mean_themselves(self, asked: str) -> None:
        Film.objects.create(slug="with", title_en=f"x{asked}y", title_ru=f"я{asked}я", original_title="x")
        Film.objects.create(slug="without", title_en="x100y ab acb", title_ru="я100я", original_title="x")
        found = Film.objects.filter(slug__in=["with", "without"])
        for column in ("title_en", "title_ru"):
            assert found.filter(**{f"{column}__contains_any_case": asked}).get().slug == "with"


class TestConstraints:
    """Each is refused by the database itself, and in the same words before it comes to that."""

    def test_a_key_is_there_once_in_letters_as_they_are(self) -> None:
        Film.objects.create(slug="test", title="Test", original_title="Test")
        with pytest.raises(IntegrityError), transaction.atomic():
            Film.objects.create(slug="test", title="Test", original_title="Test")
        Film.objects.create(slug="TEST", title="Test", original_title="Test")

    def test_named_constraints_are_all_there(self) -> None:
        missing = []
        for model in apps.get_app_config("exhibit").get_models():
            with connection.cursor() as cursor:
                there = connection.introspection.get_constraints(cursor, model._meta.db_table)
            wanted = {constraint.name for constraint in model._meta.constraints}
            wanted |= {index.name for index in model._meta.indexes}
            missing += sorted(wanted - there.keys())
        assert missing == []

    def test_a_refusal_says_the_same_words(self) -> None:
        image = Image(slug="test", alt="A", credit="B", focal_x=101)
        with pytest.raises(ValidationError, match="from 0 to 100"):
            image.validate_constraints()
        with pytest.raises(IntegrityError, match="image_focus_within_picture"), transaction.atomic():
            image.save()

    @pytest.mark.parametrize("number", [2**31, 2**63, 10**30, -(2**31) - 1, -(10**30)])
    def test_a_number_that_no_column_holds_is_found_nowhere(self, number: int) -> None:
        assert not Film.objects.filter(pk=number).exists()
        assert not Film.objects.filter(running_time_minutes=number).exists()
        assert Client().get(f"/exhibits/cranes/editions/{abs(number)}/").status_code == 404

    def test_a_key_that_is_missing_is_noticed_at_the_end_of_the_transaction(self) -> None:
        Event.objects.create(slug="test", title="Test", date=UncertainDate.parse("1957"), lane_id=10**9)
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


class TestStamp:
    """Changes with what is committed; a transaction sees its own; what was undone never was."""

    def test_a_change_renews_it_and_an_undone_one_does_not(self) -> None:
        before = stamp.current()
        with transaction.atomic():
            Lane.objects.update(position=models.F("position"))
            inside = stamp.current()
            assert inside != before
            transaction.set_rollback(True)
        assert stamp.current() == before
        Lane.objects.update(position=models.F("position"))
        assert stamp.current() not in (before, inside)

    def test_emptying_the_tables_renews_it(self) -> None:
        """As a flush does between tests, and an operator by hand."""
        before = stamp.current()
        tables = [f"exhibit_{name}" for name in stamp.TABLES.split()]
        with transaction.atomic():
            with connection.cursor() as cursor:
                for statement in connection.ops.sql_flush(_plain(), tables, allow_cascade=True):
                    cursor.execute(statement)
            assert not Event.objects.exists()
            assert stamp.current() != before
            transaction.set_rollback(True)
        assert stamp.current() == before


def _plain() -> Any:
    from django.core.management.color import no_style

    return no_style()


class TestAtTheDesk:
    def test_nobody_saves_between_a_comparison_and_its_save(
        self, curator_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """SQLite gives a transaction the whole database as it begins; PostgreSQL has to be asked for the row."""
        seen: list[tuple[int, bool]] = []
        compare = together.mark_of

        def watched(page: Any, record: Any) -> str:
            locked = any("FOR UPDATE" in query["sql"] for query in said.captured_queries)
            seen.append((len(connection.savepoint_ids), locked or connection.vendor == "sqlite"))
            return compare(page, record)

        film = Film.objects.get(slug="cranes-are-flying")
        data = opened(curator_client, film)
        outside = len(connection.savepoint_ids)
        monkeypatch.setattr(together, "mark_of", watched)
        with CaptureQueriesContext(connection) as said:
            assert curator_client.post(address(film), data).status_code == 302
        assert seen
        assert all(depth > outside and locked for depth, locked in seen)

    def test_a_list_that_is_published_leaves_what_others_write_meanwhile(self, curator_client: Client) -> None:
        event = Event.objects.order_by("pk")[0]
        Event.objects.filter(pk=event.pk).update(status="draft")
        with CaptureQueriesContext(connection) as said:
            asked = {"action": "publish", "_selected_action": [event.pk], "confirmed": "1"}
            curator_client.post(listing(Event), asked)
        written = [one["sql"] for one in said.captured_queries if one["sql"].startswith('UPDATE "exhibit_event"')]
        assert not any('"title_en"' in sql for sql in written)


PARAMETERS = (
    *("from", "to", "lane", "beside", "film", "person", "place", "q", "entry", "after", "width", "overview", "format"),
    *("url", "maxwidth", "maxheight", "kind", "first", "second", "size", "zoom", "kiosk", "said", "language", "page"),
)
ODD = (
    "\0",
    "a\0b",
    "%",
    "_",
    "\\",
    "\ud800",
    "'",
    '"',
    "9" * 30,
    "-1",
    "1e9",
    "0",
    "1957-13",
    "ё",
    "🎞",
    "x" * 3000,
    "..",
    "null",
)
values = st.one_of(st.sampled_from(ODD), st.text(max_size=20), st.integers().map(str))
queries = st.lists(st.tuples(st.one_of(st.sampled_from(PARAMETERS), st.text(max_size=8)), values), max_size=4)


def asking(query: list[tuple[str, str]]) -> str:
    return urlencode(query, errors="surrogatepass")


class TestAnything:
    """Whatever is asked, the answer is one: a page, a word on what was not understood, never a fault."""

    PATHS = (
        *("/", "/exhibits/", "/films/", "/people/", "/places/", "/awards/", "/compare/", "/timeline/"),
        *("/timeline/poster/", "/timeline/list/", "/timeline/data.json", "/timeline/embed/", "/oembed/"),
        *("/timeline/export/timeline.csv", "/timeline/export/timeline.json", "/films/cranes-are-flying/"),
        *("/exhibits/the-cranes-are-flying/labels/", "/people/kalatozov/", "/kiosk-offline/", "/admin/login/"),
    )

    @given(st.sampled_from(PATHS), st.sampled_from(["", "/ru"]), queries)
    @effort(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_a_public_address_answers_any_question(self, path: str, prefix: str, query: list[tuple[str, str]]) -> None:
        answer = Client().get(f"{prefix}{path}?{asking(query)}")
        assert answer.status_code in {200, 302, 400, 404, 501}, query

    @given(st.sampled_from(["timeline", "timeline/export", "review", "films", "images", "media"]), values)
    @effort(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_an_address_that_nobody_gave_is_not_there(self, folder: str, name: str) -> None:
        if name in {"", ".", ".."}:
            return
        answer = Client().get(f"/{folder}/{quote(name, safe='', errors='surrogatepass')}/")
        assert answer.status_code in {301, 400, 404, 410} or (folder == "timeline" and answer.status_code in {200, 302})

    @pytest.mark.parametrize("path", PATHS)
    def test_a_zero_byte_is_no_word(self, path: str) -> None:
        assert Client().get(path, dict.fromkeys(PARAMETERS, "a\0b")).status_code in {200, 302, 400, 404, 501}

    DESK = ("film", "person", "event", "image", "credit", "exhibit", "pastslug", "source")

    @given(
        st.sampled_from(DESK),
        st.lists(
            st.tuples(
                st.sampled_from(["q", "o", "p", "e", "status__exact", "slug", "slug__gt", "film__id__exact", "all"]),
                values,
            ),
            max_size=3,
        ),
    )
    @effort(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_a_list_of_the_desk_answers_any_question(
        self, curator_client: Client, noun: str, query: list[tuple[str, str]]
    ) -> None:
        answer = curator_client.get(f"/admin/exhibit/{noun}/?{asking(query)}")
        assert answer.status_code in {200, 302, 400}, query

    @pytest.mark.parametrize(
        "path", ["film/?q=%00", "film/?slug=%00", "film/%00/change/", "event/?lane__id__exact=%00"]
    )
    def test_the_desk_refuses_a_zero_byte(self, curator_client: Client, path: str) -> None:
        assert curator_client.get(f"/admin/exhibit/{path}").status_code in {302, 400, 404}

    def test_the_desk_refuses_it_in_a_form(self, curator_client: Client) -> None:
        film = Film.objects.get(slug="cranes-are-flying")
        data = opened(curator_client, film) | {"title_en": ["The\0Cranes"]}
        assert curator_client.post(address(film), data).status_code == 400


class TestMigrations:
    def test_models_and_migrations_agree(self) -> None:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)

    def test_a_past_address_and_its_record_are_compared_without_asking_for_an_order(self) -> None:
        """Two columns of different collations would need one: PostgreSQL refuses to guess."""
        film = Film.objects.create(slug="test-before", title="Test", original_title="Test")
        film.slug = "test-after"
        film.save()
        asked = PastSlug.objects.filter(current__in=Film.objects.values("slug"))
        assert asked.filter(slug="test-before").get().current == "test-after"


@pytest.mark.parametrize("app", ["exhibit"])
def test_all_migrations_are_applied_in_their_order(app: str) -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan([key for key in executor.loader.graph.leaf_nodes() if key[0] == app]) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Readers of SQLite's log never wait for a writer.")
def test_while_the_search_is_read_anew_nobody_waits() -> None:
    with closing(connection.copy()) as other, transaction.atomic():
        rebuild()
        with other.cursor() as cursor:
            cursor.execute("SET lock_timeout = '500ms'")
            cursor.execute("SELECT count(*) FROM search_index")
            cursor.execute("SELECT count(*) FROM exhibit_searchdocument")
