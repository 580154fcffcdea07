"""Records and lists as documents for programs: whole, described, and nothing that visitors may not see."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from exhibit.curation.contents import rolled_back
from exhibit.interop.api.addresses import ADDRESSES
from exhibit.interop.api.schemas import SCHEMAS
from exhibit.interop.api.terms import TERMS
from exhibit.interop.formats import FORMATS, JSON, NOUNS, Format, noun_of, pages_of, twins
from exhibit.models import Award, AwardBody, Event, Exhibit, Film, Image, Lane, Person, Place
from exhibit.publishing import listings
from exhibit.publishing.documents import SHOWN
from exhibit.publishing.editions import release
from exhibit.publishing.listings import LISTINGS
from exhibit.publishing.pages import public_pages
from tests.frozen import HIDDEN, become_small, hide_something_of_every_kind

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
FILM = "/films/cranes-are-flying"
SCHEMA_OF = {"award_body": "AwardBody"} | {noun: noun.capitalize() for noun in NOUNS.values() if noun != "award_body"}
BUDGET = {
    "exhibit": {"json": 27, "jsonld": 26, "linked-art.json": 3},
    "film": {"json": 20, "jsonld": 9, "linked-art.json": 4},
    "person": {"json": 17, "jsonld": 6, "linked-art.json": 2},
    "event": {"json": 14, "jsonld": 4},
    "place": {"json": 12, "jsonld": 3},
    "award_body": {"json": 10, "jsonld": 2},
    "award": {"json": 10, "jsonld": 3},
    "image": {"json": 13, "jsonld": 5},
}
"""Queries that each document may ask, whatever the size of the collection."""


@pytest.fixture
def visitor(museum: None) -> Client:
    return Client()


def every_record() -> Iterator[Any]:
    for shown in SHOWN.values():
        yield from shown()


@dataclass(frozen=True, slots=True)
class Told:
    """A document as a program got it, and what it took to make it."""

    noun: str
    form: Format
    document: Any
    query_count: int


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> dict[str, Told]:
    """Every document of every record by its path, asked for once; the exhibit has an edition."""
    found = {}
    with django_db_blocker.unblock(), rolled_back():
        release(Exhibit.objects.get(), title_en="As it opened")
        for record in every_record():
            for twin in twins(record):
                with CaptureQueriesContext(connection) as queries:
                    answer = Client().get(twin.path)
                assert answer.status_code == 200, twin.path
                found[twin.path] = Told(noun_of(record), twin.format, answer.json(), len(queries))
    return found


def own(told: dict[str, Told]) -> dict[str, Any]:
    """Our own documents, by their paths."""
    return {path: one.document for path, one in told.items() if one.form == JSON}


def strict(schema: Any) -> Any:
    """A schema that refuses what it does not name."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: strict(one) for name, one in schema.items()}
    if "properties" in schema and schema.get("type") == "object":
        found["additionalProperties"] = False
    return found


def validator(name: str) -> Draft202012Validator:
    whole = strict({"components": {"schemas": SCHEMAS}})
    return Draft202012Validator(
        whole | {"$ref": f"#/components/schemas/{name}"}, format_checker=FormatChecker(formats=["date"])
    )


class TestRecord:
    def test_it_has_texts_in_all_languages_dates_credits_and_evidence(self, visitor: Client) -> None:
        film = visitor.get(f"{FILM}.json").json()
        assert film["texts"]["title"] == {"en": "The Cranes Are Flying", "ru": "Летят журавли"}
        assert film["pages"] == {"en": f"{SITE}{FILM}/", "ru": f"{SITE}/ru{FILM}/"}
        assert film["date"] == {"edtf": "1957", "earliest": "1957-01-01", "latest": "1957-12-31", "words": "1957"}
        directors = [one["person"]["slug"] for one in film["credits"] if one["department"] == "directing"]
        assert directors == ["kalatozov"]
        assert {one["source"]["slug"] for one in film["citations"]}
        assert [one["noun"] for one in film["exhibits"]] == ["exhibit"]
        assert film["cut"] == []

    def test_in_another_language_it_names_others_in_that(self, visitor: Client) -> None:
        film = visitor.get(f"/ru{FILM}.json").json()
        assert film["language"] == "ru"
        assert film["url"] == f"{SITE}/ru{FILM}/"
        award = next(one for one in film["awards"] if one["slug"] == "cannes58-palme")
        assert award["url"].startswith(f"{SITE}/ru/awards/cannes/")
        assert re.search("[а-я]", award["name"])

    def test_uncertain_dates_say_how_uncertain(self, visitor: Client) -> None:
        event = visitor.get("/events/casting.json").json()
        assert event["date"] == {
            "edtf": "1956~",
            "earliest": "1956-01-01",
            "latest": "1956-12-31",
            "words": "c.\N{NO-BREAK SPACE}1956",
        }
        assert event["evidence_status"] == "attributed"
        Event.objects.filter(slug="casting").update(date="1956/..")
        assert visitor.get("/events/casting.json").json()["date"]["latest"] is None

    def test_sources_that_say_otherwise_and_disputes_are_in_it(self, told: dict[str, Told]) -> None:
        found = [document for document in own(told).values() if document["noun"] in ("film", "event")]
        stances = {one["stance"] for document in found for one in document["citations"]}
        assert stances == {"supports", "disputes"}
        [dispute, *_more] = [one for document in found for one in document["disputes"]]
        assert len(dispute["sides"]) > 1
        assert all(side["texts"]["claim"]["en"] and side["sources"] for side in dispute["sides"])

    def test_an_exhibit_is_told_with_its_notes(self, visitor: Client) -> None:
        exhibit = visitor.get("/exhibits/the-cranes-are-flying.json").json()
        assert [chapter["number"] for chapter in exhibit["chapters"]] == list(range(1, 9))
        notes = {note["key"] for chapter in exhibit["chapters"] for note in chapter["notes"]}
        texts = "".join(
            part["texts"]["text"]["en"]
            for chapter in exhibit["chapters"]
            for part in chapter["parts"]
            if part["kind"] == "text"
        )
        assert notes == set(re.findall(r"\[\^([-\w]+)\]", texts))
        assert exhibit["edition"] is None
        release(Exhibit.objects.get(), title_en="As it opened")
        again = visitor.get("/exhibits/the-cranes-are-flying.json").json()
        assert again["edition"] == {"number": 1, "url": f"{SITE}/exhibits/the-cranes-are-flying/editions/1/"}

    def test_a_list_that_is_too_long_says_so(self, visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("exhibit.interop.records.parts.MOST", 5)
        film = visitor.get(f"{FILM}.json").json()
        assert film["cut"] == ["credits", "awards", "events"]
        assert len(film["credits"]) == len(film["awards"]) == len(film["events"]) == 5

    def test_every_document_is_as_it_is_described(self, told: dict[str, Told]) -> None:
        checks = {noun: validator(name) for noun, name in SCHEMA_OF.items()}
        seen = set()
        for path, document in own(told).items():
            faults = checks[document["noun"]].iter_errors(document)
            assert [f"{list(fault.absolute_path)}: {fault.message}" for fault in faults] == [], path
            seen.add(document["noun"])
        assert seen == set(NOUNS.values())

    def test_every_address_in_it_is_one_of_the_museum(self, told: dict[str, Told], museum: None) -> None:
        found = set(re.findall(rf'"{SITE}(/[^"#]*)', json.dumps([own(told)])))
        pages = {path for path in found if path.endswith("/") and "/editions/" not in path}
        assert len(pages) > 300
        assert pages <= {page.path for page in public_pages()}
        assert {path for path in found - pages if path.endswith(".json")} <= told.keys()

    @pytest.mark.parametrize("noun", NOUNS.values())
    def test_it_asks_few_queries(self, told: dict[str, Told], noun: str) -> None:
        asked: dict[str, int] = {}
        for one in told.values():
            if one.noun == noun:
                asked[one.form.ending] = max(one.query_count, asked.get(one.form.ending, 0))
        assert set(asked) == set(BUDGET[noun])
        assert {ending: count for ending, count in asked.items() if count > BUDGET[noun][ending]} == {}


class TestAnswer:
    @pytest.mark.parametrize(
        ("ending", "media_type"),
        [
            ("json", "application/json"),
            ("jsonld", "application/ld+json"),
            ("linked-art.json", 'application/ld+json;profile="https://linked.art/ns/v1/linked-art.json"'),
        ],
    )
    def test_it_names_its_page_and_its_description_and_is_open_to_all(
        self, visitor: Client, ending: str, media_type: str
    ) -> None:
        answer = visitor.get(f"/ru{FILM}.{ending}")
        assert answer["Content-Type"] == media_type
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        assert answer["Link"] == f'<{SITE}/ru{FILM}/>; rel="canonical", <{SITE}/ru/api/>; rel="describedby"'
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")

    @pytest.mark.parametrize(
        "path",
        [
            f"{FILM}.json",
            "/films.json",
            "/films.csv",
            "/timeline/data.json",
            "/timeline/export/timeline.csv",
            "/oembed/",
            "/search/data.json",
            "/search/suggestions.json",
            "/feeds/new.atom",
            "/feeds/editions.atom",
            "/exhibits/coming.ics",
            "/oai/",
        ],
    )
    def test_what_a_browser_asks_first_is_answered(self, visitor: Client, path: str) -> None:
        answer = visitor.options(path)
        assert answer.status_code == 204
        assert answer["Allow"] == answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert answer["Access-Control-Allow-Origin"] == visitor.get(path)["Access-Control-Allow-Origin"] == "*"

    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_it_is_read_only(self, visitor: Client, method: str) -> None:
        assert getattr(visitor, method)(f"{FILM}.json").status_code == 405
        assert getattr(Client(enforce_csrf_checks=True), method)(f"{FILM}.json").status_code == 405

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            (f"{FILM}.xml", "“.xml” is no format here. There are: .json, .jsonld, .linked-art.json."),
            ("/events/palme.linked-art.json", "“.linked-art.json” is no format here. There are: .json, .jsonld."),
            ("/awards/cannes/cannes58-palme.rdf", "“.rdf” is no format here. There are: .json, .jsonld."),
            (
                "/timeline/export/timeline.pdf",
                "There is no file “timeline.pdf” of the timeline. There are: timeline.csv, timeline.json, timeline.ics,"
                " timelinejs.json.",
            ),
            ("/films/no-such-film.json", "There is no record “no-such-film” here."),
            (
                "/films/after/no-such-film.json",
                "The list cannot go on after “no-such-film”. Begin with its first page.",
            ),
        ],
    )
    def test_what_is_not_there_is_refused_in_words(self, visitor: Client, path: str, said: str) -> None:
        answer = visitor.get(path)
        assert answer.status_code == 404
        assert answer.json() == {"problem": said}
        assert answer["Access-Control-Allow-Origin"] == "*"

    @pytest.mark.parametrize("model", [Exhibit, Film, Person, Event, Place, AwardBody, Award])
    def test_an_old_address_leads_to_the_new_one(self, visitor: Client, model: Any) -> None:
        record = SHOWN[NOUNS[model]]().first()
        before = twins(record)
        record.slug = "another-address"
        record.save()
        for old, new in zip(before, twins(record), strict=True):
            answer = visitor.get(old.path)
            assert (answer.status_code, answer["Location"]) == (301, new.path)
        model.objects.filter(pk=record.pk).update(status="draft")
        assert visitor.get(before[0].path).status_code == 404

    def test_an_award_under_another_body_leads_to_its_own(self, visitor: Client) -> None:
        answer = visitor.get("/ru/awards/bafta/cannes58-palme.json")
        assert (answer.status_code, answer["Location"]) == (301, "/ru/awards/cannes/cannes58-palme.json")

    def test_absent_and_unpublished_are_the_same(self, visitor: Client) -> None:
        for record in [shown().first() for shown in SHOWN.values()]:
            if not isinstance(record, Image):
                path = twins(record)[0].path
                type(record).objects.filter(pk=record.pk).update(status="draft")
                assert visitor.get(path).json() == {"problem": f"There is no record “{record.slug}” here."}


def test_nothing_unpublished_is_in_any_document(visitor: Client) -> None:
    become_small()
    hide_something_of_every_kind()
    texts = {path: json.dumps(visitor.get(path).json()) for path in all_paths()}
    assert len(texts) > 20
    assert [path for path, text in texts.items() if HIDDEN in f"{path} {text}".casefold()] == []
    for shown, state in ((Film, "draft"), (Person, "scheduled"), (Event, "expired"), (Place, "draft")):
        path = f"{twins(SHOWN[NOUNS[shown]]().first())[0].path.rpartition('/')[0]}/{HIDDEN}-{state}.json"
        assert visitor.get(path).status_code == 404
    assert visitor.get(f"/images/{HIDDEN}-ended.json").status_code == 404
    assert visitor.get(f"/images/{HIDDEN}-unused.json").status_code == 404


def all_paths() -> list[str]:
    """Every document of every record, every list, and the description."""
    found = [twin.path for record in every_record() for twin in twins(record)]
    return [*found, *(one.address() for one in LISTINGS.values()), "/api/openapi.json"]


class TestList:
    @pytest.mark.parametrize("name", LISTINGS)
    def test_its_sheets_have_every_record_once(
        self, visitor: Client, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listings, "PER_SHEET", 4)
        check, path, slugs = validator("List"), f"/ru/{name}.json", []
        while path:
            with CaptureQueriesContext(connection) as queries:
                answer = visitor.get(path)
            assert len(queries) <= 2
            sheet = answer.json()
            assert list(check.iter_errors(sheet)) == []
            slugs += [item["slug"] for item in sheet["items"]]
            path = (sheet["next"] or "").removeprefix(SITE)
            assert ('rel="next"' in answer["Link"]) is bool(path)
        noun = LISTINGS[name].noun
        assert sorted(slugs) == sorted(SHOWN[noun]().values_list("slug", flat=True))

    def test_they_stand_in_their_order(self, visitor: Client) -> None:
        films = visitor.get("/films.json").json()["items"]
        dates = [film["date"]["earliest"] for film in films if film["date"]]
        assert dates == sorted(dates)
        names = list(Person.objects.published().alphabetical().values_list("slug", flat=True))
        assert [person["slug"] for person in visitor.get("/people.json").json()["items"]] == names

    def test_the_old_name_of_a_record_leads_on(self, visitor: Client) -> None:
        film = Film.objects.get(slug="red-tent")
        film.slug = "the-red-tent"
        film.save()
        answer = visitor.get("/films/after/red-tent.json")
        assert (answer.status_code, answer["Location"]) == (301, "/films/after/the-red-tent.json")


class TestDescription:
    def test_it_is_an_openapi_document(self, visitor: Client) -> None:
        OpenAPIV31SpecValidator(visitor.get("/ru/api/openapi.json").json()).validate()

    def test_it_asks_as_much_however_large_the_museum(self, visitor: Client) -> None:
        with CaptureQueriesContext(connection) as queries:
            visitor.get("/api/openapi.json")
        assert len(queries) <= 75

    def test_its_examples_are_records_of_the_museum_and_as_described(self, visitor: Client) -> None:
        described = visitor.get("/ru/api/openapi.json").json()
        assert described["servers"] == [{"url": f"{SITE}/ru"}]
        examples = 0
        for path, operations in described["paths"].items():
            get = operations["get"]
            filled = path
            for parameter in get["parameters"]:
                if "example" in parameter:
                    filled = filled.replace(f"{{{parameter['name']}}}", parameter["example"])
            if "{" not in filled:
                answer = visitor.get(filled if "servers" in operations else f"/ru{filled}")
                assert answer.status_code == (400 if path == "/oembed/" else 200), filled
                assert answer["Content-Type"].partition("; charset")[0] in get["responses"]["200"]["content"]
            content = get["responses"]["200"]["content"].get("application/json", {})
            if "example" in content:
                examples += 1
                name = content["schema"]["$ref"].rpartition("/")[2]
                assert list(validator(name).iter_errors(content["example"])) == [], path
        assert examples == 6

    def test_what_is_asked_as_its_examples_say_is_answered_as_described(self, visitor: Client) -> None:
        described = visitor.get("/ru/api/openapi.json").json()
        asked = 0
        for path, operations in described["paths"].items():
            get = operations["get"]
            examples = {one["name"]: one["example"] for one in get["parameters"] if one["in"] == "query"}
            if not examples:
                continue
            required = {one["name"]: one["example"] for one in get["parameters"] if one.get("required")}
            for name, example in examples.items():
                answer = visitor.get(path if "servers" in operations else f"/ru{path}", required | {name: example})
                assert answer.status_code == 200, (path, name)
                schema = get["responses"]["200"]["content"].get("application/json", {}).get("schema", {})
                if "$ref" in schema:
                    asked += 1
                    check = validator(schema["$ref"].rpartition("/")[2])
                    assert list(check.iter_errors(json.loads(answer.getvalue()))) == [], (path, name)
        assert asked > 25

    def test_without_lanes_or_a_search_that_knows_all_it_is_there_with_less(
        self, visitor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def whose(path: str) -> dict[str, Any]:
            found = visitor.get("/api/openapi.json").json()["paths"][path]["get"]
            return {"example": found["responses"]["200"]["content"]["application/json"].get("example")} | {
                one["name"]: one.get("example") for one in found["parameters"]
            }

        assert whose("/search/data.json")["example"]["question"] == "q=The+Cranes+Are+Flying"
        monkeypatch.setattr("exhibit.search.finding.catch_up", lambda: 3)
        Event.objects.all().delete()
        Lane.objects.all().delete()
        assert whose("/search/data.json")["example"] is None, "it would be kept with what was taken down since"
        assert whose("/timeline/data.json")["lane"] is None

    @pytest.mark.parametrize("path", ["/search/data.json?q=Kalatosof", "/search/data.json?q=Schurawli"])
    def test_words_that_were_taken_for_others_are_as_described(self, visitor: Client, path: str) -> None:
        answer = visitor.get(path).json()
        assert answer["meant"]
        assert list(validator("Answer").iter_errors(answer)) == []

    @pytest.mark.parametrize(
        "path",
        [
            "/search/data.json?q=&decade=x",
            "/timeline/data.json?width=wide",
            "/timeline/export/timeline.csv?from=yesterday",
            "/oembed/?url=",
        ],
    )
    def test_what_cannot_be_understood_is_refused_as_described(self, visitor: Client, path: str) -> None:
        answer = visitor.get(path)
        assert answer.status_code == 400
        described = visitor.get("/api/openapi.json").json()["paths"][path.partition("?")[0]]["get"]["responses"]["400"]
        [(kind, content)] = described["content"].items()
        assert answer["Content-Type"].partition(";")[0] == kind
        if "$ref" in content["schema"]:
            assert list(validator(content["schema"]["$ref"].rpartition("/")[2]).iter_errors(answer.json())) == []

    def test_it_knows_every_address_that_there_is(self) -> None:
        paths = {address.path for address in ADDRESSES}
        assert {f"/{name}.json" for name in LISTINGS} <= paths
        assert {address.noun for address in ADDRESSES if address.noun} == set(FORMATS)
        assert len(paths) == len(ADDRESSES)

    def test_the_terms_of_archives_name_fields_that_there_are(self, visitor: Client) -> None:
        film = visitor.get(f"{FILM}.json").json()
        for term in TERMS:
            value = film
            for name in term.field.split("."):
                assert name in value, term.field
                value = value[name]


class TestPage:
    def test_it_tells_people_of_every_address(self, visitor: Client) -> None:
        html = visitor.get("/api/").content.decode()
        for address in ADDRESSES:
            if "{cursor}" not in address.path:
                assert f"<code>{address.stem}</code>" in html, address.path
        assert f'href="{FILM}.jsonld"' in html
        assert "1943~" in html

    def test_every_page_leads_there(self, visitor: Client) -> None:
        assert '<a href="/ru/api/">' in visitor.get("/ru/").content.decode()

    def test_a_record_knows_its_pages_in_every_language(self, museum: None) -> None:
        award = Award.objects.published().first()
        assert list(pages_of(award)) == ["en", "ru"]
