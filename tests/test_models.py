"""Records: what the database refuses, what time does to them, what deleting protects."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers import deserialize
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone, translation

from exhibit.dates import UncertainDate
from exhibit.models import (
    Award,
    AwardRecipient,
    ChapterBlock,
    Citation,
    Credit,
    DisputeSide,
    Event,
    Exhibit,
    Film,
    Image,
    PastSlug,
    Person,
    Place,
    Release,
    Source,
    TextBlock,
)

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 5, 18, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def film(slug: str = "new-film", **values: Any) -> Film:
    return Film(slug=slug, title="New film", original_title="Новый фильм", **values)


class TestPublication:
    @pytest.mark.parametrize(
        ("values", "visible"),
        [
            ({"status": "published"}, True),
            ({"status": "draft"}, False),
            ({"status": "published", "publish_at": NOW + HOUR}, False),
            ({"status": "published", "publish_at": NOW}, True),
            ({"status": "published", "unpublish_at": NOW}, False),
            ({"status": "published", "unpublish_at": NOW + HOUR}, True),
            ({"status": "draft", "publish_at": NOW - HOUR}, False),
        ],
    )
    def test_a_record_is_visible_when_published_and_within_its_hours(
        self, values: dict[str, Any], visible: bool
    ) -> None:
        record = film(**values)
        record.save()
        assert record.is_published(NOW) is visible
        assert Film.objects.published(NOW).filter(pk=record.pk).exists() is visible

    def test_an_award_is_hidden_with_its_body(self) -> None:
        award = Award.objects.published().first()
        assert award is not None
        type(award.body).objects.filter(pk=award.body_id).update(status="draft")
        assert not Award.objects.published().filter(pk=award.pk).exists()

    def test_the_unconfirmed_awards_are_kept_off_the_walls(self) -> None:
        assert not Award.objects.published().filter(evidence_status="unconfirmed").exists()
        assert Award.objects.filter(evidence_status="unconfirmed").count() == 2


class TestConstraints:
    def refused(self, record: Any, words: str) -> None:
        """The form says `words`; the database refuses even what never met a form."""
        with pytest.raises(ValidationError, match=words):
            record.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            record.save()

    def test_a_film_runs_for_1_to_1000_minutes(self) -> None:
        self.refused(film(running_time_minutes=0), "from 1 to 1000")

    def test_a_record_appears_before_it_disappears(self) -> None:
        self.refused(film(publish_at=NOW, unpublish_at=NOW - HOUR), "must appear before")

    def test_a_source_has_a_web_address(self) -> None:
        self.refused(Source(slug="x", title="X", url="ftp://example.org"), "begins with https")

    def test_two_chapters_have_two_addresses(self) -> None:
        exhibit = Exhibit.objects.get()
        self.refused(ChapterBlock(parent=exhibit, region="story", slug="camera", title="Again"), "has this address")

    def test_nobody_dies_before_birth(self) -> None:
        person = Person(slug="x", name="X", sort_name="X", birth="1957", death="1956")
        self.refused(person, "before the birth")

    def test_somebody_may_die_in_the_year_of_birth(self) -> None:
        Person(slug="x", name="X", sort_name="X", birth="1957-03", death="1957").full_clean()

    def test_a_credit_names_somebody(self) -> None:
        credit = Credit(film=Film.objects.all()[0], slug="x", department="cast", job="actor")
        self.refused(credit, "Choose a person or write a name")

    def test_a_release_is_listed_once(self) -> None:
        release = Release.objects.all()[0]
        again = Release(film=release.film, place=release.place, date=release.date, kind="again")
        self.refused(again, "already listed")

    def test_a_recipient_is_listed_once(self) -> None:
        recipient = AwardRecipient.objects.all()[0]
        self.refused(AwardRecipient(award=recipient.award, person=recipient.person), "already listed")

    def test_sides_of_a_dispute_have_positions(self) -> None:
        side = DisputeSide.objects.all()[0]
        self.refused(DisputeSide(dispute=side.dispute, position=side.position, claim="x"), "same position")

    def test_a_focus_lies_within_the_picture(self) -> None:
        image = Image(slug="x", file="images/x.png", alt="x", credit="x", focal_x=101)
        with pytest.raises(ValidationError, match="less than or equal to 100"):
            image.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            Image.objects.bulk_create([image])

    def test_a_citation_has_exactly_one_record(self) -> None:
        source = Source.objects.all()[0]
        self.refused(Citation(source=source), "exactly one record")
        both = Citation(source=source, film=Film.objects.all()[0], person=Person.objects.all()[0])
        self.refused(both, "exactly one record")

    def test_a_source_is_cited_once_for_the_same_thing(self) -> None:
        citation = Citation.objects.filter(film__isnull=False)[0]
        again = Citation(source=citation.source, film=citation.film, about=citation.about, value=citation.value)
        self.refused(again, "already cited")

    def test_a_dissenting_source_says_what(self) -> None:
        citation = Citation(source=Source.objects.all()[0], film=Film.objects.all()[0], stance="disputes")
        with pytest.raises(ValidationError, match="what this source says instead"):
            citation.full_clean()


class TestAddresses:
    def test_an_old_address_is_kept_through_two_changes(self) -> None:
        record = Film.objects.get(slug="red-tent")
        for slug in ("la-tenda-rossa", "krasnaya-palatka"):
            record.slug = slug
            record.save()
        kept = dict(PastSlug.objects.filter(noun="film").values_list("slug", "current"))
        assert kept == {"red-tent": "krasnaya-palatka", "la-tenda-rossa": "krasnaya-palatka"}

    def test_changing_back_leaves_no_loop(self) -> None:
        record = Film.objects.get(slug="red-tent")
        for slug in ("la-tenda-rossa", "red-tent"):
            record.slug = slug
            record.save()
        assert dict(PastSlug.objects.values_list("slug", "current")) == {"la-tenda-rossa": "red-tent"}

    def test_an_address_taken_back_by_a_revert_leads_there_from_the_abandoned_one(self) -> None:
        record = Film.objects.get(slug="red-tent")
        record.slug = "krasnaya-palatka"
        record.save()
        Film.objects.filter(pk=record.pk).update(slug="red-tent")  # as a raw save of history does
        record.refresh_from_db()
        record.full_clean()
        record.save()
        assert dict(PastSlug.objects.values_list("slug", "current")) == {"krasnaya-palatka": "red-tent"}

    def test_another_record_cannot_take_an_old_address(self) -> None:
        record = Film.objects.get(slug="red-tent")
        record.slug = "krasnaya-palatka"
        record.save()
        with pytest.raises(ValidationError, match="old address of “krasnaya-palatka”"):
            film(slug="red-tent").full_clean()

    def test_no_record_takes_a_part_of_others_addresses(self) -> None:
        with pytest.raises(ValidationError, match="“after” is part of other addresses"):
            film(slug="after").full_clean()


class TestDeletion:
    @pytest.mark.parametrize(
        ("model", "slug"),
        [
            (Person, "kalatozov"),
            (Source, "ina58"),
            (Place, "moscow"),
            (Film, "cranes-are-flying"),
        ],
    )
    def test_what_holds_evidence_or_a_story_is_protected(self, model: Any, slug: str) -> None:
        with pytest.raises(ProtectedError):
            model.objects.get(slug=slug).delete()

    def test_a_film_takes_its_own_rows_along(self) -> None:
        record = Film.objects.get(slug="fate-of-a-man")
        assert record.credits.exists()
        record.delete()
        assert not Credit.objects.filter(film__slug="fate-of-a-man").exists()
        assert Person.objects.filter(slug="kalatozov").exists()


class TestQuestions:
    def test_a_film_dated_about_1927_is_found_between_1925_and_1930(self) -> None:
        film(date="1927~", status="published").save()
        found = Film.objects.published().between(1925, 1930)
        assert "new-film" in [record.slug for record in found]
        assert "new-film" not in [record.slug for record in Film.objects.between(1928, 1930)]

    def test_related_films_share_people(self) -> None:
        cranes = Film.objects.get(slug="cranes-are-flying")
        related = [record.slug for record in Film.objects.published().related_to(cranes)]
        assert related[0] == "letter-never-sent"  # director, cinematographer, writer and leading actress
        assert "a-man-and-a-woman" not in related

    def test_events_before_and_after_follow_the_chronology(self) -> None:
        ordered = list(Event.objects.published().chronological())
        for before, event, after in zip(ordered, ordered[1:], ordered[2:], strict=False):
            assert Event.objects.published().around(event) == (before, after)
        assert Event.objects.published().around(ordered[0])[0] is None

    @pytest.mark.parametrize(
        ("date", "age"),
        [
            ("1958-05-18", (54, 54)),
            ("1957", (53, 54)),
            ("1903-12-28", (0, 0)),
            ("1900", None),
            ("1980", None),
            ("1959/..", None),
            ("1957~", None),
            ("1957-21?", None),
        ],
    )
    def test_an_age_is_as_exact_as_both_dates(self, date: str, age: tuple[int, int] | None) -> None:
        assert Person.objects.get(slug="kalatozov").age_on(UncertainDate.parse(date)) == age

    def test_nobody_of_unknown_birth_has_an_age(self) -> None:
        assert Person.objects.get(slug="fomin").age_on(UncertainDate.parse("2005-08")) is None

    def test_the_award_grid_has_every_award_once(self) -> None:
        grid = Award.objects.published().grid()
        shown = [award for row in grid.rows for cell in row.cells for award in cell]
        assert sorted(award.slug for award in shown) == sorted(Award.objects.published().values_list("slug", flat=True))
        assert grid.years[:-1] == sorted(year for year in grid.years if year)
        assert grid.years[-1] is None

    def test_evidence_is_grouped_by_what_it_is_about(self) -> None:
        groups = {
            group.label: group
            for group in Citation.objects.about_film(Film.objects.get(slug="cranes-are-flying")).grouped()
        }
        running_time = groups["running time"]
        assert {citation.value for citation in running_time.disputing} == {"94", "95", "96", "98"}
        assert len(groups["credits"].supporting) == len({c.source_id for c in groups["credits"].supporting})

    def test_a_dissenting_date_is_said_in_words(self) -> None:
        citation = Citation(about="death", value="1973-03-27")
        assert citation.value_in_words == "27 March 1973"
        with translation.override("ru"):
            assert citation.value_in_words == "27\N{NO-BREAK SPACE}марта 1973\N{NO-BREAK SPACE}г."
        assert Citation(about="death", value="in spring").value_in_words == "in spring"
        assert Citation(about="running_time", value="96").value_in_words == "96"


class TestLanguages:
    def test_people_without_a_russian_name_stand_among_the_others(self) -> None:
        Person.objects.filter(slug="kalatozov").update(sort_name_ru="")
        Person.objects.filter(slug="achard").update(sort_name_ru=None)
        with translation.override("ru"):
            ordered = [person.sort_name for person in Person.objects.alphabetical()]
        assert ordered[:2] == ["Achard, Marcel", "Kalatozov, Mikhail"]

    def test_a_missing_russian_text_is_given_in_english(self) -> None:
        film(title_en="Only English").save()
        with translation.override("ru"):
            assert Film.objects.get(slug="new-film").title == "Only English"

    def test_the_dataset_speaks_both_languages(self) -> None:
        for model, name in ((Film, "title"), (Person, "biography"), (Event, "description"), (Exhibit, "lead")):
            for record in model.objects.all():
                assert getattr(record, f"{name}_en"), record
                assert getattr(record, f"{name}_ru"), record

    def test_every_text_of_the_story_is_in_both_languages_with_the_same_notes(self) -> None:
        from exhibit.rich_text import note_slugs

        for block in TextBlock.objects.all():
            assert note_slugs(block.text_en)
            assert sorted(set(note_slugs(block.text_en))) == sorted(set(note_slugs(block.text_ru))), block.key


class TestRichText:
    def test_hostile_markup_is_cleaned_in_every_save(self) -> None:
        block = TextBlock.objects.all()[0]
        block.text_en = block.text_ru = (
            '<p onclick="x()">Safe <script>alert(1)</script><a href="javascript:x">a</a></p>'
        )
        block.save()
        block.refresh_from_db()
        for text in (block.text, block.text_en, block.text_ru):
            assert "Safe" in text
            assert not [bad for bad in ("script", "onclick") if bad in text]

    def test_hostile_markup_in_a_fixture_is_cleaned_too(self) -> None:
        block = TextBlock.objects.all()[0]
        row = {
            "model": "exhibit.textblock",
            "fields": {
                "parent": block.parent.natural_key(),
                "region": "story",
                "key": block.key,
                "text_en": '<p>Safe<img src="x" onerror="alert(1)"></p>',
            },
        }
        [deserialized] = deserialize("python", [row])
        deserialized.save()
        block.refresh_from_db()
        assert block.text_en == "<p>Safe</p>"

    def test_an_unknown_note_is_named(self) -> None:
        block = TextBlock.objects.all()[0]
        block.text_ru = "<p>Текст[^no-such-note]</p>"
        with pytest.raises(ValidationError, match="There is no statement “no-such-note”"):
            block.full_clean()


def test_a_credit_gets_a_free_key() -> None:
    cranes = Film.objects.get(slug="cranes-are-flying")
    keys = []
    for _ in range(2):
        credit = Credit(film=cranes, name="Somebody New", department="crew", job="driver")
        credit.save()
        keys.append(credit.slug)
    assert keys == ["somebody-new-driver", "somebody-new-driver-2"]


def test_a_credit_says_the_role_of_a_player_and_the_job_of_everybody_else() -> None:
    player, maker = Credit(job="actor", character="Veronika"), Credit(job="director")
    assert (player.part_field, player.part) == ("character", "Veronika")
    assert (maker.part_field, maker.part) == ("job", "director")


def test_pictures_are_hidden_when_their_rights_end() -> None:
    image = Image(slug="x", file="images/x.png", width=1, rights="licensed", rights_expire_on=timezone.localdate())
    assert image.is_showable()
    image.rights_expire_on -= datetime.timedelta(days=1)
    assert not image.is_showable()
