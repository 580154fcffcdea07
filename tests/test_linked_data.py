"""Linked data: statements in schema.org's words and in Linked Art, checked by the vocabularies themselves, offline.

The official files of schema.org come with the package `schemaorg` (release 12), Linked Art's context and model with
`cromulent`; PyLD expands by them as any reader of JSON-LD would.
"""

import csv
import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import html5lib
import pytest
from cromulent import model
from django.test import Client
from pyld import jsonld

from exhibit.interop.formats import ALL, FORMATS, NOUNS, identity, twins
from exhibit.models import Event, Exhibit, Film, Person
from exhibit.publishing.documents import SHOWN
from exhibit.publishing.editions import release
from tests.test_admin import address

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
FILM = "/films/cranes-are-flying"
SCHEMA = "http://schema.org/"
LISTS = ("/", "/exhibits/", "/films/", "/people/", "/places/", "/awards/", "/timeline/", "/api/")


def folder_of(package: str) -> Path:
    spec = find_spec(package)
    assert spec
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


@cache
def vocabulary() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """The types and properties of schema.org, by their names."""
    files = folder_of("schemaorg") / "data" / "releases" / "12.0"
    found = []
    for kind in ("types", "properties"):
        with open(files / f"schemaorg-all-https-{kind}.csv", encoding="utf-8") as opened:
            found.append({row["label"]: row for row in csv.DictReader(opened)})
    return found[0], found[1]


def names(cell: str) -> set[str]:
    return {one.rpartition("/")[2] for one in cell.split(", ") if one}


def kinds(name: str) -> set[str]:
    """A type of schema.org and all that it is a kind of."""
    above = names(vocabulary()[0][name]["subTypeOf"])
    return {name}.union(*(kinds(one) for one in above if one in vocabulary()[0]))


def context(url: str, _options: Any) -> dict[str, Any]:
    """Return the official contexts from their packages; nothing else is loaded."""
    place = {
        "https://schema.org": folder_of("schemaorg") / "data/releases/12.0/schemaorgcontext.jsonld",
        "https://linked.art/ns/v1/linked-art.json": folder_of("cromulent") / "data/linked-art.json",
    }[url.rstrip("/")]
    document = json.loads(place.read_text(encoding="utf-8"))
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}


def expanded(document: Any) -> list[Any]:
    return jsonld.expand(document, {"documentLoader": context})


def faults(node: Any) -> list[str]:
    """What an expanded statement says that schema.org does not allow: names that it has not, or not there."""
    found = []
    if "@value" in node or set(node) == {"@id"}:
        return found
    [kind] = [one.removeprefix(SCHEMA) for one in node["@type"]]
    if kind not in vocabulary()[0]:
        return [f"there is no type {kind}"]
    for iri, values in node.items():
        if iri == "@reverse":
            for back, others in values.items():
                found += [fault for other in others for fault in misfit(back, other, kind) + faults(other)]
        elif not iri.startswith("@"):
            for value in values:
                found += [*misfit(iri, node, kind_of(value), value), *faults(value)]
    return found


def kind_of(value: Any) -> str:
    return value["@type"][0].removeprefix(SCHEMA) if "@type" in value and "@value" not in value else ""


def misfit(iri: str, node: Any, range_: str, value: Any = None) -> list[str]:
    name, kind = iri.removeprefix(SCHEMA), kind_of(node)
    known = vocabulary()[1].get(name)
    if known is None:
        return [f"there is no property {name}"]
    allowed = names(known["rangeIncludes"])
    found = []
    role = "Role" in kinds(kind)  # stands between a thing and what the property leads to
    if not role and not names(known["domainIncludes"]) & kinds(kind):
        found.append(f"{name} does not belong to {kind}")
    if range_ and not kinds(range_) & allowed and "Role" not in kinds(range_):
        found.append(f"{name} leads to no {range_}")
    is_text = value is not None and "@value" in value
    texts = {"Text", "URL", "Date", "DateTime", "Integer", "Number", "Boolean", "Duration", "ImageObject"}
    if is_text and not allowed & texts:
        found.append(f"{name} is no text")
    return found


def statement(visitor: Client, path: str) -> Any:
    """What a page states, read from its HTML as a search engine does."""
    html = visitor.get(path).content.decode()
    document = html5lib.parse(html, namespaceHTMLElements=False)
    [data] = [one.text for one in document.iter("script") if one.get("type") == "application/ld+json"]
    return json.loads(data)


@pytest.fixture
def visitor(museum: None) -> Client:
    return Client()


def every_twin(ending: str) -> list[str]:
    found = [twin.path for shown in SHOWN.values() for record in shown() for twin in twins(record)]
    return [path for path in found if path.endswith(f".{ending}")]


def every_form(path: str) -> list[str]:
    return [f"{path}.{form.ending}" for form in ALL]


class TestSchemaOrg:
    def test_the_check_finds_what_does_not_fit(self) -> None:
        wrong = {
            "@context": "https://schema.org",
            "@type": "Movie",
            "startDate": "1957",
            "nonsense": "x",
            "director": {"@type": "Place", "name": "Moscow"},
        }
        assert sorted(faults(expanded(wrong)[0])) == [
            "director leads to no Place",
            "startDate does not belong to Movie",
            "there is no property nonsense",
        ]

    def test_every_document_uses_its_vocabulary_as_it_is_meant(self, visitor: Client) -> None:
        paths = every_twin("jsonld")
        assert len(paths) > 150
        wrong = {path: faults(expanded(visitor.get(path).json())[0]) for path in paths[::3]}
        assert {path: found for path, found in wrong.items() if found} == {}

    def test_every_kind_of_page_does(self, visitor: Client) -> None:
        release(Exhibit.objects.get(), title_en="As it opened")
        records = [shown().first().get_absolute_url() for shown in SHOWN.values()]
        for path in (*LISTS, *records, f"{FILM}/", "/ru/exhibits/the-cranes-are-flying/editions/1/"):
            assert faults(expanded(statement(visitor, path))[0]) == [], path

    @pytest.mark.parametrize("noun", NOUNS.values())
    def test_a_page_says_what_it_is_and_where_it_stands(self, visitor: Client, noun: str) -> None:
        record = SHOWN[noun]().first()
        own = record.get_absolute_url()
        path = f"/ru{own}"
        said = statement(visitor, path)
        assert said["url"] == f"{SITE}{path}"
        assert said["inLanguage"] == "ru"
        *above, here = said["breadcrumb"]["itemListElement"]
        assert here["name"] == said["name"]
        assert "item" not in here
        assert all(visitor.get(step["item"]["@id"]).status_code == 200 for step in above)
        if noun != "award":
            assert said["mainEntity"]["@id"] == f"{SITE}{own}", "the same in every language"

    def test_a_film_names_its_makers_and_prizes(self, visitor: Client) -> None:
        film = statement(visitor, f"{FILM}/")["mainEntity"]
        assert film["@type"] == "Movie"
        kalatozov = {"@type": "Person", "@id": f"{SITE}/people/kalatozov/", "name": "Mikhail Kalatozov"}
        assert film["director"] == [kalatozov]
        assert film["dateCreated"] == "1957"
        assert film["duration"] == "PT97M"
        assert any(prize.startswith("Palme d’Or") for prize in film["award"])
        assert any(": Tatiana Samoilova, Cannes" in prize for prize in film["award"]), "hers is not the film's"
        assert "https://www.imdb.com/title/tt0050634/" in film["sameAs"]

    def test_a_list_names_its_records(self, visitor: Client) -> None:
        items = statement(visitor, "/ru/films/")["mainEntity"]["itemListElement"]
        assert len(items) == Film.objects.published().count()
        assert items[0]["url"].startswith(f"{SITE}/ru/films/")

    def test_a_nomination_is_no_award_and_a_reported_one_says_so(self, visitor: Client) -> None:
        prizes = visitor.get(f"{FILM}.jsonld").json()["mainEntity"]["award"]
        shown = Film.objects.get(slug="cranes-are-flying").awards.filter(status="published")
        received = shown.exclude(outcome="nominated")
        assert len(prizes) == received.count() < shown.count()
        reported = received.exclude(evidence_status="verified")
        assert 0 < len([prize for prize in prizes if prize.endswith("attributed)")]) == reported.count()

    @pytest.mark.parametrize(
        ("edtf", "standing", "start", "end"),
        [
            ("1958-05-18", "verified", "1958-05-18", None),
            ("1958-05", "verified", "1958-05", None),
            ("1958-05-02/1958-05-18", "verified", "1958-05-02", "1958-05-18"),
            ("1958-05-18", "attributed", None, None),
            ("1958-05-18", "disputed", None, None),
            ("1958~", "verified", None, None),
            ("1958?", "verified", None, None),
            ("195X", "verified", None, None),
            ("1958-21", "verified", None, None),
            ("1958/..", "verified", None, None),
            ("/1958", "verified", None, None),
            ("1957~/1958", "verified", None, None),
        ],
    )
    def test_a_date_is_never_said_surer_than_it_is(
        self, visitor: Client, edtf: str, standing: str, start: str | None, end: str | None
    ) -> None:
        event = Event.objects.get(slug="palme")
        event.date, event.evidence_status = edtf, standing
        event.save()
        for said in (statement(visitor, "/events/palme/"), visitor.get("/events/palme.jsonld").json()):
            assert said["temporalCoverage"] == edtf
            assert said["mainEntity"].get("startDate") == start
            assert said["mainEntity"].get("endDate") == end

    @pytest.mark.parametrize(("edtf", "born"), [("1903-12-28", "1903-12-28"), ("1903~", None), ("1903?", None)])
    def test_nor_is_a_birth(self, visitor: Client, edtf: str, born: str | None) -> None:
        person = Person.objects.get(slug="kalatozov")
        person.birth = edtf
        person.save()
        said = statement(visitor, "/people/kalatozov/")
        assert said["mainEntity"].get("birthDate") == born
        assert said["temporalCoverage"] == f"{edtf}/1973-03"

    @pytest.mark.parametrize(
        ("edtf", "made", "known"), [("1957", "1957", None), ("1957~", None, "1957~"), ("1956/1957", None, "1956/1957")]
    )
    def test_nor_is_a_film(self, visitor: Client, edtf: str, made: str | None, known: str | None) -> None:
        Film.objects.filter(slug="cranes-are-flying").update(date=edtf)
        film = statement(visitor, f"{FILM}/")["mainEntity"]
        assert (film.get("dateCreated"), film.get("temporal")) == (made, known)

    def test_no_title_breaks_out_of_it(self, visitor: Client) -> None:
        title = "</script><script>alert(1)</script><!-- & \u2028 \u2029"
        Film.objects.filter(slug="cranes-are-flying").update(title_en=title)
        html = visitor.get(f"{FILM}/").content.decode()
        assert "<script>alert" not in html
        [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
        assert not set(data) & set("<>&\u2028\u2029")
        assert statement(visitor, f"{FILM}/")["mainEntity"]["name"] == title

    def test_a_draft_beside_it_is_not_named(self, visitor: Client) -> None:
        Person.objects.filter(slug="kalatozov").update(status="draft")
        for document in (statement(visitor, f"{FILM}/"), *(visitor.get(path).json() for path in every_form(FILM))):
            assert "/people/kalatozov" not in json.dumps(document)


def built(entity: dict[str, Any]) -> Any:
    """Build an entity with the classes of the model, which refuse what does not fit."""
    what = getattr(model, entity["type"])(ident=entity.get("id", ""))
    known = what.list_all_props()
    for name, value in entity.items():
        if name in ("id", "type", "@context"):
            continue
        assert name in known, f"{entity['type']} has no {name}"
        for one in value if isinstance(value, list) else [value]:
            setattr(what, name, built(one) if isinstance(one, dict) else one)
    return what


def depth_of(node: Any) -> int:
    """How many members there are in a document, those of what it holds too."""
    if isinstance(node, dict):
        return sum(1 + depth_of(one) for name, one in node.items() if name != "@context")
    return sum(map(depth_of, node)) if isinstance(node, list) else 0


class TestLinkedArt:
    def test_the_model_refuses_what_does_not_fit(self) -> None:
        with pytest.raises(model.DataError):
            built({"type": "Person", "born": {"type": "Death"}})
        with pytest.raises(AssertionError, match="Person has no title"):
            built({"type": "Person", "title": "x"})

    def test_every_document_is_of_the_model(self, visitor: Client) -> None:
        paths = every_twin("linked-art.json")
        assert len(paths) == sum(model_.objects.published().count() for model_ in (Exhibit, Film, Person))
        for path in paths:
            built(visitor.get(path).json())

    @pytest.mark.parametrize("path", [FILM, "/people/kalatozov", "/exhibits/the-cranes-are-flying"])
    def test_its_context_knows_every_name(self, visitor: Client, path: str) -> None:
        document = visitor.get(f"{path}.linked-art.json").json()
        whole = jsonld.compact(expanded(document), document["@context"], {"documentLoader": context})
        assert depth_of(whole) == depth_of(document)

    def test_a_film_is_a_work_made_by_people(self, visitor: Client) -> None:
        film = visitor.get(f"{FILM}.linked-art.json").json()
        assert film["type"] == "VisualItem"
        assert film["id"] == f"{SITE}{FILM}/"
        [directing] = [part for part in film["created_by"]["part"] if part["_label"] == "Directing"]
        assert [one["id"] for one in directing["carried_out_by"]] == [f"{SITE}/people/kalatozov/"]
        assert {name["content"] for name in film["identified_by"]} >= {"The Cranes Are Flying", "Летят журавли"}

    @pytest.mark.parametrize(
        ("edtf", "begin", "end"),
        [
            ("1903-12-28", "1903-12-28T00:00:00Z", "1903-12-28T23:59:59Z"),
            ("1903", "1903-01-01T00:00:00Z", "1903-12-31T23:59:59Z"),
            ("../1903", None, "1903-12-31T23:59:59Z"),
            ("1903~", None, None),
            ("1903?", None, None),
        ],
    )
    def test_a_life_begins_within_known_bounds(
        self, visitor: Client, edtf: str, begin: str | None, end: str | None
    ) -> None:
        person = Person.objects.get(slug="kalatozov")
        person.birth = edtf
        person.save()
        span = visitor.get("/people/kalatozov.linked-art.json").json()["born"]["timespan"]
        assert (span.get("begin_of_the_begin"), span.get("end_of_the_end")) == (begin, end)
        assert edtf in [one["content"] for one in span["identified_by"]]


class TestWayThere:
    @pytest.mark.parametrize("noun", NOUNS.values())
    def test_head_and_headers_of_a_page_lead_to_its_documents(self, visitor: Client, noun: str) -> None:
        record = SHOWN[noun]().first()
        answer = visitor.get(record.get_absolute_url())
        links = re.findall(r'<http://testserver([^>]+)>; rel="alternate"; type="([^"]+)"', answer["Link"])
        assert [(path, kind) for path, kind in links] == [(twin.path, twin.format.type) for twin in twins(record)]
        document = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
        known = {twin.format.media_type for twin in twins(record)}  # feeds and the like stand there too
        found = [one for one in document.iter("link") if one.get("type") in known and one.get("rel") == "alternate"]
        head = [(one.get("href"), one.get("type")) for one in found]
        assert head == [(twin.path, twin.format.media_type) for twin in twins(record)]
        assert len(head) == len(FORMATS[noun])

    def test_a_preview_leads_to_none(self, curator_client: Client, museum: None) -> None:
        film = Film.objects.create(slug="new", title="New", original_title="New", date="1957")
        page = curator_client.get(address(film, "preview"))
        assert "Link" not in page
        assert "/films/new.json" not in page.content.decode()

    def test_what_names_a_record_is_one_in_all_languages(self, visitor: Client) -> None:
        film = Film.objects.get(slug="red-tent")
        assert visitor.get("/ru/films/red-tent.jsonld").json()["mainEntity"]["@id"] == identity(film, SITE)
