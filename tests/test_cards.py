"""Cards: what stands for a page where its address is shared; drawn from what visitors see, and from nothing else."""

import datetime
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import PIL.Image
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone, translation
from PIL import ImageChops, ImageStat

from exhibit.cards import SIZE, Card, card_of, drawn, museum_card
from exhibit.cards.letters import NARROW, SERIF, face, fitted, is_legible
from exhibit.models import Award, AwardBody, Event, Exhibit, Film, Image, PastSlug, Person, Place
from exhibit.models.drawings import Drawing
from exhibit.publishing.sharing import card_path
from fixtures.draw_icons import icons, masks

pytestmark = pytest.mark.django_db

KILOBYTES = 120
EVERY_NOUN = (Exhibit, Film, Person, Event, Place, AwardBody, Award)


@pytest.fixture
def visitor(museum: None) -> Client:
    return Client()


def opened(content: bytes) -> PIL.Image.Image:
    return PIL.Image.open(BytesIO(content))


def is_alike(one: PIL.Image.Image, other: PIL.Image.Image) -> bool:
    difference = ImageStat.Stat(ImageChops.difference(one.convert("RGBA"), other.convert("RGBA")))
    return one.size == other.size and max(difference.mean) < 0.5


def shown_slug(model: Any) -> Any:
    return model.objects.published().first()


class TestAddress:
    @pytest.mark.parametrize("model", EVERY_NOUN)
    @pytest.mark.parametrize("language", ["en", "ru"])
    def test_every_record_has_a_card_below_its_language(self, visitor: Client, model: Any, language: str) -> None:
        with translation.override(language):
            record = shown_slug(model)
            path = card_path(record)
        answer = visitor.get(path)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"
        assert opened(answer.content).size == SIZE == (1200, 630)
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies

    def test_its_address_is_that_of_the_page(self, museum: None) -> None:
        assert card_path(Film.objects.get(slug="cranes-are-flying")) == "/cards/films/cranes-are-flying.jpg"
        with translation.override("ru"):
            award = Award.objects.published().filter(body__slug="cannes").first()
            assert card_path(award) == f"/ru/cards/awards/cannes/{award.slug}.jpg"

    def test_a_picture_and_the_museum_have_one_too(self, visitor: Client) -> None:
        for path in ("/cards/images/crowd.jpg", "/cards/museum.jpg", "/ru/cards/museum.jpg"):
            assert opened(visitor.get(path).content).size == SIZE

    @pytest.mark.parametrize("model", [Exhibit, Film, Person, Event, Place, AwardBody])
    def test_what_visitors_do_not_see_has_none(self, visitor: Client, model: Any) -> None:
        record = shown_slug(model)
        path = card_path(record)
        rows = model.objects.filter(pk=record.pk)
        tomorrow = timezone.now() + datetime.timedelta(days=1)
        rows.update(status="draft")
        assert visitor.get(path).status_code == 404
        rows.update(status="published", publish_at=tomorrow)
        assert visitor.get(path).status_code == 404
        rows.update(publish_at=None, unpublish_at=timezone.now() - datetime.timedelta(days=1))
        assert visitor.get(path).status_code == 404

    def test_a_picture_that_hangs_nowhere_or_whose_rights_ended_has_none(self, visitor: Client) -> None:
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        Image.objects.filter(slug="crowd").update(rights="licensed", rights_expire_on=yesterday)
        assert visitor.get("/cards/images/crowd.jpg").status_code == 404
        with default_storage.open(str(Image.objects.get(slug="palm").file.name)) as plate:
            default_storage.save("images/unhung.webp", plate)
        Image.objects.create(slug="unhung", file="images/unhung.webp", alt_en="Nobody sees it", credit_en="Nobody")
        assert visitor.get("/cards/images/unhung.jpg").status_code == 404

    def test_an_old_address_leads_to_the_present_one(self, visitor: Client) -> None:
        PastSlug.objects.remember("film", "letyat-zhuravli", "cranes-are-flying")
        answer = visitor.get("/ru/cards/films/letyat-zhuravli.jpg")
        assert (answer.status_code, answer["Location"]) == (301, "/ru/cards/films/cranes-are-flying.jpg")
        award = Award.objects.published().filter(body__slug="cannes").first()
        assert award
        answer = visitor.get(f"/cards/awards/another/{award.slug}.jpg")
        assert (answer.status_code, answer["Location"]) == (301, card_path(award))

    @pytest.mark.parametrize("path", ["/cards/films/no-such.jpg", "/cards/cars/x.jpg", "/cards/films/after.png"])
    def test_nothing_else_is_there(self, visitor: Client, path: str) -> None:
        assert visitor.get(path).status_code == 404

    def test_it_asks_the_database_a_few_things(self, visitor: Client, django_assert_max_num_queries: Any) -> None:
        for path in ("/cards/films/cranes-are-flying.jpg", "/cards/events/palme.jpg", "/cards/images/crowd.jpg"):
            with django_assert_max_num_queries(3):
                visitor.get(path)


class TestWords:
    def test_a_film_is_said_by_its_name_its_own_name_and_its_year(self, museum: None) -> None:
        card = card_of(Film.objects.get(slug="cranes-are-flying"))
        said = (card.kind, card.title, card.under, card.date)
        assert said == ("Film", "The Cranes Are Flying", "Летят журавли", "1957")
        with translation.override("ru"):
            card = card_of(Film.objects.get(slug="cranes-are-flying"))
        assert (card.title, card.under) == ("Летят журавли", "")

    def test_a_date_is_as_sure_as_it_is_known(self, museum: None) -> None:
        event = Event.objects.select_related("lane", "place").get(slug="play-kostroma")
        assert card_of(event).date == "c.\N{NO-BREAK SPACE}1943"

    def test_a_life_has_the_ends_that_are_known(self, museum: None) -> None:
        person = Person(name_en="Somebody", birth="1899", death="1957-03")
        assert card_of(person).date == "1899 – Mar 1957"
        person.death = None
        assert card_of(person).date == "1899–"
        person.birth = None
        assert card_of(person).date == ""

    def test_a_missing_translation_is_said_in_the_first_language(self, museum: None) -> None:
        Place.objects.filter(slug="moscow").update(name_ru="")
        with translation.override("ru"):
            card = card_of(Place.objects.get(slug="moscow"))
        assert (card.kind, card.title) == ("Место", "Moscow")

    def test_the_place_of_an_event_is_named_only_where_visitors_see_it(self, museum: None) -> None:
        event = Event.objects.select_related("lane", "place").exclude(place=None).first()
        assert event
        assert event.place
        assert card_of(event).under
        event.place.status = "draft"
        assert card_of(event).under == ""

    def test_whoever_made_its_picture_is_named(self, museum: None) -> None:
        image = Image.objects.with_renditions().get(slug="crowd")
        assert card_of(image).credit == image.credit

    def test_a_picture_whose_rights_ended_is_not_on_it(self, museum: None) -> None:
        film = Film.objects.with_picture().get(slug="cranes-are-flying")
        assert film.image
        assert card_of(film).picture == film.image
        film.image.rights_expire_on = timezone.localdate() - datetime.timedelta(days=1)
        assert card_of(film).picture is None


LONG = "How a film that nobody had expected came to be seen by everybody, " * 3
CARDS = {
    "long": Card("Film", LONG, LONG, "between 28 November 1957 and 3 March 1958", "film"),
    "one long word": Card("Exhibit", "Donaudampfschifffahrtsgesellschaftskapitänswitwenverein" * 3, drawing="crowd"),
    "short": Card("", "M"),
    "in letters that no face has": Card("Film", "წეროები მიფრინავენ", drawing="film"),
    "of nothing": Card("", ""),
    **{drawing: Card("Exhibit", "Летят журавли", "Фильм 1957 года", drawing=drawing) for drawing in Drawing.values},
}


class TestDrawing:
    @pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
    def test_the_same_card_is_the_same_bytes_and_light(self, card: Card) -> None:
        content = drawn(card)
        assert content == drawn(card)
        assert len(content) < KILOBYTES * 1000
        assert opened(content).size == SIZE

    def test_words_change_it(self) -> None:
        assert drawn(Card("Film", "One")) != drawn(Card("Film", "Two"))
        with translation.override("ru"):
            russian = drawn(museum_card())
        assert russian != drawn(museum_card())

    @pytest.mark.parametrize("text", ["The Cranes Are Flying", "Летят журавли", "Ёлки", "«Ж»", "Łódź", "1\u2011е"])
    def test_latin_and_cyrillic_can_be_read(self, text: str) -> None:
        assert is_legible(text, SERIF)
        assert is_legible(text, NARROW)

    def test_letters_that_no_face_has_are_left_out(self) -> None:
        assert not is_legible("წერო", SERIF)
        assert fitted("წერო", SERIF, (40,), 500, 3, 300).lines == ()

    def test_a_title_is_as_large_as_there_is_room(self) -> None:
        sizes = (104, 73, 41)
        assert fitted("Летят журавли", SERIF, sizes, 560, 5, 380).size == 104
        assert fitted("Летят журавли и снова летят", SERIF, sizes, 560, 2, 380).size == 73
        assert fitted(LONG, SERIF, sizes, 560, 5, 380).lines[-1].endswith("…")

    @pytest.mark.parametrize("text", [LONG, "Летят журавли", "Donaudampfschifffahrtsgesellschaft" * 4, "a b"])
    def test_no_line_is_wider_than_the_column(self, text: str) -> None:
        found = fitted(text, SERIF, (104, 73, 41), 400, 4, 300)
        assert found.lines
        assert found.height <= 300 or len(found.lines) == 1
        for line in found.lines:
            assert face(SERIF, found.size).getlength(line) <= 400

    def test_lines_are_of_much_the_same_length(self) -> None:
        found = fitted("How it was made, seen and remembered by all", SERIF, (48,), 700, 3, 300)
        lengths = [face(SERIF, 48).getlength(line) for line in found.lines]
        assert min(lengths) > 0.7 * max(lengths)


class TestPicture:
    @pytest.fixture
    def printed(self, museum: None) -> Iterator[Image]:
        """A picture with a copy whose left half is white, its right half black."""
        file = "renditions/half-white.webp"
        half = PIL.Image.new("RGB", (1600, 900), "black")
        half.paste("white", (0, 0, 800, 900))
        written = BytesIO()
        half.save(written, "WEBP", lossless=True)
        default_storage.save(file, BytesIO(written.getvalue()))
        image = Image.objects.get(slug="crowd")
        image.renditions.create(shape="whole", width=1600, height=900, format="webp", file=file, byte_count=1)
        yield image
        default_storage.delete(file)

    def brightness(self, image: Image, focus: int) -> float:
        Image.objects.filter(pk=image.pk).update(focal_x=focus)
        card = card_of(Image.objects.with_renditions().get(pk=image.pk))
        picture = opened(drawn(card)).crop((740, 0, 1200, 630)).convert("L")
        return ImageStat.Stat(picture).mean[0]

    def test_it_is_cut_round_its_focus(self, printed: Image) -> None:
        assert self.brightness(printed, 10) > 250
        assert self.brightness(printed, 90) < 5
        assert 80 < self.brightness(printed, 50) < 170

    def test_without_whom_to_name_in_letters_that_can_be_read_it_is_left_out(self, printed: Image) -> None:
        Image.objects.filter(pk=printed.pk).update(credit_en="წერო")
        assert 5 < self.brightness(printed, 10) < 60

    def test_a_copy_whose_file_is_lost_is_none(self, printed: Image) -> None:
        printed.renditions.update(file="renditions/lost.webp")
        assert self.brightness(printed, 10) < 60

    def test_until_a_copy_is_made_a_drawing_stands_there(self, museum: None) -> None:
        image = Image.objects.with_renditions().get(slug="crowd")
        assert not image.renditions.all()
        assert drawn(card_of(image)) == drawn(
            Card(card_of(image).kind, card_of(image).title, drawing="image", picture=image)
        )


def test_icons_and_drawings_are_those_of_our_svg() -> None:
    """Whoever changes a drawing of static/art/ runs fixtures/draw_icons.py."""
    found = dict((*icons(), *masks()))
    assert {"icon-512", "crane", *Drawing.values} <= {file.stem for file in found}
    for file, picture in found.items():
        with PIL.Image.open(file) as kept:
            assert is_alike(kept, picture), f"Draw {file.name} anew: python fixtures/draw_icons.py"
