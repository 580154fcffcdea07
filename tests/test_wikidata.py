"""What Wikidata says, into empty fields only: chosen by rank, cited, undone as one, and never by a strange file.

The entities have Wikidata's shape. Their numbers are invented and so are the people and films, but for those of the
museum's own dataset, of whom nothing is said here that it does not say itself.
"""

import copy
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from reversion.models import Version

from exhibit.dates import UncertainDate
from exhibit.interop import wikidata
from exhibit.interop.wikidata import Outcome, WikidataError
from exhibit.interop.wikidata.dating import date_in
from exhibit.interop.wikidata.statements import Stated, UnclearError
from exhibit.models import Citation, Film, Person, Place, Source

pytestmark = pytest.mark.django_db

GREGORIAN = "http://www.wikidata.org/entity/Q1985727"
JULIAN = "http://www.wikidata.org/entity/Q1985786"
FILM, PERSON = "Q990000001", "Q990000002"
Entity = dict[str, Any]


def snak(kind: str, value: Any, *, name: str = "P1") -> dict[str, Any]:
    if value in ("novalue", "somevalue"):
        return {"snaktype": value, "property": name, "datatype": kind}
    return {"snaktype": "value", "property": name, "datavalue": {"value": value, "type": kind}, "datatype": kind}


def said(kind: str, value: Any, rank: str = "normal", **qualifiers: list[Any]) -> dict[str, Any]:
    return {
        "mainsnak": snak(kind, value),
        "type": "statement",
        "id": "Q1$5",
        "rank": rank,
        "qualifiers": qualifiers,
        "qualifiers-order": list(qualifiers),
    }


def item(number: str, rank: str = "normal") -> dict[str, Any]:
    value = {"entity-type": "item", "numeric-id": int(number[1:]), "id": number}
    return said("wikibase-entityid", value, rank)


def time(text: str, precision: Any = 11, calendar: str = GREGORIAN) -> dict[str, Any]:
    zeros = {"timezone": 0, "before": 0, "after": 0}
    return {"time": text, **zeros, "precision": precision, "calendarmodel": calendar}


def on(text: str, precision: Any = 11, rank: str = "normal", calendar: str = GREGORIAN, **qualifiers: Any) -> Any:
    return said("time", time(text, precision, calendar), rank, **qualifiers)


def entity(number: str, labels: dict[str, str], **claims: list[Any]) -> Entity:
    return {
        "type": "item",
        "id": number,
        "labels": {code: {"language": code, "value": text} for code, text in labels.items()},
        "descriptions": {},
        "aliases": {},
        "claims": claims,
        "sitelinks": {},
    }


def a_film(**claims: list[Any]) -> Entity:
    labels = {"en": "An Invented Film", "ru": "Выдуманный фильм"}
    return entity(FILM, labels, P31=[item("Q11424")], **claims)


def a_person(**claims: list[Any]) -> Entity:
    return entity(PERSON, {"en": "Ivan Vydumov", "ru": "Иван Выдумов"}, P31=[item("Q5")], **claims)


def file_of(*entities: Entity) -> bytes:
    return json.dumps({"entities": {one["id"]: one for one in entities}}, ensure_ascii=False).encode()


def brought(*entities: Entity, **wishes: bool) -> wikidata.Plan:
    return wikidata.bring(wikidata.read(file_of(*entities)), "file.json", **wishes)


def remarks(plan: wikidata.Plan) -> str:
    return "\n".join(remark for line in plan.lines for remark in line.remarks)


@pytest.fixture
def film(museum: None) -> Film:
    return Film.objects.create(
        slug="invented", title_en="Kept", original_title="Kept", wikidata_id=FILM, status="published"
    )


@pytest.fixture
def person(museum: None) -> Person:
    return Person.objects.create(slug="vydumov", name_en="Kept", sort_name_en="Kept", wikidata_id=PERSON)


class TestFilms:
    def test_each_property_fills_its_field_and_is_cited(self, film: Film) -> None:
        plan = brought(
            a_film(
                P577=[on("+1957-10-12T00:00:00Z")],
                P2047=[said("quantity", {"amount": "+97", "unit": "http://www.wikidata.org/entity/Q7727"})],
                P462=[item("Q990000010")],
                P495=[item("Q990000011"), item("Q990000012")],
                P364=[item("Q990000013")],
                P345=[said("string", "tt9900001")],
            ),
            entity("Q990000010", {"en": "black-and-white", "ru": "чёрно-белый"}),
            entity("Q990000011", {"en": "Ruritania", "ru": "Руритания"}),
            entity("Q990000012", {"en": "Graustark"}),
            entity("Q990000013", {"en": "Ruritanian", "ru": "руританский"}),
        )
        film.refresh_from_db()
        assert (film.title_en, film.title_ru) == ("Kept", "Выдуманный фильм")
        assert film.date == UncertainDate("1957-10-12")
        assert film.running_time_minutes == 97
        assert (film.colour_en, film.colour_ru) == ("black-and-white", "чёрно-белый")
        assert (film.country_en, film.country_ru) == ("Ruritania, Graustark", None), "one has no Russian name here"
        assert film.spoken_language_ru == "руританский"
        assert film.imdb_id == "tt9900001"
        assert plan.remarks == ["4 other entities are neither films nor people; their labels were read."]
        source = Source.objects.get(slug=f"wikidata-{FILM.lower()}")
        assert (source.title, source.tier) == (f"Wikidata: {FILM}", Source.Tier.C)
        assert source.url == f"https://www.wikidata.org/wiki/{FILM}"
        cited = set(Citation.objects.filter(film=film, source=source).values_list("about", flat=True))
        assert cited == {"title", "date", "running_time", "colour", "country", "language", "identifier"}

    def test_a_second_import_changes_nothing(self, film: Film) -> None:
        one = a_film(P577=[on("+1957-00-00T00:00:00Z", 9)], P345=[said("string", "tt9900001")])
        brought(one)
        versions, citations = Version.objects.count(), Citation.objects.count()
        again = brought(one)
        assert [line.outcome for line in again.lines] == [Outcome.SAME]
        assert (Version.objects.count(), Citation.objects.count()) == (versions, citations)

    def test_what_curators_wrote_stays(self, museum: None) -> None:
        Film.objects.filter(slug="cranes-are-flying").update(wikidata_id=FILM)
        before = Film.objects.filter(slug="cranes-are-flying").values().get()
        plan = brought(a_film(P577=[on("+1999-00-00T00:00:00Z", 9)]))
        assert Film.objects.filter(slug="cranes-are-flying").values().get() == before
        assert plan.lines[0].outcome is Outcome.SAME

    def test_it_is_found_by_its_imdb_number_and_gets_its_own(self, museum: None) -> None:
        cranes = Film.objects.get(slug="cranes-are-flying")
        assert cranes.imdb_id
        assert not cranes.wikidata_id
        brought(a_film(P345=[said("string", cranes.imdb_id)]))
        cranes.refresh_from_db()
        assert cranes.wikidata_id == FILM
        assert Citation.objects.filter(
            film=cranes, about="identifier", source__slug=f"wikidata-{FILM.lower()}"
        ).exists()

    def test_two_numbers_that_contradict_each_other_are_told(self, museum: None) -> None:
        cranes = Film.objects.get(slug="cranes-are-flying")
        Film.objects.filter(pk=cranes.pk).update(wikidata_id="Q990000099")
        plan = brought(a_film(P345=[said("string", cranes.imdb_id)]))
        assert plan.lines[0].outcome is Outcome.REFUSED
        assert "another Wikidata number, Q990000099" in remarks(plan)

    def test_a_record_that_is_there_twice_is_not_guessed(self, film: Film) -> None:
        Film.objects.create(slug="twin", title_en="Twin", original_title="Twin", wikidata_id=FILM)
        assert "Two records have its number: “" in remarks(brought(a_film()))

    def test_the_earliest_showing_counts_and_a_more_exact_date_within_it(self, film: Film) -> None:
        brought(
            a_film(
                P577=[on("+1958-05-03T00:00:00Z"), on("+1957-00-00T00:00:00Z", 9), on("+1957-10-12T00:00:00Z")],
            )
        )
        film.refresh_from_db()
        assert film.date == UncertainDate("1957-10-12")

    def test_the_preferred_rank_counts_and_the_deprecated_never(self, film: Film) -> None:
        hour = {"amount": "+2", "unit": "http://www.wikidata.org/entity/Q25235"}
        other = {"amount": "+95", "unit": "http://www.wikidata.org/entity/Q7727"}
        brought(
            a_film(
                P577=[on("+1950-00-00T00:00:00Z", 9, "deprecated")],
                P2047=[said("quantity", other), said("quantity", hour, "preferred")],
            )
        )
        film.refresh_from_db()
        assert film.date is None
        assert film.running_time_minutes == 120

    def test_values_of_one_rank_that_differ_fill_nothing(self, film: Film) -> None:
        minutes = [{"amount": amount, "unit": "http://www.wikidata.org/entity/Q7727"} for amount in ("+95", "+97")]
        plan = brought(a_film(P2047=[said("quantity", one) for one in minutes]))
        film.refresh_from_db()
        assert film.running_time_minutes is None
        assert "P2047 has 2 values of the same rank: “95”, “97”." in remarks(plan)

    def test_a_subclass_that_the_file_tells_of_is_a_film(self, film: Film) -> None:
        one = a_film(P577=[on("+1957-00-00T00:00:00Z", 9)])
        one["claims"]["P31"] = [item("Q990000050")]
        assert wikidata.read(file_of(one)).items
        assert brought(one).lines == []
        above = entity("Q990000050", {"en": "a kind"}, P279=[item("Q990000051")])
        brought(one, above, entity("Q990000051", {}, P279=[item("Q24862"), item("Q990000050")]))
        film.refresh_from_db()
        assert film.date == UncertainDate("1957")

    def test_a_published_record_changes_at_once_and_the_desk_has_both_versions(self, film: Film) -> None:
        brought(a_film(P577=[on("+1957-00-00T00:00:00Z", 9)]))
        versions = Version.objects.get_for_object(film)
        assert [version.revision.comment for version in versions] == [
            "Filled from Wikidata: file.json",
            "As it was before its first change here.",
        ]
        assert [version.field_dict["date"] for version in versions] == [UncertainDate("1957"), None]

    def test_an_item_without_a_label_in_the_file_is_named(self, film: Film) -> None:
        assert "P495 names Q990000011, of which the file has no label." in remarks(
            brought(a_film(P495=[item("Q990000011")]))
        )


class TestPeople:
    def test_each_property_fills_its_field_and_is_cited(self, person: Person) -> None:
        Place.objects.create(slug="strelsau", name_en="Strelsau", name_ru="Стрельсау")
        one = a_person(
            P569=[on("+1903-12-00T00:00:00Z", 10)],
            P570=[on("+1973-00-00T00:00:00Z", 9)],
            P19=[item("Q990000020")],
            P20=[item("Q990000021")],
            P106=[item("Q990000022"), item("Q990000023")],
            P345=[said("string", "nm9900001")],
        )
        one["aliases"] = {"en": [{"language": "en", "value": "I. V."}, {"language": "en", "value": "Vanya"}]}
        plan = brought(
            one,
            entity("Q990000020", {"ru": "Стрельсау"}),
            entity("Q990000021", {"en": "Zenda"}),
            entity("Q990000022", {"en": "film director", "ru": "кинорежиссёр"}),
            entity("Q990000023", {"en": "actor", "ru": "актёр"}),
        )
        person.refresh_from_db()
        assert (person.name_en, person.name_ru) == ("Kept", "Иван Выдумов")
        assert person.other_names_en == "I. V., Vanya"
        assert (person.birth, person.death) == (UncertainDate("1903-12"), UncertainDate("1973"))
        assert person.birth_place is not None
        assert person.birth_place.slug == "strelsau"
        assert person.death_place is None
        assert "P20 names “Zenda”: no place of that name here, and none is made." in remarks(plan)
        assert not Place.objects.filter(name_en="Zenda").exists()
        assert person.occupations_ru == "кинорежиссёр, актёр"
        assert person.imdb_id == "nm9900001"
        cited = set(Citation.objects.filter(person=person).values_list("about", flat=True))
        assert cited == {"", "birth", "death", "identifier"}

    def test_dates_that_contradict_the_record_refuse_the_whole_of_it(self, person: Person) -> None:
        Person.objects.filter(pk=person.pk).update(death="1890", death_earliest="1890-01-01", death_latest="1890-12-31")
        plan = brought(a_person(P569=[on("+1903-00-00T00:00:00Z", 9)], P345=[said("string", "nm9900001")]))
        assert plan.lines[0].outcome is Outcome.REFUSED
        assert "The death lies before the birth" in remarks(plan)
        person.refresh_from_db()
        assert not person.imdb_id
        assert not Citation.objects.filter(person=person).exists()

    def test_a_value_that_is_unknown_or_none_is_told(self, person: Person) -> None:
        plan = brought(a_person(P569=[said("time", "somevalue")], P570=[said("time", "novalue")]))
        assert "P569 is said to be unknown." in remarks(plan)
        assert "P570 is said to have no value." in remarks(plan)


class TestMaking:
    def test_nothing_is_made_unless_it_is_asked_for(self, museum: None) -> None:
        plan = brought(a_film(), a_person())
        assert [line.outcome for line in plan.lines] == [Outcome.UNKNOWN, Outcome.UNKNOWN]
        assert not Film.objects.filter(wikidata_id=FILM).exists()

    def test_what_is_made_is_a_draft(self, museum: None) -> None:
        title = said("monolingualtext", {"text": "Vynález", "language": "cs"})
        brought(a_film(P1476=[title]), a_person(), creates=True)
        film, person = Film.objects.get(wikidata_id=FILM), Person.objects.get(wikidata_id=PERSON)
        assert (film.slug, film.status) == ("an-invented-film", "draft")
        assert (film.original_title, film.original_language) == ("Vynález", "cs")
        assert (person.slug, person.sort_name_en, person.status) == ("ivan-vydumov", "Vydumov, Ivan", "draft")
        assert [line.outcome for line in brought(a_film(), a_person(), creates=True).lines] == [Outcome.SAME] * 2

    def test_without_a_name_in_the_first_language_none_is_made(self, museum: None) -> None:
        one = a_person()
        del one["labels"]["en"]
        assert "no label in the museum’s first language" in remarks(brought(one, creates=True))
        assert not Person.objects.filter(wikidata_id=PERSON).exists()

    def test_the_same_film_twice_in_a_file_is_made_once(self, museum: None) -> None:
        one, twin = a_film(), a_film()
        twin["id"] = "Q990000098"
        brought(one, twin, creates=True)
        assert set(Film.objects.filter(title_en="An Invented Film").values_list("slug", flat=True)) == {
            "an-invented-film",
            "an-invented-film-2",
        }, "two numbers are two films, with two addresses"


class TestDates:
    @pytest.mark.parametrize(
        ("value", "edtf"),
        [
            (time("+1957-10-12T00:00:00Z"), "1957-10-12"),
            (time("+00000001957-10-12T00:00:00Z"), "1957-10-12"),
            (time("+1957-10-00T00:00:00Z", 10), "1957-10"),
            (time("+1957-00-00T00:00:00Z", 9), "1957"),
            (time("+1957-01-01T00:00:00Z", 9), "1957"),
            (time("+1950-00-00T00:00:00Z", 8), "195X"),
            (time("+1900-00-00T00:00:00Z", 7), "18XX"),
            (time("+1901-00-00T00:00:00Z", 7), "19XX"),
            (time("+0900-00-00T00:00:00Z", 9, JULIAN), "0900"),
        ],
    )
    def test_a_time_is_as_exact_as_it_says(self, value: Any, edtf: str) -> None:
        assert date_in(Stated("time", value, {})) == UncertainDate(edtf)

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            (time("-13000000000-00-00T00:00:00Z", 3), "lies outside of the years 1 to 9999"),
            (time("+13000000000-00-00T00:00:00Z", 9), "lies outside"),
            (time("-0044-03-15T00:00:00Z"), "lies outside"),
            (time("+0000-00-00T00:00:00Z", 9), "lies outside"),
            (time("+2000-00-00T00:00:00Z", 6), "has a precision that a date here cannot say (6)"),
            (time("+2000-01-01T00:00:00Z", 14), "has a precision that a date here cannot say (14)"),
            (time("+2000-01-01T00:00:00Z", "day"), "has a precision that a date here cannot say (day)"),
            (time("+2000-01-01T00:00:00Z", None), "has a precision that a date here cannot say (None)"),
            (time("+1957-02-30T00:00:00Z"), "is no day of the calendar"),
            (time("+1957-00-00T00:00:00Z"), "is no day of the calendar"),
            (time("+1903-12-15T00:00:00Z", 11, JULIAN), "is in the Julian calendar: convert it"),
            (time("+1903-12-15T00:00:00Z", 11, "http://example.org/Q1"), "calendar that is not known here (Q1)"),
            (time("yesterday"), "“yesterday” is no time"),
            ({"time": ["+1957"]}, "is no time"),
            ("+1957-10-12T00:00:00Z", "is no time"),
        ],
    )
    def test_what_cannot_be_said_is_left_out_with_a_word(self, value: Any, said: str) -> None:
        with pytest.raises(UnclearError) as reason:
            date_in(Stated("time", value, {}))
        assert said in str(reason.value)

    @pytest.mark.parametrize(("number", "edtf"), [("Q5727902", "1957~"), ("Q18122778", "1957?"), ("Q990000060", "")])
    def test_circumstances_are_kept_or_told(self, number: str, edtf: str) -> None:
        value = {"entity-type": "item", "id": number}
        stated = Stated("time", time("+1957-00-00T00:00:00Z", 9), {"P1480": [snak("wikibase-entityid", value)]})
        if edtf:
            assert date_in(stated) == UncertainDate(edtf)
        else:
            with pytest.raises(UnclearError, match="circumstances"):
                date_in(stated)

    def test_one_with_bounds_beside_it_is_left_to_a_curator(self) -> None:
        with pytest.raises(UnclearError, match="earliest or latest date beside it"):
            date_in(Stated("time", time("+1957-00-00T00:00:00Z", 9), {"P1319": []}))


class TestFiles:
    def test_one_entity_a_list_a_document_and_lines_of_a_dump_are_the_same(self) -> None:
        one, other = a_film(), a_person()
        whole = wikidata.read(file_of(one, other)).items
        assert list(whole) == [FILM, PERSON]
        lines = f"[\n{json.dumps(one)},\n{json.dumps(other)}\n]\n"
        ndjson = f"{json.dumps(one)}\n{json.dumps(other)}\n"
        for text in (json.dumps([one, other]), lines, ndjson, f"[\n{json.dumps(one)},\n{json.dumps(other)},\n"):
            assert wikidata.read(text.encode()).items == whole
        assert list(wikidata.read(json.dumps(one).encode()).items) == [FILM]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "no proper JSON: see line 1"),
            (b"{", "no proper JSON"),
            (b'{"entities": ', "no proper JSON"),
            (b"\xff\xfe\x00", "not in UTF-8"),
            (b"5", "no “entities”"),
            (b'{"batchcomplete": 1}', "no “entities”"),
            (b'{"entities": {}}', "There are no entities in the file"),
            (b'{"entities": {"Q1": []}}', "“Q1” is no entity"),
            (b'{"entities": {"Q1": {"id": "Q1", "missing": ""}}}', "Q1 is not there in Wikidata"),
            (b'{"entities": {"P31": {"id": "P31"}}}', "“P31” has no number such as Q42"),
            (b'[{"id": "Q1", "claims": 5}]', "Q1 has labels, aliases or claims of a strange shape"),
            (b"[" * 100_000, "nested too deeply"),
            (b'[{"id": "Q1", "x": ' + b"9" * 5000 + b"}]", "too long to be Wikidata"),
        ],
    )
    def test_what_is_no_file_of_entities_is_told(self, content: bytes, said: str) -> None:
        with pytest.raises(WikidataError) as problem:
            wikidata.read(content)
        assert said in str(problem.value)

    def test_one_strange_entity_does_not_stand_in_the_way_of_others(self, film: Film) -> None:
        content = json.dumps([5, {"id": "Q0"}, a_film(P577=[on("+1957-00-00T00:00:00Z", 9)])]).encode()
        plan = wikidata.bring(wikidata.read(content), "file.json")
        film.refresh_from_db()
        assert film.date == UncertainDate("1957")
        assert plan.remarks[:2] == ["entity 1 is no entity.", "entity 2 has no number such as Q42 and is left out."]

    def test_a_text_too_long_for_its_field_is_told_and_not_cut(self, person: Person) -> None:
        one = a_person()
        one["labels"]["ru"]["value"] = "Б" * 500
        plan = brought(one)
        assert "label has 500 letters; name_ru holds 120." in remarks(plan)
        one["labels"]["ru"]["value"] = "Б" * 10_000_000
        assert "Б" * 100 not in "\n".join(str(line) for line in brought(one).lines)

    NOISE = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=6,
    )

    @given(st.data())
    @effort(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_no_shape_breaks_it(self, film: Film, person: Person, data: st.DataObject) -> None:
        """Somewhere in a proper entity anything may stand: it is filled, told or left out, and never a failure."""
        whole = [
            a_film(P577=[on("+1957-00-00T00:00:00Z", 9, P1480=[{}])], P1476=[], P495=[item("Q990000011")]),
            a_person(P569=[on("+1903-00-00T00:00:00Z", 9)], P19=[item("Q990000011")]),
            entity("Q990000011", {"en": "Ruritania"}, P31=[item("Q990000011")], P279=[item("Q990000011")]),
        ]
        spoilt: Any = copy.deepcopy(whole)
        holder, key = spoilt, data.draw(st.integers(0, 2))
        for _step in range(data.draw(st.integers(1, 9))):
            inner = holder[key]
            if not isinstance(inner, dict | list) or not inner:
                break
            keys = sorted(inner) if isinstance(inner, dict) else range(len(inner))
            holder, key = inner, data.draw(st.sampled_from(list(keys)))
        holder[key] = data.draw(self.NOISE)
        try:
            entities = wikidata.read(json.dumps(spoilt).encode())
        except WikidataError:
            return
        wikidata.bring(entities, "file.json", creates=True, is_rehearsal=True)


class TestCommand:
    def imported(self, path: Path, *options: str) -> str:
        said = StringIO()
        call_command("import_wikidata", path, *options, stdout=said)
        return said.getvalue()

    def test_it_reports_by_record_what_came_from_what(self, film: Film, tmp_path: Path) -> None:
        path = tmp_path / "entities.json"
        path.write_bytes(file_of(a_film(P577=[on("+1957-10-12T00:00:00Z")], P2047=[said("string", "97")]), a_person()))
        rehearsed = self.imported(path, "--dry-run")
        assert "date: “1957-10-12” from P577" in rehearsed
        assert "P2047 “None” is no whole number." in rehearsed
        assert "not here: “Ivan Vydumov”" in rehearsed
        assert "1 filled, 1 not here." in rehearsed
        assert "Nothing was written: this was a dry run." in rehearsed
        assert not Source.objects.filter(independence_group="wikidata").exists()
        assert self.imported(path).splitlines()[:-1] == rehearsed.splitlines()[:-2]
        assert "There was nothing to write." in self.imported(path)

    def test_a_fault_in_writing_leaves_nothing_changed(self, film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(line: Any) -> None:
            raise RuntimeError

        monkeypatch.setattr("exhibit.interop.wikidata.writing._cite", fail)
        with pytest.raises(RuntimeError):
            brought(a_film(P577=[on("+1957-10-12T00:00:00Z")]))
        film.refresh_from_db()
        assert film.date is None

    def test_a_file_that_cannot_be_read_is_named(self, museum: None, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"none\.json cannot be read"):
            self.imported(tmp_path / "none.json")
        (tmp_path / "bad.json").write_text("no JSON")
        with pytest.raises(CommandError, match=r"Nothing was imported\. The file is no proper JSON"):
            self.imported(tmp_path / "bad.json")
