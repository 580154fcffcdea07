"""IIIF: what other museums' viewers are told of our pictures, and what they may fetch of them.

The oracles are two packages that no lock file can name (`fetched`): models generated from the official schema of
the Presentation API 3, and the rules that the IIIF community's validator has for the Image API 3.
"""

import datetime
import importlib
import json
import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exhibit import darkroom
from exhibit.darkroom import plan
from exhibit.dates import UncertainDate
from exhibit.interop.iiif.manifests import navigation_date
from exhibit.models import Event, Exhibit, FigureBlock, Film, Image, Person, Rendition
from exhibit.models.renditions import Shape
from exhibit.publishing import manifests
from exhibit.publishing.pages import is_kept
from tests.fetched import unpacked
from tests.frozen import HIDDEN

pytestmark = pytest.mark.django_db

PUBLIC_DOMAIN = "http://creativecommons.org/publicdomain/mark/1.0/"
FILM = "/iiif/films/cranes-are-flying/manifest.json"
STORY = "/iiif/exhibits/the-cranes-are-flying/manifest.json"
BUDGET = {
    "/iiif/collection.json": 3,
    "/iiif/exhibits/collection.json": 2,
    "/iiif/films/collection.json": 2,
    "/iiif/people/collection.json": 2,
    "/iiif/images/flock/manifest.json": 3,
    "/iiif/images/flock/info.json": 1,
    FILM: 5,
    "/iiif/people/kalatozov/manifest.json": 4,
    STORY: 6,
}
"""Queries that each kind of document may ask, however many pictures there are."""


def in_tiles(image: Image) -> None:
    """Say that the tiles of a picture are made: documents ask no more of them."""
    for planned in plan.prints(image):
        if planned.shape == Shape.TILES:
            size = {"width": planned.width, "height": planned.height}
            Rendition.objects.create(
                image=image, shape=planned.shape, format=planned.format, file=planned.name, byte_count=1, **size
            )


@pytest.fixture(autouse=True)
def tiled(museum: None) -> None:
    """Every picture of the museum is there in tiles, and one shows a person."""
    for image in Image.objects.all():
        in_tiles(image)
    Image.objects.get(slug="crowd").shows_people.add(Person.objects.get(slug="kalatozov"))


@pytest.fixture
def visitor() -> Client:
    return Client()


def asked(visitor: Client, address: str) -> Any:
    answer = visitor.get(address.removeprefix("http://testserver"))
    assert answer.status_code == 200, address
    return json.loads(answer.content)


def every_document(visitor: Client) -> dict[str, Any]:
    """All documents by address, found as a viewer finds them: from the first collection on."""
    found: dict[str, Any] = {}
    waiting = ["http://testserver/iiif/collection.json"]
    while waiting:
        address = waiting.pop()
        found[address] = document = asked(visitor, address)
        if document["type"] == "Collection":
            waiting += [one["id"] for one in document["items"]]
    for image in Image.objects.shown():
        address = f"http://testserver/iiif/images/{image.slug}/manifest.json"
        found[address] = asked(visitor, address)
    return found


def each(document: Any, name: str = "type") -> Iterator[dict[str, Any]]:
    """Every object in a document that has a property of this name."""
    if isinstance(document, dict):
        if name in document:
            yield document
        for value in document.values():
            yield from each(value, name)
    elif isinstance(document, list):
        for value in document:
            yield from each(value, name)


def of_type(document: Any, kind: str) -> list[dict[str, Any]]:
    return [one for one in each(document) if one["type"] == kind]


# Against the standards


@pytest.fixture(scope="module")
def schema() -> Iterator[Any]:
    """The models that iiif-prezi3 generates from the official schema, without its helpers, which want more packages."""
    package = ModuleType("iiif_prezi3")
    package.__path__ = [str(unpacked("iiif-prezi3==3.1.1") / "iiif_prezi3")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "iiif_prezi3", package)
        yield importlib.import_module("iiif_prezi3.skeleton")


BEYOND = {"@context", "summary"}
"""Properties that the standard has and the models lack: of collections, and of ranges."""


def unknown(document: Any, understood: Any) -> set[str]:
    """The properties in which a document says what the models did not take from it."""
    if isinstance(document, dict) and isinstance(understood, dict):
        shared = [unknown(value, understood[name]) for name, value in document.items() if name in understood]
        return set.union({name for name in document if name not in understood}, *shared)
    if isinstance(document, list) and isinstance(understood, list) and len(document) == len(understood):
        return set().union(*map(unknown, document, understood))
    return set() if document == understood else {f"{document} is not {understood}"}


def test_every_manifest_and_collection_is_as_the_official_schema_has_it(visitor: Client, schema: Any) -> None:
    found = every_document(visitor)
    assert len(found) > 12
    for address, document in found.items():
        model = getattr(schema, document["type"])
        understood = model.model_validate_json(json.dumps(document))
        said = json.loads(understood.model_dump_json(by_alias=True, exclude_unset=True))
        assert unknown(document, said) <= BEYOND, address


@pytest.mark.parametrize("spoilt", ["label", "items", "type"])
def test_the_schema_would_refuse_a_spoilt_one(visitor: Client, schema: Any, spoilt: str) -> None:
    document = asked(visitor, FILM)
    document[spoilt] = "spoilt"
    with pytest.raises(ValueError, match="validation error"):
        schema.Manifest.model_validate_json(json.dumps(document))


def test_every_document_says_what_the_schema_cannot_ask_for(visitor: Client) -> None:
    for address, document in every_document(visitor).items():
        assert document["@context"] == "http://iiif.io/api/presentation/3/context.json"
        assert document["id"] == address
        names = [one["id"] for one in each(document, "id") if one["type"] in {"Canvas", "Annotation", "AnnotationPage"}]
        assert len([name for name in names if "/canvas/" not in name]) == 0, address
        here = {one["id"] for one in document["items"]} if document["type"] == "Manifest" else set()
        for annotation in of_type(document, "Annotation"):
            assert annotation["target"] in here
        for painted in (one for one in of_type(document, "Annotation") if one["motivation"] == "painting"):
            [canvas] = [one for one in document["items"] if one["id"] == painted["target"]]
            assert (canvas["width"], canvas["height"]) == (painted["body"]["width"], painted["body"]["height"])
        whole = [one["id"] for one in of_type(document.get("items"), "Annotation")]
        assert len(whole) == len(set(whole))


@pytest.fixture
def rules(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The validator's rules for info.json, which asks our handler. Only its look at pixels needs libvips."""
    monkeypatch.syspath_prepend(str(unpacked("iiif-validator-ng==0.1.0")))
    monkeypatch.setitem(sys.modules, "pyvips", SimpleNamespace(Image=None))
    asking = importlib.import_module("iiif_validator.tests.test")

    def opened(request: Any) -> Any:
        answer = visitor.get(request.full_url)
        return SimpleNamespace(status=answer.status_code, read=lambda: answer.content, headers=answer.headers)

    monkeypatch.setattr(asking, "urlopen", opened)
    yield lambda slug: importlib.import_module("iiif_validator.tests.info_json").TestInfoJsonStructure.run(
        asking.TargetServer("http://testserver/iiif/images", slug, asking.IIIFVersion.V3)
    )
    for name in [name for name in sys.modules if name.startswith("iiif_validator")]:
        del sys.modules[name]


def test_each_document_is_named_by_its_context(visitor: Client) -> None:
    slug = Image.objects.filter(renditions__shape="tiles").values_list("slug", flat=True)[0]
    for path in (f"/iiif/images/{slug}/info.json", f"/iiif/images/{slug}/manifest.json", "/iiif/collection.json"):
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        assert answer["Content-Type"] == f'application/ld+json;profile="{answer.json()["@context"]}"'


def test_every_info_json_passes_the_validator(rules: Any) -> None:
    for image in Image.objects.shown():
        results = rules(image.slug)
        assert len(results) > 30
        assert [one for one in results if not one.success] == [], image.slug


def test_the_validator_would_refuse_a_spoilt_one(rules: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exhibit.interop.iiif.pictures.tiles.TILE", "512")
    monkeypatch.setattr("exhibit.interop.iiif.pictures.tiles.scale_factors", lambda *size: [1, 2])
    monkeypatch.setattr("exhibit.interop.iiif.pictures.tiles.sizes", lambda *size: [(1, 1)])
    assert [one for one in rules("flock") if not one.success]


# What they say


class TestWords:
    def test_a_text_is_there_in_each_language_that_has_it(self, visitor: Client) -> None:
        film = Film.objects.get(slug="cranes-are-flying")
        assert asked(visitor, FILM)["label"] == {"en": [film.title_en], "ru": [film.title_ru]}
        Image.objects.filter(slug="flock").update(caption_ru="", alt_ru="")
        document = asked(visitor, "/iiif/images/flock/manifest.json")
        assert set(document["label"]) == set(document["summary"]) == {"en"}
        words = document["items"][0]["annotations"][0]["items"]
        assert {one["body"]["language"] for one in words} == {"en"}

    def test_labels_of_facts_are_in_the_languages_of_the_interface(self, visitor: Client) -> None:
        labels = [one["label"]["ru"] for one in asked(visitor, FILM)["metadata"]]
        assert ["Год"] in labels
        assert any("ежисс" in label[0] for label in labels)

    def test_caption_and_text_alternative_are_annotations(self, visitor: Client) -> None:
        image = Image.objects.get(slug="flock")
        [page] = asked(visitor, "/iiif/images/flock/manifest.json")["items"][0]["annotations"]
        said = {(one["motivation"], one["body"]["language"]): one["body"]["value"] for one in page["items"]}
        assert said == {
            ("supplementing", "en"): image.alt_en,
            ("supplementing", "ru"): image.alt_ru,
            ("commenting", "en"): image.caption_en,
            ("commenting", "ru"): image.caption_ru,
        }

    def test_the_pages_of_a_record_are_its_homepages(self, visitor: Client) -> None:
        pages = {page["language"][0]: page["id"] for page in asked(visitor, FILM)["homepage"]}
        assert pages == {
            "en": "http://testserver/films/cranes-are-flying/",
            "ru": "http://testserver/ru/films/cranes-are-flying/",
        }

    def test_what_is_dated_of_a_film_is_there_as_data(self, visitor: Client) -> None:
        addresses = [data["id"] for data in asked(visitor, FILM)["seeAlso"]]
        assert addresses[-1] == "http://testserver/timeline/export/timeline.json?film=cranes-are-flying"

    @pytest.mark.parametrize(
        "manifest", [FILM, STORY, *(f"/iiif/{part}/manifest.json" for part in ("people/kalatozov", "images/flock"))]
    )
    def test_a_manifest_leads_to_the_documents_of_its_record(self, visitor: Client, manifest: str) -> None:
        found = asked(visitor, manifest)["seeAlso"]
        assert {"JSON", "JSON-LD"} <= {name for data in found for name in data["label"].get("none", [])}
        for data in found:
            answer = visitor.get(data["id"])
            assert answer.status_code == 200
            assert data["format"] == answer["Content-Type"].partition(";")[0]
            assert data.get("profile", "") in answer["Content-Type"]

    def test_a_page_names_its_manifest(self, visitor: Client) -> None:
        for path, address in (
            ("/films/cranes-are-flying/", FILM),
            ("/ru/people/kalatozov/", "/iiif/people/kalatozov/manifest.json"),
            ("/exhibits/the-cranes-are-flying/", STORY),
            ("/images/flock/", "/iiif/images/flock/manifest.json"),
        ):
            html = visitor.get(path).content.decode()
            kind = "'application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\"'"
            assert f'<link rel="alternate" type={kind} href="http://testserver{address}">' in html
        assert f'href="http://testserver{address}?manifest=http%3A%2F%2Ftestserver%2Fiiif' in html
        assert "/iiif/" not in visitor.get("/films/i-am-cuba/").content.decode()

    def test_a_picture_says_whose_it_is_what_it_shows_and_its_checksum(self, visitor: Client) -> None:
        image = Image.objects.get(slug="crowd")
        document = asked(visitor, "/iiif/images/crowd/manifest.json")
        assert document["requiredStatement"]["value"] == {"en": [image.credit_en], "ru": [image.credit_ru]}
        facts = {one["label"]["en"][0]: one["value"] for one in document["metadata"]}
        assert facts["SHA-512"] == {"none": [image.checksum]}
        assert facts["People shown"]["en"] == ["Mikhail Kalatozov"]
        assert facts["Rights"]["en"] == ["Made by the museum"]

    def test_a_manifest_of_several_pictures_names_everybody_who_must_be_named(self, visitor: Client) -> None:
        Image.objects.filter(slug="crowd").update(credit_en="Gosfilmofond")
        value = asked(visitor, FILM)["requiredStatement"]["value"]["en"]
        assert value.count("Gosfilmofond") == 1
        assert len(value) == 2

    def test_only_what_is_surely_in_one_year_has_a_moment(self) -> None:
        moments = {
            "1957": "1957-01-01T00:00:00Z",
            "1957-10-12": "1957-10-12T00:00:00Z",
            "1957-10": "1957-10-01T00:00:00Z",
            **dict.fromkeys(["1957~", "1957?", "1957/1958", "195X", "1957/..", "../1957"], ""),
        }
        assert {text: navigation_date(UncertainDate.parse(text)) for text in moments} == moments
        assert navigation_date(None) == ""


class TestRights:
    def rights(self, visitor: Client) -> Any:
        return asked(visitor, "/iiif/images/flock/manifest.json").get("rights")

    @pytest.mark.parametrize("kind", ["own", "licensed", "permitted"])
    def test_no_licence_is_invented(self, visitor: Client, kind: str) -> None:
        Image.objects.filter(slug="flock").update(rights=kind)
        assert self.rights(visitor) is None
        assert "rights" not in asked(visitor, "/iiif/images/flock/info.json")

    def test_what_is_in_the_public_domain_says_so(self, visitor: Client) -> None:
        Image.objects.filter(slug="flock").update(rights="public-domain")
        assert self.rights(visitor) == PUBLIC_DOMAIN
        assert asked(visitor, "/iiif/images/flock/info.json")["rights"] == PUBLIC_DOMAIN

    def test_several_pictures_say_it_together_only_if_each_does(self, visitor: Client) -> None:
        Image.objects.filter(slug="flock").update(rights="public-domain")
        document = asked(visitor, FILM)
        assert "rights" not in document
        assert [one["rights"] for one in document["items"] if "rights" in one] == [PUBLIC_DOMAIN]
        Image.objects.update(rights="public-domain")
        assert asked(visitor, FILM)["rights"] == PUBLIC_DOMAIN


class TestStory:
    def test_its_pictures_come_in_the_order_of_the_story_each_once(self, visitor: Client) -> None:
        exhibit = Exhibit.objects.get(slug="the-cranes-are-flying")
        figures = FigureBlock.objects.filter(parent=exhibit).order_by("ordering")
        slugs = [exhibit.image.slug, *(figure.image.slug for figure in figures)]
        items = [one["id"].rpartition("/")[2] for one in asked(visitor, STORY)["items"]]
        assert items == list(dict.fromkeys(slugs))

    def test_its_chapters_are_ranges(self, visitor: Client) -> None:
        document = asked(visitor, STORY)
        [whole] = document["structures"]
        assert whole["items"][0] == {"id": document["items"][0]["id"], "type": "Canvas"}, "the opening picture"
        chapters = [one for one in whole["items"] if one["type"] == "Range"]
        assert len(chapters) == 3
        assert all(one["label"]["ru"] and one["items"] for one in chapters)
        named = {one["id"] for one in of_type(document["structures"], "Canvas")}
        assert named == {one["id"] for one in document["items"]}

    def test_a_figure_has_the_caption_that_the_story_gives_it(self, visitor: Client) -> None:
        FigureBlock.objects.filter(image__slug="palm").update(caption_en="As the story tells it")
        [palm] = [one for one in asked(visitor, STORY)["items"] if one["id"].endswith("/palm")]
        assert palm["summary"] == {"en": ["As the story tells it"]}

    def test_a_picture_that_hangs_twice_is_one_canvas_in_two_chapters(self, visitor: Client) -> None:
        first = FigureBlock.objects.order_by("ordering")[0]
        FigureBlock.objects.create(parent=first.parent, region="story", ordering=10_000, image=first.image)
        document = asked(visitor, STORY)
        canvas = f"/canvas/{first.image.slug}"
        assert len([one for one in document["items"] if one["id"].endswith(canvas)]) == 1
        assert len([one for one in of_type(document["structures"], "Canvas") if one["id"].endswith(canvas)]) == 2


class TestCollections:
    def test_a_film_comes_with_its_own_picture_first(self, visitor: Client) -> None:
        film = Film.objects.get(slug="cranes-are-flying")
        items = [one["id"].rpartition("/")[2] for one in asked(visitor, FILM)["items"]]
        others = Image.objects.filter(shows_films=film).exclude(pk=film.image_id).order_by("slug")
        assert items == [film.image.slug, *others.values_list("slug", flat=True)]

    def test_a_long_collection_goes_on_in_parts(self, visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(manifests, "PER_PART", 2)
        slugs = list(Film.objects.published().chronological().values_list("slug", flat=True))
        Film.objects.filter(slug__in=slugs).update(image=Image.objects.get(slug="palm"))
        first = asked(visitor, "/iiif/films/collection.json")
        parts = [one for one in first["items"] if one["type"] == "Collection"]
        assert [one["label"]["en"][0] for one in parts[:2]] == ["Films · 2 / 7", "Films · 3 / 7"]
        found = [one["id"] for one in first["items"] if one["type"] == "Manifest"]
        for part in parts:
            document = asked(visitor, part["id"])
            assert document["label"] == part["label"]
            found += [one["id"] for one in document["items"]]
        assert [address.split("/")[-2] for address in found] == slugs

    def test_what_has_no_picture_has_no_manifest(self, visitor: Client) -> None:
        assert visitor.get("/iiif/films/i-am-cuba/manifest.json").status_code == 404
        assert "i-am-cuba" not in visitor.get("/iiif/films/collection.json").content.decode()

    def test_a_picture_without_its_tiles_is_not_there_yet(self, visitor: Client) -> None:
        Rendition.objects.filter(image__slug="flock").delete()
        assert visitor.get("/iiif/images/flock/manifest.json").status_code == 404
        assert "/flock" not in visitor.get(FILM).content.decode()


# Who may read them


class TestAddresses:
    def test_any_site_may_read_them(self, visitor: Client) -> None:
        for address in BUDGET:
            answer = visitor.get(address)
            assert answer["Access-Control-Allow-Origin"] == "*"
            assert answer["Content-Type"].startswith("application/ld+json;profile=")
            assert answer["Cache-Control"].startswith("public")
            assert not answer.cookies
            assert answer.get("Vary", "Accept-Encoding") == "Accept-Encoding"
            assert is_kept(address)

    def test_tiles_are_not_kept_in_memory(self) -> None:
        assert not is_kept("/iiif/images/flock/full/max/0/default.jpg")

    def test_an_old_address_leads_to_the_new_one(self, visitor: Client) -> None:
        film = Film.objects.get(slug="cranes-are-flying")
        film.slug = "another-address"
        film.save()
        answer = visitor.get(FILM)
        assert (answer.status_code, answer["Location"]) == (301, "/iiif/films/another-address/manifest.json")
        assert answer["Access-Control-Allow-Origin"] == "*"

    def test_a_picture_by_itself_leads_to_what_is_known_of_it(self, visitor: Client) -> None:
        answer = visitor.get("/iiif/images/flock")
        assert (answer.status_code, answer["Location"]) == (303, "/iiif/images/flock/info.json")

    @pytest.mark.parametrize("noun", ["films", "people", "exhibits", "images"])
    def test_an_unknown_one_is_404(self, visitor: Client, noun: str) -> None:
        assert visitor.get(f"/iiif/{noun}/nothing/manifest.json").status_code == 404
        assert visitor.get("/iiif/films/after/nothing/collection.json").status_code == 404

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_they_are_read_only(self, visitor: Client, method: str) -> None:
        for address in (FILM, "/iiif/collection.json", "/iiif/images/flock/full/max/0/default.jpg"):
            assert getattr(visitor, method)(address).status_code == 405

    def test_the_address_that_visitors_use_stands_in_them(self, visitor: Client, settings: Any) -> None:
        settings.SITE_URL = "https://museum.example.org"
        document = asked(visitor, FILM)
        assert {one["id"].split("/iiif/")[0] for one in of_type(document, "Canvas")} == {"https://museum.example.org"}
        assert "testserver" not in json.dumps(document)


class TestBudgets:
    @pytest.mark.parametrize("address", BUDGET)
    def test_a_document_asks_few_questions(self, visitor: Client, address: str) -> None:
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(address).status_code == 200
        assert len(queries) <= BUDGET[address]

    def test_and_no_more_of_many_pictures(self, visitor: Client) -> None:
        film, exhibit = Film.objects.get(slug="cranes-are-flying"), Exhibit.objects.get()
        flock = Image.objects.get(slug="flock")
        for number in range(30):
            words = {"file": flock.file.name, "alt_en": "x", "credit_en": "x", "slug": f"image-{number}"}
            image = Image.objects.create(**words)
            image.shows_films.add(film)
            image.shows_people.add(Person.objects.get(slug="kalatozov"))
            FigureBlock.objects.create(parent=exhibit, region="story", ordering=10_000 + number, image=image)
            in_tiles(image)
        for address in (FILM, STORY, "/iiif/people/kalatozov/manifest.json"):
            assert len(asked(visitor, address)["items"]) > 30
            self.test_a_document_asks_few_questions(visitor, address)


# What is not shown


def everything(visitor: Client) -> str:
    return json.dumps(every_document(visitor), ensure_ascii=False)


STATES = {
    "draft": {"status": "draft"},
    "scheduled": {"publish_at": timezone.now() + datetime.timedelta(days=9)},
    "unpublished again": {"unpublish_at": timezone.now() - datetime.timedelta(days=9)},
}


class TestNothingUnpublished:
    @pytest.fixture
    def still(self) -> Image:
        """A picture of nothing but one film, which is published."""
        flock = Image.objects.get(slug="flock")
        words = {"file": flock.file.name, "alt_en": HIDDEN, "caption_en": HIDDEN, "credit_en": HIDDEN}
        image = Image.objects.create(slug=f"{HIDDEN}-still", **words)
        in_tiles(image)
        film = Film.objects.create(
            slug=f"{HIDDEN}-film", title_en=HIDDEN, original_title=HIDDEN, status="published", image=image
        )
        image.shows_films.add(film)
        Image.objects.get(slug="crowd").shows_films.add(film)
        return image

    def addresses(self, still: Image) -> list[str]:
        documents = [f"/iiif/images/{still.slug}{rest}" for rest in ("", "/manifest.json", "/info.json")]
        return [*documents, f"/iiif/images/{still.slug}/full/max/0/default.jpg"]

    def test_what_is_shown_is_found(self, visitor: Client, still: Image) -> None:
        assert HIDDEN in everything(visitor)
        assert visitor.get(f"/iiif/films/{HIDDEN}-film/manifest.json").status_code == 200

    @pytest.mark.parametrize("state", STATES)
    def test_a_film_that_visitors_may_not_see_leaves_no_trace(self, visitor: Client, still: Image, state: str) -> None:
        Film.objects.filter(slug=f"{HIDDEN}-film").update(**STATES[state])
        assert HIDDEN not in everything(visitor)
        for address in (*self.addresses(still), f"/iiif/films/{HIDDEN}-film/manifest.json"):
            assert visitor.get(address).status_code == 404, address
        assert not [address for address in manifests.documents() if HIDDEN in address]
        assert list(manifests.pieces(still.slug)) == []
        assert still.slug not in list(manifests.pictures())

    @pytest.mark.parametrize(
        "change", [{"rights_expire_on": "2001-01-01"}, {"width": None}, {"file": ""}], ids=["expired", "lost", "none"]
    )
    def test_nor_does_a_picture_that_may_not_be_shown(
        self, visitor: Client, still: Image, change: dict[str, Any]
    ) -> None:
        Image.objects.filter(pk=still.pk).update(**change)
        assert f"{HIDDEN}-still" not in everything(visitor)
        for address in self.addresses(still):
            assert visitor.get(address).status_code == 404, address

    def test_nor_one_that_was_taken_down(self, visitor: Client, still: Image) -> None:
        Film.objects.filter(slug=f"{HIDDEN}-film").update(image=None)
        assert f"{HIDDEN}-still" not in everything(visitor)
        for address in self.addresses(still):
            assert visitor.get(address).status_code == 404, address

    def test_people_whom_visitors_may_not_see_are_not_named(self, visitor: Client) -> None:
        assert '["Mikhail Kalatozov"]' in everything(visitor)
        Person.objects.filter(slug="kalatozov").update(status="draft")
        found = everything(visitor)
        assert '["Mikhail Kalatozov"]' not in found
        assert "kalatozov" not in found

    def test_a_figure_of_a_hidden_story_is_not_public(self, visitor: Client) -> None:
        Exhibit.objects.update(status="draft")
        Event.objects.update(image=None)
        assert visitor.get(STORY).status_code == 404
        assert visitor.get("/iiif/images/palm/manifest.json").status_code == 404
        assert "exhibits" not in everything(visitor)


def test_the_darkroom_knows_when_tiles_are_missing() -> None:
    image = Image.objects.get(slug="flock")
    assert Shape.TILES not in {planned.shape for planned in darkroom.missing(image)}
    Rendition.objects.filter(image=image).delete()
    assert Shape.TILES in {planned.shape for planned in darkroom.missing(image)}
