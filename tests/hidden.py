"""A museum in which every hidden record is named by a published one, and says a word of its own in every field.

The words are canaries: 128 bits each, in every text, name of a file, EXIF and text alternative, another in the address.
Wherever one of them is seen by a visitor, something hidden was.
"""

import datetime
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import PIL.Image
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils import timezone
from PIL.ExifTags import Base

from exhibit import darkroom
from exhibit.dates import UncertainDate
from exhibit.fields import UncertainDateField
from exhibit.models import (
    Admission,
    Arrival,
    Award,
    AwardBody,
    AwardListBlock,
    AwardRecipient,
    Citation,
    Credit,
    Dispute,
    DisputeBlock,
    DisputeSide,
    Draft,
    Event,
    Exhibit,
    FigureBlock,
    Film,
    FilmBlock,
    FilmTitle,
    Image,
    Lane,
    PastSlug,
    Person,
    PersonBlock,
    Place,
    QuotationBlock,
    Record,
    Release,
    ReviewComment,
    ReviewLink,
    Source,
    Statement,
    TextBlock,
    TimelineBlock,
)
from exhibit.models.reviews import SALT
from exhibit.publishing import editions

HUSHED = "hushed"
"""A word that every hidden text says besides its own, for whoever searches."""

STATES = ("draft", "scheduled", "expired", "withdrawn", "deleted")
A_DAY = datetime.timedelta(days=1)
YEAR = UncertainDate.parse("1957-10-12")


def canary(of: str) -> str:
    """Return the word of one hidden record."""
    return f"zq{hashlib.sha256(of.encode()).hexdigest()[:32]}"


def filled(noun: type[models.Model], word: str, text: str, **given: Any) -> dict[str, Any]:
    """Return values for every column of a noun: a word for addresses, a text for whatever else takes one."""
    values: dict[str, Any] = {}
    for column in noun._meta.concrete_fields:
        if column.name in given or column.choices or column.is_relation:
            continue
        most = getattr(column, "max_length", None)
        if isinstance(column, models.SlugField):
            values[column.name] = word
        elif isinstance(column, UncertainDateField):
            values[column.name] = YEAR
        elif isinstance(column, models.URLField):
            values[column.name] = f"https://example.org/{text.split()[0]}"
        elif isinstance(column, models.FileField) or "language" in column.name:
            continue
        elif isinstance(column, models.CharField | models.TextField):
            written = f"<p>{text}</p>" if type(column).__name__.endswith("RichTextField") else text
            values[column.name] = written if most is None or len(written) <= most else text[2 : 2 + most]
    return values | given


@dataclass
class Hidden:
    """One record that visitors do not see: its noun, its state, its two words."""

    noun: str
    state: str
    slug: str
    text: str
    record: Any = None
    body: str = ""
    """The address of an award's body."""


@dataclass
class Museum:
    """What is published, by noun, and what is not."""

    shown: dict[str, Any] = field(default_factory=dict)
    hidden: list[Hidden] = field(default_factory=list)
    others: dict[str, str] = field(default_factory=dict)
    """Words of what never has an address: by what it is."""

    tokens: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    """Names of the files of hidden pictures, renditions included."""

    edition: Any = None

    def words(self) -> dict[str, str]:
        """Every canary by the name of what says it."""
        found = dict(self.others)
        for one in self.hidden:
            found[f"{one.state} {one.noun}, text"] = one.text
            found[f"{one.state} {one.noun}, address"] = one.slug
        return found

    def of(self, noun: str) -> list[Hidden]:
        return [one for one in self.hidden if one.noun == noun]


def times(state: str) -> dict[str, Any]:
    """Return the columns that make a record hidden in one way; withdrawing and deleting come later."""
    now = timezone.now()
    if state == "draft":
        return {"status": Record.Status.DRAFT}
    ends = {"scheduled": {"publish_at": now + A_DAY}, "expired": {"unpublish_at": now - A_DAY}}
    return {"status": Record.Status.PUBLISHED, **ends.get(state, {})}


def picture(slug: str, word: str, **given: Any) -> Image:
    """Return a picture with its word in its EXIF data, its name and its words, with all its renditions."""
    told = PIL.Image.Exif()
    told[Base.Artist] = word
    written = io.BytesIO()
    PIL.Image.effect_noise((64, 48), 60).convert("RGB").save(written, "JPEG", exif=told)
    image = Image(**filled(Image, slug, f"{word} {HUSHED}", checksum="", **given))
    image.file = SimpleUploadedFile(f"{word}.jpg", written.getvalue())
    image.save()
    darkroom.orders.carry_out(image.pk)
    return image


class Builder:
    """Makes the museum: first what is shown, then each hidden record beside it."""

    def __init__(self) -> None:
        self.museum = Museum()
        self.lane = Lane.objects.first()

    def build(self) -> Museum:
        self._published()
        for state in STATES:
            self._records(state)
        self._pictures()
        self._at_the_desk()
        return self.museum

    def word(self, name: str) -> str:
        """Return a new canary for what has no address."""
        self.museum.others[name] = canary(name)
        return f"{canary(name)} {HUSHED}"

    def hide(self, noun: type[models.Model], name: str, state: str, **given: Any) -> Any:
        slug, text = canary(f"{state} {name} address"), canary(f"{state} {name}")
        values = filled(noun, slug, f"{text} {HUSHED}", **times(state), **given)
        record = noun._default_manager.create(**values)
        body = given["body"].slug if "body" in given else ""
        self.museum.hidden.append(Hidden(name, state, slug, text, record, body))
        return record

    # What is shown

    def _published(self) -> None:
        def make(noun: Any, name: str, **given: Any) -> Any:
            values = filled(noun, f"shown-{name}", f"Shown {name}", status="published", **given)
            self.museum.shown[name] = noun.objects.create(**values)
            return self.museum.shown[name]

        place = make(Place, "place")
        person = make(Person, "person", birth_place=place)
        make(Person, "colleague")
        film = make(Film, "film")
        make(Film, "sequel")
        event = make(Event, "event", lane=self.lane, place=place, desk_note=self.word("desk note"))
        body = make(AwardBody, "award_body")
        award = make(Award, "award", body=body, event=event)
        exhibit = make(Exhibit, "exhibit", film=film)
        image = picture("shown-image", "Shown")
        self.museum.shown["image"] = image
        for record in (exhibit, film, person, event, place, body):
            type(record).objects.filter(pk=record.pk).update(image=image)
        Credit.objects.create(**filled(Credit, "", "Shown", film=film, person=person, department="directing"))
        event.films.add(film)
        event.people.add(person)
        award.films.add(film)
        Release.objects.create(**filled(Release, "", "Shown", film=film, place=place))
        AwardRecipient.objects.create(award=award, person=person, position=1)
        image.shows_people.add(person)
        image.shows_films.add(film)
        self.exhibit, self.film, self.person, self.event = exhibit, film, person, event
        self.place, self.body, self.award, self.image = place, body, award, image
        self.timeline = TimelineBlock.objects.create(parent=exhibit, region="story", ordering=1)
        self.awards = AwardListBlock.objects.create(parent=exhibit, region="story", ordering=2)
        self.timeline.events.add(event)
        self.awards.awards.add(award)
        self.museum.edition = editions.release(exhibit, title_en="Shown", title_ru="Shown")

    # What is not

    def _records(self, state: str) -> None:
        film = self._film(state)
        person = self._person(state, film)
        place = self._place(state)
        self._event(state, film, person, place)
        self._awards(state, film, person)
        self._exhibit(state)

    def _source(self, name: str) -> Source:
        word = self.word(f"source: {name}")
        return Source.objects.create(**filled(Source, canary(f"{name} key"), word))

    def _cite(self, name: str, **given: Any) -> None:
        word = self.word(f"citation: {name}")
        Citation.objects.create(**filled(Citation, "", word, source=self._source(name), **given))

    def _film(self, state: str) -> Film:
        film: Film = self.hide(Film, "film", state, image=self.image)
        name = f"{state} film"
        credit = Credit.objects.create(
            **filled(Credit, "", self.word(f"credit: {name}"), film=film, person=self.person, department="camera")
        )
        release = Release.objects.create(
            **filled(Release, "", self.word(f"release: {name}"), film=film, place=self.place)
        )
        admission = Admission.objects.create(
            **filled(Admission, "", self.word(f"admission: {name}"), film=film, place=self.place, tickets=7_654_321)
        )
        FilmTitle.objects.create(film=film, language="fr", title=self.word(f"title: {name}"))
        self._cite(name, film=film)
        self._cite(f"credit of {name}", credit=credit)
        self._cite(f"release of {name}", release=release)
        self._cite(f"admission of {name}", admission=admission)
        dispute = Dispute.objects.create(**filled(Dispute, canary(f"{name} key"), self.word(f"dispute: {name}")))
        side = DisputeSide.objects.create(dispute=dispute, position=1, claim=self.word(f"side: {name}"))
        side.sources.add(self._source(f"side of {name}"))
        film.disputes.add(dispute)
        self.event.films.add(film)
        self.award.films.add(film)
        self.image.shows_films.add(film)
        note = self.word(f"block: {name}")
        FilmBlock.objects.create(
            **filled(FilmBlock, "", note, parent=self.exhibit, region="story", ordering=5, film=film, key=f"f{state}")
        )
        hall = filled(Exhibit, f"shown-hall-{state}", "Shown hall", status="published", film=film)
        Exhibit.objects.create(**hall)
        PastSlug.objects.create(noun="film", slug=f"once-{state}", current=film.slug)
        return film

    def _person(self, state: str, film: Film) -> Person:
        person: Person = self.hide(
            Person, "person", state, image=self.image, birth_place=self.place, death_place=self.place
        )
        name = f"{state} person"
        credit = Credit.objects.create(
            **filled(Credit, "", self.word(f"credit: {name}"), film=self.film, person=person, department="cast")
        )
        Credit.objects.create(
            **filled(Credit, "", f"{canary(f'{name} of both')}", film=film, person=person, department="art")
        )
        self.museum.others[f"credit of both: {name}"] = canary(f"{name} of both")
        self._cite(name, person=person)
        self._cite(f"credit of {name}", credit=credit)
        AwardRecipient.objects.create(award=self.award, person=person, position=10 + STATES.index(state))
        self.event.people.add(person)
        self.image.shows_people.add(person)
        note = self.word(f"block: {name}")
        words = {"parent": self.exhibit, "region": "story", "ordering": 6, "person": person, "key": f"p{state}"}
        PersonBlock.objects.create(**filled(PersonBlock, "", note, **words))
        return person

    def _place(self, state: str) -> Place:
        place: Place = self.hide(Place, "place", state, image=self.image)
        Release.objects.create(**filled(Release, "", "Shown", film=self.film, place=place))
        Admission.objects.create(**filled(Admission, "", "Shown", film=self.film, place=place, tickets=1))
        words = filled(Event, f"shown-at-{state}", "Shown", status="published", lane=self.lane, place=place)
        Event.objects.create(**words)
        words = filled(Person, f"shown-of-{state}", "Shown", status="published", birth_place=place, death_place=place)
        Person.objects.create(**words)
        return place

    def _event(self, state: str, film: Film, person: Person, place: Place) -> None:
        event: Event = self.hide(Event, "event", state, lane=self.lane, place=self.place, image=self.image)
        self._cite(f"{state} event", event=event)
        event.films.add(self.film, film)
        event.people.add(self.person, person)
        self.timeline.events.add(event)
        other = filled(Event, f"shown-beside-{state}", "Shown", status="published", lane=self.lane, place=place)
        beside = Event.objects.create(**other)
        beside.films.add(film)
        beside.people.add(person)
        words = filled(Award, f"shown-at-{state}", "Shown", status="published", body=self.body, event=event)
        Award.objects.create(**words)

    def _awards(self, state: str, film: Film, person: Person) -> None:
        body: AwardBody = self.hide(AwardBody, "award_body", state, image=self.image)
        award: Award = self.hide(Award, "award", state, body=self.body, event=self.event)
        self._cite(f"{state} award", award=award)
        award.films.add(self.film)
        AwardRecipient.objects.create(award=award, person=self.person, position=1)
        self.awards.awards.add(award)
        slug, text = canary(f"{state} award of a hidden body, address"), canary(f"{state} award of a hidden body")
        of_body = Award.objects.create(
            **filled(Award, slug, f"{text} {HUSHED}", status="published", body=body, event=self.event)
        )
        of_body.films.add(self.film, film)
        AwardRecipient.objects.create(award=of_body, person=self.person, position=1)
        AwardRecipient.objects.create(award=of_body, person=person, position=2)
        self.awards.awards.add(of_body)
        self.museum.hidden.append(Hidden("award", f"of a body that is {state}", slug, text, of_body, body.slug))

    def _exhibit(self, state: str) -> None:
        exhibit: Exhibit = self.hide(Exhibit, "exhibit", state, film=self.film, image=self.image, position=99)
        name = f"{state} exhibit"
        key = canary(f"{name} statement key")[:40]
        statement = Statement.objects.create(**filled(Statement, key, self.word(f"statement: {name}")))
        self._cite(f"statement of {name}", statement=statement)
        words = {"parent": exhibit, "region": "story"}
        TextBlock.objects.create(**words, ordering=1, text_en=f"<p>{self.word(f'text: {name}')} [^{key}]</p>")
        source = self._source(f"quotation in {name}")
        quotation = self.word(f"quotation: {name}")
        QuotationBlock.objects.create(**filled(QuotationBlock, "", quotation, **words, ordering=2, source=source))
        dispute = Dispute.objects.create(**filled(Dispute, canary(f"{name} dispute"), self.word(f"dispute: {name}")))
        DisputeBlock.objects.create(**words, ordering=3, dispute=dispute)
        FigureBlock.objects.create(
            **filled(FigureBlock, "", self.word(f"figure: {name}"), **words, ordering=4, image=self.image)
        )
        rows = Exhibit.objects.filter(pk=exhibit.pk)
        rows.update(status="published", publish_at=None, unpublish_at=None)
        editions.release(exhibit, title_en=self.word(f"edition: {name}")[:150])
        rows.update(**times(state))

    def _pictures(self) -> None:
        """Pictures that hang nowhere, only at hidden records, or whose rights have ended."""
        yesterday = timezone.localdate() - A_DAY
        licensed = {"rights": "licensed", "rights_expire_on": yesterday}
        for state, given in {"unhung": {}, "of the hidden": {}, "without rights": licensed, "deleted": {}}.items():
            slug, text = canary(f"{state} image address"), canary(f"{state} image")
            image = picture(slug, text, **given)
            self.museum.hidden.append(Hidden("image", state, slug, text, image))
            self.museum.files += [str(image.file.name), *(str(one.file.name) for one in image.renditions.all())]
            image.shows_films.add(self.film)
            image.shows_people.add(self.person)
            if state == "of the hidden":
                hung = [one.record for one in self.museum.hidden if one.state in ("draft", "scheduled", "expired")]
                for record in hung:
                    if record is not None and hasattr(record, "image_id"):
                        type(record)._base_manager.filter(pk=record.pk).update(image=image)
            elif state == "without rights":
                Film.objects.filter(slug="shown-sequel").update(image=image)
                Person.objects.filter(slug="shown-colleague").update(image=image)
                words = {"parent": self.exhibit, "region": "story", "ordering": 9, "image": image}
                FigureBlock.objects.create(**words)

    def _at_the_desk(self) -> None:
        """What only the desk knows: accounts, drafts beside live records, reviewers, files on their way in."""
        curator = User.objects.create_user(
            canary("account"), f"{canary('e-mail')}@example.org", is_staff=True, first_name=canary("name")[:30]
        )
        self.museum.others |= {"account": canary("account"), "e-mail": canary("e-mail"), "name": canary("name")[:30]}
        for record in (self.film, self.person, self.event, self.exhibit):
            kind = ContentType.objects.get_for_model(record)
            name = f"draft beside a {kind.model}"
            columns = {"title_en": self.word(name), "name_en": self.word(name), "slug": canary(name)}
            words = {"contents": {f"exhibit.{kind.model}": {str(record.pk): columns}}, "comment": columns["slug"]}
            Draft.objects.create(content_type=kind, object_id=record.pk, base={}, author=curator, **words)
        hidden = self.museum.of("exhibit")[0].record
        now = timezone.now()
        ends = {"expires_at": now + A_DAY}
        for name, given in {"revoked": {**ends, "revoked_at": now}, "expired": {"expires_at": now - A_DAY}}.items():
            link = ReviewLink.objects.create(
                exhibit=hidden, reviewer=self.word(f"{name} link"), made_by=curator, **given
            )
            ReviewComment.objects.create(link=link, name="A reviewer", text=self.word(f"comment by a {name} link"))
            self.museum.tokens[name] = signing.dumps(link.pk, salt=SALT)
        self.museum.tokens["of nobody"] = signing.dumps(987_654_321, salt=SALT)
        name = self.word("arrival").split()[0]
        Arrival.objects.create(
            key="0" * 32, slug=name, name=f"{name}.jpg", curator=curator, file=f"arrivals/{name}.jpg", checksum="0"
        )

    def hide_the_rest(self) -> None:
        """Withdraw and delete what was shown until now, and withdraw an edition."""
        withdrawn = editions.release(self.exhibit, title_en="Shown", title_ru="Shown")
        word = self.word("withdrawn edition")
        for page in withdrawn.pages.all():
            page.html = f"<p>{word}</p>"
            page.changes = [{"chapter": word, "pieces": [["more", word]]}]
            page.save()
        editions.withdraw(withdrawn, "Shown reason")
        self.museum.edition = withdrawn
        for one in self.museum.hidden:
            if one.state == "withdrawn":
                type(one.record).objects.filter(pk=one.record.pk).update(status=Record.Status.DRAFT)
        for noun in ("image", "award", "award_body", "exhibit", "event", "person", "film", "place"):
            for one in self.museum.of(noun):
                if one.state.endswith("deleted"):
                    self._delete(one)

    def _delete(self, one: Hidden) -> None:
        """Delete a record with all that would hold it."""
        noun = type(one.record)
        for relation in noun._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT:
                rows = relation.related_model._base_manager.filter(**{relation.field.name: one.record.pk})
                if relation.field.null and relation.related_model is not Credit:
                    rows.update(**{relation.field.name: None})
                else:
                    rows.delete()
        one.record.delete()
        one.record = None


def files_of(museum: Museum) -> Iterator[str]:
    """Yield the addresses of the files of hidden pictures."""
    for name in museum.files:
        yield f"/media/{name}"
