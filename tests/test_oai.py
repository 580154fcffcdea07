"""OAI-PMH: another collection harvests this one, whole and then what changed, with a client that is not ours."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from lxml import etree
from oaipmh import client as harvesting
from oaipmh import error
from oaipmh.metadata import MetadataRegistry, oai_dc_reader
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from reversion.models import Revision, Version

from config import settings as project
from exhibit.curation import versions
from exhibit.interop.folder import load_folder
from exhibit.interop.oai import listing
from exhibit.interop.oai.nouns import NOUNS
from exhibit.models import Award, AwardBody, Event, Exhibit, FigureBlock, Film, FilmBlock, Image, Person, Place
from exhibit.publishing.pages import is_kept
from tests.fetched import unpacked

SITE = "https://museum.example"
NAMES = "oai:museum.example:"
SPACE = {"oai": "http://www.openarchives.org/OAI/2.0/"}
EDM = Namespace("http://www.europeana.eu/schemas/edm/")
ORE = Namespace("http://www.openarchives.org/ore/terms/")
DC = Namespace("http://purl.org/dc/elements/1.1/")
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
NOUN = {noun.model: noun.name for noun in NOUNS}


def graph_of(metadata: Any) -> Graph:
    (described,) = metadata
    return Graph().parse(data=etree.tostring(described), format="xml")


class Harvester(harvesting.BaseClient):
    """A client of the protocol whose questions reach the museum without a network."""

    def __init__(self) -> None:
        registry = MetadataRegistry()
        registry.registerReader("oai_dc", oai_dc_reader)
        registry.registerReader("edm", graph_of)
        super().__init__(registry)
        self.asked = 0

    def makeRequest(self, **asked: Any) -> bytes:  # noqa: N802  # theirs
        self.asked += 1
        answer = Client().get("/oai/", asked)
        assert answer.status_code == 200
        return bytes(answer.content)

    def names(self, **asked: Any) -> list[str]:
        try:
            headers = self.listIdentifiers(**{"metadataPrefix": "oai_dc", **asked})
            return [header.identifier().removeprefix(NAMES) for header in headers]
        except error.NoRecordsMatchError:
            return []


@pytest.fixture
def harvester(museum: None, settings: Any) -> Harvester:
    settings.SITE_URL = SITE
    return Harvester()


@pytest.fixture
def old(harvester: Harvester) -> Harvester:
    """A museum that was set up long ago, and in which nothing has changed since 2021."""
    MigrationRecorder.Migration.objects.update(applied=LONG_AGO)
    Revision.objects.update(date_created=LONG_AGO.replace(year=2021))
    return harvester


def ask(**asked: Any) -> Any:
    """The root of an answer."""
    return etree.fromstring(Client().get("/oai/", asked).content)


def code_of(**asked: Any) -> str:
    (problem,) = ask(**asked).findall("oai:error", SPACE)
    assert problem.text
    return str(problem.get("code"))


def all_names() -> set[str]:
    return {f"{noun.name}/{slug}" for noun in NOUNS for slug in noun.shown().values_list("slug", flat=True)}


class TestWholeHarvest:
    def test_every_record_comes_once_through_resumption_tokens(self, harvester: Harvester) -> None:
        names = harvester.names()
        assert len(names) == len(set(names)) == 174
        assert set(names) == all_names()
        assert harvester.asked == 2

    def test_records_come_in_the_same_order_with_their_metadata(
        self, harvester: Harvester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "PER_PAGE", 7)
        records = list(harvester.listRecords(metadataPrefix="oai_dc"))
        assert harvester.asked == 25
        assert [header.identifier().removeprefix(NAMES) for header, *_rest in records] == harvester.names()
        assert all(metadata.getField("title") for _header, metadata, _about in records)

    def test_a_list_that_ends_with_a_page_ends(self, harvester: Harvester, monkeypatch: pytest.MonkeyPatch) -> None:
        count = Film.objects.published().count()
        monkeypatch.setattr(listing, "PER_PAGE", count)
        assert len(harvester.names(set="films")) == count
        assert harvester.asked == 1
        monkeypatch.setattr(listing, "PER_PAGE", 1)
        assert len(harvester.names(set="films")) == count

    def test_the_last_token_is_empty_and_each_tells_how_far_it_is(
        self, harvester: Harvester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "PER_PAGE", 100)
        (first,) = ask(verb="ListIdentifiers", metadataPrefix="oai_dc").iter("{*}resumptionToken")
        (last,) = ask(verb="ListIdentifiers", resumptionToken=first.text).iter("{*}resumptionToken")
        assert (first.get("cursor"), last.get("cursor"), last.text) == ("0", "100", None)

    def test_a_token_may_be_used_again(self, harvester: Harvester) -> None:
        (token,) = ask(verb="ListIdentifiers", metadataPrefix="oai_dc").iter("{*}resumptionToken")
        twice = [ask(verb="ListIdentifiers", resumptionToken=token.text) for _time in range(2)]
        names = [[one.text for one in answer.iter("{*}identifier")] for answer in twice]
        assert names[0] == names[1]

    def test_what_is_taken_down_meanwhile_parts_no_list(
        self, harvester: Harvester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "PER_PAGE", 5)
        before = all_names()
        headers = harvester.listIdentifiers(metadataPrefix="oai_dc")
        seen = [next(headers).identifier().removeprefix(NAMES) for _time in range(5)]
        Film.objects.filter(slug="i-am-cuba").update(status="draft")
        seen += [header.identifier().removeprefix(NAMES) for header in headers]
        assert set(seen) == before - {"films/i-am-cuba"}

    def test_a_museum_without_records_says_so(self, harvester: Harvester) -> None:
        for noun in (Exhibit, Film, Person, Event, Place, AwardBody, Award):
            noun.objects.update(status="draft")
        assert harvester.names() == []


class TestWhatIsTold:
    def test_the_museum_names_itself(self, harvester: Harvester, settings: Any) -> None:
        told = harvester.identify()
        assert told.repositoryName() == "Film museum"
        assert told.baseURL() == f"{SITE}/oai/"
        assert told.protocolVersion() == "2.0"
        assert told.adminEmails() == ["webmaster@museum.example"]
        assert told.deletedRecord() == "no"
        assert told.granularity() == "YYYY-MM-DDThh:mm:ssZ"
        settings.CONTACT_EMAIL = "curator@museum.example"
        assert harvester.identify().adminEmails() == ["curator@museum.example"]

    def test_formats_are_listed_for_all_and_for_one(self, harvester: Harvester) -> None:
        def prefixes(**asked: str) -> list[str]:
            return [prefix for prefix, _schema, _namespace in harvester.listMetadataFormats(**asked)]

        assert prefixes() == ["oai_dc", "edm"]
        assert prefixes(identifier=f"{NAMES}films/i-am-cuba") == ["oai_dc", "edm"]
        assert prefixes(identifier=f"{NAMES}people/kalatozov") == ["oai_dc"]

    def test_sets_are_nouns_and_exhibits(self, harvester: Harvester) -> None:
        Exhibit.objects.create(slug="not-yet", title="Not yet", lead="x")
        sets = {spec: name for spec, name, _description in harvester.listSets()}
        assert sets["films"] == "Films"
        assert sets["exhibit.the-cranes-are-flying"] == "The Cranes Are Flying"
        assert set(sets) == {*NOUN.values(), "exhibit.the-cranes-are-flying"}

    def test_each_set_holds_what_says_that_it_is_in_it(self, harvester: Harvester) -> None:
        headers = list(harvester.listIdentifiers(metadataPrefix="oai_dc"))
        for spec, _name, _description in harvester.listSets():
            here = {header.identifier().removeprefix(NAMES) for header in headers if spec in header.setSpec()}
            assert here == set(harvester.names(set=spec))
            assert here
        of_exhibit = set(harvester.names(set="exhibit.the-cranes-are-flying"))
        assert {"exhibits/the-cranes-are-flying", "films/cranes-are-flying", "images/birches"} <= of_exhibit

    def test_dublin_core_is_in_every_language(self, harvester: Harvester) -> None:
        _header, told, _about = harvester.getRecord(
            metadataPrefix="oai_dc", identifier=f"{NAMES}films/cranes-are-flying"
        )
        assert told.getField("title")[:2] == ["The Cranes Are Flying", "Летят журавли"]
        assert "Михаил Калатозов" in told.getField("creator")
        assert told.getField("date") == ["1957"]
        assert told.getField("type") == ["MovingImage"]
        assert told.getField("language") == ["ru"], "that of the film, whoever tells of it"
        assert f"{SITE}/ru/films/cranes-are-flying/" in told.getField("identifier")
        root = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=f"{NAMES}films/cranes-are-flying")
        space = "{http://www.w3.org/XML/1998/namespace}lang"
        assert [(title.get(space), title.text) for title in root.iter("{*}title")][:2] == [
            ("en", "The Cranes Are Flying"),
            ("ru", "Летят журавли"),
        ]

    def test_an_uncertain_date_stays_uncertain(self, harvester: Harvester) -> None:
        Film.objects.filter(slug="i-am-cuba").update(date="1964~")
        _header, told, _about = harvester.getRecord(metadataPrefix="oai_dc", identifier=f"{NAMES}films/i-am-cuba")
        assert told.getField("date") == ["1964~"]

    def test_edm_has_what_europeana_asks_for(self, harvester: Harvester) -> None:
        """https://europeana.atlassian.net/wiki/spaces/EF/pages/2106294284/edm+ProvidedCHO and its neighbours."""
        found = list(harvester.listRecords(metadataPrefix="edm"))
        things = Film.objects.published().count() + Image.objects.shown().count() + Exhibit.objects.published().count()
        assert len(found) == things
        made_in = dict(Film.objects.values_list("slug", "original_language"))
        assert {"fr", "ru"} <= set(made_in.values())
        for header, graph, _about in found:
            (thing,) = graph.subjects(RDF.type, EDM.ProvidedCHO)
            (gathered,) = graph.subjects(RDF.type, ORE.Aggregation)
            assert (gathered, EDM.aggregatedCHO, thing) in graph
            assert list(graph.objects(thing, DC.title))
            assert str(graph.value(thing, EDM.type)) in {"TEXT", "IMAGE"}
            noun, slug = header.identifier().removeprefix(NAMES).split("/")
            spoken = [made_in[slug] or "und"] if noun == "films" else ["en", "ru"]
            assert set(graph.objects(thing, DC.language)) == set(map(Literal, spoken))
            assert list(graph.objects(thing, DC.type))
            assert graph.value(thing, DC.identifier) == Literal(header.identifier())
            for name in (EDM.dataProvider, EDM.provider):
                assert str(graph.value(gathered, name)) == "Film museum"
            assert isinstance(graph.value(gathered, EDM.isShownAt), URIRef)
            shown = {*graph.objects(gathered, EDM.isShownAt), *graph.objects(gathered, EDM.isShownBy)}
            assert shown <= set(graph.subjects(RDF.type, EDM.WebResource))
            rights = [str(graph.value(one, EDM.rights)) for one in (gathered, *shown)]
            assert all(
                one.startswith(("http://rightsstatements.org/vocab/", "http://creativecommons.org/")) for one in rights
            )

    def test_a_picture_leads_to_its_file_with_its_rights(self, harvester: Harvester) -> None:
        Image.objects.filter(slug="birches").update(rights="public-domain")
        _header, graph, _about = harvester.getRecord(metadataPrefix="edm", identifier=f"{NAMES}images/birches")
        (gathered,) = graph.subjects(RDF.type, ORE.Aggregation)
        assert str(graph.value(gathered, EDM.isShownBy)).startswith(f"{SITE}/media/images/birches")
        assert str(graph.value(gathered, EDM.rights)) == "http://creativecommons.org/publicdomain/mark/1.0/"

    def test_what_xml_cannot_hold_is_left_out(self, harvester: Harvester) -> None:
        Film.objects.filter(slug="i-am-cuba").update(title_en="I am\x0b <Cuba> &\ufffe “Co”")
        _header, told, _about = harvester.getRecord(metadataPrefix="oai_dc", identifier=f"{NAMES}films/i-am-cuba")
        assert told.getField("title")[0] in {"I am <Cuba> & “Co”", "I am  <Cuba> & “Co”"}


class TestChanges:
    """Selective harvesting: whoever asks since a day before a change is told of it."""

    def since(self, harvester: Harvester) -> set[str]:
        return set(harvester.names(from_=timezone.now().replace(tzinfo=None) - datetime.timedelta(minutes=1)))

    def test_nothing_changed_means_nothing_comes(self, old: Harvester) -> None:
        assert self.since(old) == set()
        assert len(old.names(from_=datetime.datetime(2020, 12, 31))) == 174
        assert len(old.names(until=datetime.datetime(2021, 1, 1))) == 174
        assert old.names(until=datetime.datetime(2020, 12, 31)) == []
        assert len(old.names(until=datetime.datetime(9999, 12, 31))) == 174

    def test_what_has_no_version_is_as_old_as_the_museum(self, old: Harvester) -> None:
        Version.objects.all().delete()
        assert old.identify().earliestDatestamp() == LONG_AGO.replace(tzinfo=None)
        headers = list(old.listIdentifiers(metadataPrefix="oai_dc"))
        assert len(headers) == 174
        assert {header.datestamp() for header in headers} == {LONG_AGO.replace(tzinfo=None)}
        assert len(old.names(until=datetime.datetime(2020, 1, 1))) == 174

    @pytest.mark.parametrize("noun", [noun.model for noun in NOUNS])
    def test_a_changed_record_comes(self, old: Harvester, noun: Any) -> None:
        record = next(entry for entry in NOUNS if entry.model is noun).shown().first()
        versions.keep(record, "Corrected.")
        assert f"{NOUN[noun]}/{record.slug}" in self.since(old)

    def test_with_it_come_those_that_tell_of_it(self, old: Harvester) -> None:
        versions.keep(Person.objects.get(slug="kalatozov"), "Renamed.")
        kalatozov = {f"films/{film.slug}" for film in Film.objects.published() if self.directs(film)}
        found = self.since(old)
        assert found >= {"people/kalatozov", *kalatozov}
        assert {name for name in found if name.startswith("films/")} == kalatozov
        assert not {name for name in found if name.startswith(("events/", "places/"))}

    def directs(self, film: Film) -> bool:
        return film.credits.filter(person__slug="kalatozov", department="directing").exists()

    def test_awards_change_with_their_body(self, old: Harvester) -> None:
        versions.keep(AwardBody.objects.get(slug="cannes"), "Renamed.")
        awards = set(Award.objects.published().filter(body__slug="cannes").values_list("slug", flat=True))
        assert self.since(old) == {"award-bodies/cannes", *(f"awards/{slug}" for slug in awards)}

    def test_what_appears_by_the_calendar_comes_when_it_appears(self, old: Harvester) -> None:
        now = timezone.now()
        Film.objects.filter(slug="i-am-cuba").update(publish_at=now + datetime.timedelta(hours=1))
        assert "films/i-am-cuba" not in old.names()
        Film.objects.filter(slug="i-am-cuba").update(publish_at=now - datetime.timedelta(seconds=5))
        found = self.since(old)
        assert "films/i-am-cuba" in found
        assert "films/red-tent" not in found

    def test_who_disappears_by_the_calendar_changes_what_told_of_them(self, old: Harvester) -> None:
        now = timezone.now()
        Person.objects.filter(slug="kalatozov").update(unpublish_at=now - datetime.timedelta(seconds=5))
        found = self.since(old)
        assert "people/kalatozov" not in found
        assert "films/i-am-cuba" in found
        _header, told, _about = old.getRecord(metadataPrefix="oai_dc", identifier=f"{NAMES}films/i-am-cuba")
        assert told.getField("creator") == []

    def test_an_old_picture_comes_when_it_is_hung(self, old: Harvester) -> None:
        picture = Image.objects.shown().first()
        for relation in (Film, Person, Event, Place, AwardBody, Exhibit):
            relation.objects.filter(image=picture).update(image=None)
        FigureBlock.objects.filter(image=picture).delete()
        assert f"images/{picture.slug}" not in old.names()
        film = Film.objects.get(slug="i-am-cuba")
        film.image = picture
        film.save()
        versions.keep(film, "Hung.")
        assert f"images/{picture.slug}" in self.since(old)

    def test_a_film_that_an_exhibit_takes_up_comes_with_its_new_set(self, old: Harvester) -> None:
        exhibit = Exhibit.objects.get(slug="the-cranes-are-flying")
        film = Film.objects.create(slug="new", title="New", original_title="New", status="published")
        assert "films/new" not in old.names(set="exhibit.the-cranes-are-flying")
        FilmBlock.objects.create(parent=exhibit, film=film, region="story", ordering=999)
        versions.keep(exhibit, "Taken up.")
        since = timezone.now().replace(tzinfo=None) - datetime.timedelta(minutes=1)
        assert "films/new" in old.names(set="exhibit.the-cranes-are-flying", from_=since)

    def test_headers_say_the_dates_by_which_records_are_found(self, old: Harvester) -> None:
        """Each record, at its very second and at no other; also those that changed because of others."""
        for year, record in (
            (2022, Person.objects.get(slug="kalatozov")),
            (2023, AwardBody.objects.get(slug="cannes")),
            (2024, Place.objects.get(slug="moscow")),
            (2025, Exhibit.objects.get(slug="the-cranes-are-flying")),
        ):
            versions.keep(record, "Corrected.")
            Revision.objects.filter(comment="Corrected.", date_created__year__gte=2026).update(
                date_created=datetime.datetime(year, 5, 5, 5, 5, 5, 999_999, tzinfo=datetime.UTC)
            )
        said: dict[datetime.datetime, set[str]] = {}
        for header in old.listIdentifiers(metadataPrefix="oai_dc"):
            said.setdefault(header.datestamp(), set()).add(header.identifier().removeprefix(NAMES))
        assert {moment.year for moment in said} == {2021, 2022, 2023, 2024, 2025}
        for moment, names in said.items():
            assert set(old.names(from_=moment, until=moment)) == names
            day = f"{moment:%Y-%m-%d}"
            (root,) = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **{"from": day, "until": day}).findall(
                "oai:ListIdentifiers", SPACE
            )
            assert len(root.findall("oai:header", SPACE)) == min(len(names), listing.PER_PAGE)


class TestNothingUnpublished:
    @pytest.mark.parametrize("noun", [noun.model for noun in NOUNS if noun.model is not Image])
    def test_hidden_records_are_in_no_list_and_no_record(self, harvester: Harvester, noun: Any) -> None:
        later, before = timezone.now() + datetime.timedelta(1), timezone.now() - datetime.timedelta(1)
        mark = "canary5f1e"
        name = noun.name_field
        slug = noun.objects.published().values_list("slug", flat=True)[0]
        noun.objects.update(**{f"{name}_en": mark, f"{name}_ru": mark})
        assert mark in everything(harvester)
        for hidden in ({"status": "draft"}, {"publish_at": later}, {"unpublish_at": before}):
            noun.objects.update(**{"status": "published", "publish_at": None, "unpublish_at": None} | hidden)
            assert mark not in everything(harvester), hidden
            assert (
                code_of(verb="GetRecord", metadataPrefix="oai_dc", identifier=f"{NAMES}{NOUN[noun]}/{slug}")
                == "idDoesNotExist"
            )

    def test_a_picture_whose_rights_have_ended_is_gone(self, harvester: Harvester) -> None:
        Image.objects.update(rights_expire_on=timezone.localdate() - datetime.timedelta(1))
        assert not [name for name in harvester.names() if name.startswith("images/")]


def everything(harvester: Harvester) -> str:
    """All that is told, as one text."""
    pages = []
    for prefix in ("oai_dc", "edm"):
        asked = {"metadataPrefix": prefix}
        while asked:
            root = ask(verb="ListRecords", **asked)
            pages.append(etree.tostring(root, encoding="unicode"))
            asked = onward(root)
    pages.append(etree.tostring(ask(verb="ListSets"), encoding="unicode"))
    return "\n".join(pages)


def onward(root: Any) -> dict[str, str]:
    """The arguments with which a list goes on; none after its last page."""
    token = root.findtext(".//{*}resumptionToken")
    return {"resumptionToken": token} if token else {}


ERRORS: list[tuple[dict[str, Any], str]] = [
    ({}, "badVerb"),
    ({"verb": "Harvest"}, "badVerb"),
    ({"verb": ["Identify", "Identify"]}, "badVerb"),
    ({"verb": "Identify", "set": "films"}, "badArgument"),
    ({"verb": "ListRecords"}, "badArgument"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "!&"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "a b"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "yesterday"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-02-30"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-02-03T10:00:00"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026", "until": "2025"}, "badArgument"),
    (
        {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-02-03", "until": "2025-02-03"},
        "badArgument",
    ),
    (
        {
            "verb": "ListRecords",
            "metadataPrefix": "oai_dc",
            "from": "2025-02-03",
            "until": "2026-02-03T00:00:00Z",
        },
        "badArgument",
    ),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "resumptionToken": "x"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "opera"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "metadataPrefix": "edm", "set": "people"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "1999-12-31"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "9999-12-31"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
    ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "\0"}, "idDoesNotExist"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"{NAMES}films/x"}, "idDoesNotExist"),
    ({"verb": "ListMetadataFormats", "identifier": f"{NAMES}films/x"}, "idDoesNotExist"),
    (
        {"verb": "GetRecord", "metadataPrefix": "edm", "identifier": f"{NAMES}people/kalatozov"},
        "cannotDisseminateFormat",
    ),
]


@pytest.fixture
def protocol() -> Any:
    """The schema of answers that the protocol publishes; a record's metadata it leaves to the formats' own."""
    schema = unpacked("pyoai-2.5.0.tar.gz") / "src" / "oaipmh" / "tests" / "OAI-PMH.xsd"
    text = schema.read_bytes().replace(b'processContents="strict"', b'processContents="lax"')
    return etree.XMLSchema(etree.fromstring(text))


@pytest.fixture
def dublin_core(tmp_path: Path) -> Any:
    """The schema that the protocol publishes of oai_dc, over that of Dublin Core itself."""
    bundles = unpacked("PyXB-1.2.6.tar.gz") / "pyxb" / "bundles"
    whole = {
        "oai_dc.xsd": unpacked("eulxml==1.1.3") / "eulxml" / "schema_data" / "oai_dc.xsd",
        "simpledc20021212.xsd": bundles / "dc" / "schemas" / "dc.xsd",
        "xml.xsd": bundles / "common" / "schemas" / "xml.xsd",
    }
    for name, file in whole.items():
        (tmp_path / name).write_text(re.sub(r'schemaLocation="http[^"]*/', 'schemaLocation="', file.read_text()))
    return etree.XMLSchema(etree.parse(tmp_path / "oai_dc.xsd"))


class TestSchema:
    def test_every_record_is_as_the_schema_of_dublin_core_has_it(
        self, dublin_core: Any, harvester: Harvester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "PER_PAGE", 10_000)
        records = ask(verb="ListRecords", metadataPrefix="oai_dc").findall(".//{*}dc")
        assert len(records) == len(list(all_names()))
        for record in records:
            dublin_core.assertValid(record)

    def test_a_record_with_a_word_of_its_own_would_be_seen(self, dublin_core: Any, harvester: Harvester) -> None:
        (record, *_others) = ask(verb="ListRecords", metadataPrefix="oai_dc").findall(".//{*}dc")
        etree.SubElement(record, "{http://purl.org/dc/elements/1.1/}director").text = "Kalatozov"
        assert not dublin_core.validate(record)

    def test_a_whole_harvest_is_as_the_protocols_schema_has_it(
        self, protocol: Any, harvester: Harvester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "PER_PAGE", 7)
        seen = 0
        questions: list[dict[str, Any]] = [{"verb": verb} for verb in ("Identify", "ListSets", "ListMetadataFormats")]
        for verb in ("ListIdentifiers", "ListRecords"):
            questions += [{"verb": verb, "metadataPrefix": style} for style in ("oai_dc", "edm")]
        questions += [
            {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"{NAMES}{name}"} for name in all_names()
        ]
        for asked in questions:
            while asked:
                root = ask(**asked)
                protocol.assertValid(root)
                seen += 1
                token = root.findtext(".//{*}resumptionToken")
                asked = {"verb": asked["verb"], "resumptionToken": token} if token else {}
        assert seen > len(questions)

    @pytest.mark.parametrize(("asked", "code"), ERRORS)
    def test_so_is_each_error(self, protocol: Any, harvester: Harvester, asked: dict[str, Any], code: str) -> None:
        protocol.assertValid(ask(**asked))

    def test_the_schema_would_refuse_a_spoilt_one(self, protocol: Any, harvester: Harvester) -> None:
        root = ask(verb="Identify")
        root.find(".//{*}earliestDatestamp").text = "yesterday"
        assert not protocol.validate(root)


class TestErrors:
    @pytest.mark.parametrize(("asked", "code"), ERRORS)
    def test_each_has_its_code(self, harvester: Harvester, asked: dict[str, Any], code: str) -> None:
        assert code_of(**asked) == code

    def test_a_token_of_another_verb_or_another_museum_is_refused(self, harvester: Harvester, settings: Any) -> None:
        (token,) = ask(verb="ListIdentifiers", metadataPrefix="oai_dc").iter("{*}resumptionToken")
        assert code_of(verb="ListRecords", resumptionToken=token.text) == "badResumptionToken"
        assert code_of(verb="ListIdentifiers", resumptionToken=f"{token.text}x") == "badResumptionToken"
        settings.SECRET_KEY = "y" * 50
        assert code_of(verb="ListIdentifiers", resumptionToken=token.text) == "badResumptionToken"

    def test_a_question_that_is_understood_is_told_again_and_no_other(self, harvester: Harvester) -> None:
        (request,) = ask(verb="GetRecord", metadataPrefix="zz", identifier="oai:x").findall("oai:request", SPACE)
        assert dict(request.attrib) == {"verb": "GetRecord", "metadataPrefix": "zz", "identifier": "oai:x"}
        for asked in ({"verb": "no"}, {"verb": "Identify", "set": "x"}):
            (request,) = ask(**asked).findall("oai:request", SPACE)
            assert (dict(request.attrib), request.text) == ({}, f"{SITE}/oai/")

    def test_an_old_name_is_told_the_new_one(self, harvester: Harvester) -> None:
        film = Film.objects.get(slug="i-am-cuba")
        film.slug = "soy-cuba"
        film.save()
        with pytest.raises(error.IdDoesNotExistError, match=f"Ask for {NAMES}films/soy-cuba"):
            harvester.getRecord(metadataPrefix="oai_dc", identifier=f"{NAMES}films/i-am-cuba")

    @given(
        st.dictionaries(
            st.sampled_from(["verb", "metadataPrefix", "identifier", "set", "from", "until", "resumptionToken", "x"]),
            st.lists(
                st.sampled_from(["ListRecords", "ListIdentifiers", "GetRecord", "oai_dc", "films", "2026-01-01"])
                | st.text(max_size=40)
                | st.text("0123456789-:TZ", max_size=20),
                min_size=1,
                max_size=2,
            ),
        ),
        st.booleans(),
    )
    @effort(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_no_question_breaks_it(self, harvester: Harvester, asked: dict[str, list[str]], posts: bool) -> None:
        asked = {name: [value.encode(errors="replace").decode() for value in values] for name, values in asked.items()}
        answer = Client().post("/oai/", asked) if posts else Client().get("/oai/", asked)
        assert answer.status_code == 200
        assert etree.fromstring(answer.content).tag.endswith("OAI-PMH")

    @pytest.mark.parametrize(
        "raw", ["verb=%00", "verb=%FF%FE", "verb=ListRecords&resumptionToken=" + "a" * 10_000, "&&&=&=", "x" * 10_000]
    )
    def test_no_raw_address_breaks_it(self, harvester: Harvester, raw: str) -> None:
        answer = Client().get(f"/oai/?{raw}")
        assert answer.status_code == 200
        assert b"<error code=" in answer.content


class TestServing:
    def test_questions_may_be_posted_without_a_token_of_ours(self, harvester: Harvester) -> None:
        visitor = Client(enforce_csrf_checks=True)
        posted = visitor.post("/oai/", {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"})
        asked = visitor.get("/oai/?verb=ListIdentifiers&metadataPrefix=oai_dc")
        without_time = re.compile(rb"<responseDate>.*?</responseDate>")
        assert without_time.sub(b"", posted.content) == without_time.sub(b"", asked.content)
        assert visitor.post("/oai/", "verb=Identify", content_type="text/plain").status_code == 200
        assert visitor.put("/oai/").status_code == 405

    def test_its_answers_are_public_xml_and_not_kept(self, harvester: Harvester) -> None:
        answer = Client().get("/oai/?verb=Identify")
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert not is_kept("/oai/")
        assert Client().get("/ru/oai/").status_code == 404

    def test_every_page_takes_the_same_few_questions(
        self, harvester: Harvester, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No more for a hundred films than for ten, and for the last page than for the first."""
        grow(120)
        for prefix in ("oai_dc", "edm"):
            for per_page in (10, 100):
                monkeypatch.setattr(listing, "PER_PAGE", per_page)
                counts = list(pages(prefix))
                assert len(counts) == Film.objects.published().count() // per_page
                assert max(counts) <= 13

    def test_a_whole_page_of_every_noun_has_a_budget(self, harvester: Harvester) -> None:
        """The worst that a page can hold: a few of each noun."""
        for asked in ({}, {"from": "2020-01-01"}, {"until": "2030-01-01"}, {"set": "exhibit.the-cranes-are-flying"}):
            with CaptureQueriesContext(connection) as questions:
                ask(verb="ListRecords", metadataPrefix="oai_dc", **asked)
            assert len(questions) <= 90, (asked, len(questions))


def grow(count: int) -> None:
    person = Person.objects.get(slug="kalatozov")
    for number in range(count):
        film = Film.objects.create(
            slug=f"film-{number:03}", status="published", title="Film", original_title="Film", date="1957"
        )
        film.credits.create(slug="a", person=person, department="directing", job="director")


def pages(prefix: str) -> Iterator[int]:
    """How many questions each full page of films asks."""
    asked = {"metadataPrefix": prefix, "set": "films"}
    while asked:
        with CaptureQueriesContext(connection) as questions:
            root = ask(verb="ListRecords", **asked)
        if asked := onward(root):
            yield len(questions)


def test_whom_to_write_to_is_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTACT_EMAIL", "ask me")
    with pytest.raises(ImproperlyConfigured, match=r"write it as curator@exhibit\.example\.org"):
        project.contact_email()


def test_a_folder_dates_its_records_by_when_they_are_seen(old: Harvester, tmp_path: Path) -> None:
    """To load one takes a while: whoever harvests meanwhile is told of it the next time."""
    (tmp_path / "04_places.json").write_text('[{"model": "exhibit.place", "fields": {"slug": "x", "name_en": "X"}}]')
    last = []
    load_folder(tmp_path, lambda: last.append(timezone.now()))
    assert Revision.objects.latest("pk").date_created >= last[0]
