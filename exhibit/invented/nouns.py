"""What is invented of each noun, as rows by their columns; keys are given here, for rows refer to each other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from exhibit.invented.amounts import Amounts
from exhibit.invented.chance import any_date, chance_of, one_of, plain_date
from exhibit.invented.happenings import happenings
from exhibit.invented.lanes import every_lane, lanes
from exhibit.invented.words import DICTIONARY, GIVEN, INVENTED, Said, family_name, in_both, phrase
from exhibit.invented.writing import beginning_of, date_columns, next_key
from exhibit.languages import column_of, every, original_of
from exhibit.models import (
    Admission,
    Award,
    AwardBody,
    AwardRecipient,
    Citation,
    Credit,
    Event,
    EvidenceStatus,
    Film,
    FilmTitle,
    Lane,
    Person,
    Place,
    Record,
    Release,
    Source,
)
from exhibit.models.evidence import Aspect

Row = dict[str, Any]

ONE_UNSEEN_IN = 20

WHO = Said("Invented, to see how the museum bears a large collection.", "Вымысел: проверка большой коллекции.")
JOBS = {
    Credit.Department.DIRECTING: Said("director", "режиссёр"),
    Credit.Department.WRITING: Said("writer", "сценарист"),
    Credit.Department.CAMERA: Said("director of photography", "оператор"),
    Credit.Department.MUSIC: Said("composer", "композитор"),
    Credit.Department.ART: Said("art director", "художник"),
    Credit.Department.SOUND: Said("sound", "звукооператор"),
    Credit.Department.EDITING: Said("editor", "монтажёр"),
    Credit.Department.ASSISTANTS: Said("assistant director", "ассистент режиссёра"),
    Credit.Department.PRODUCTION: Said("producer", "директор картины"),
    Credit.Department.CREW: Said("grip", "техник"),
}
OTHERS = tuple(JOBS)
STANDINGS = (EvidenceStatus.VERIFIED,) * 6 + (EvidenceStatus.ATTRIBUTED, EvidenceStatus.DISPUTED)


def texts(name: str, said: Said) -> Row:
    """Return the columns of a translated text: the field's own, and those of the museum's languages."""
    known = {language: getattr(said, language, "") for language in every()}
    known = {language: text for language, text in known.items() if text}
    original = {name: said.en, original_of(name): said.en}
    return original | {column_of(name, language): text for language, text in known.items()}


@dataclass
class Invention:
    """All of one collection: `tables()` says in which order its rows are written."""

    amounts: Amounts
    seed: int
    first: dict[Any, int] = field(default_factory=dict)
    """The first key of each noun."""

    def __post_init__(self) -> None:
        for noun in (Place, Person, Film, Event, AwardBody, Award, Source, Credit, Release, Lane):
            self.first[noun] = next_key(noun)
        kept = dict(Lane.objects.values_list("slug", "pk"))
        self.lanes = kept or {row["slug"]: self.first[Lane] + n for n, row in enumerate(every_lane())}
        self.has_lanes = bool(kept)
        self.unseen: tuple[Row, ...] = (  # a draft, one that comes later, one that is over
            {"status": Record.Status.DRAFT},
            {"publish_at": beginning_of(2199)},
            {"unpublish_at": beginning_of(2001)},
        )

    def tables(self) -> list[tuple[Any, int, Iterator[Row]]]:
        """Return each table with the number of its rows, about, and the rows."""
        much = self.amounts
        return [
            (Lane, 13, self._lanes()),
            (Source, much.sources, self._sources()),
            (Place, much.places, self._places()),
            (Person, much.people, self._people()),
            (Film, much.films, self._films()),
            (FilmTitle, much.films // 2, self._titles()),
            (Release, much.films, self._releases()),
            (Admission, much.films // 4, self._admissions()),
            (Credit, much.credits, self._credits()),
            (Event, much.events, self._events()),
            (Event.films.through, much.events // 2, self._pairs("event", Event, "film", Film)),
            (Event.people.through, much.events // 2, self._pairs("event", Event, "person", Person)),
            (AwardBody, much.bodies, self._bodies()),
            (Award, much.awards, self._awards()),
            (Award.films.through, much.awards // 2, self._pairs("award", Award, "film", Film)),
            (AwardRecipient, much.awards // 2, self._pairs("award", Award, "person", Person)),
            (Citation, sum(self._amount(noun) for noun in (Film, Person, Event, Award)) // 2, self._citations()),
        ]

    def _amount(self, noun: Any) -> int:
        much = self.amounts
        return {Film: much.films, Person: much.people, Event: much.events, Award: much.awards}[noun]

    def _record(self, noun: Any, number: int) -> Row:
        """The columns of every record; one in twenty is not shown, now in this way, now in that."""
        key = self.first[noun] + number
        row: Row = {"id": key, "slug": f"invented-{noun._meta.model_name}-{key}", "status": Record.Status.PUBLISHED}
        row |= {"publish_at": None, "unpublish_at": None}
        return row | self.unseen[number // ONE_UNSEEN_IN % 3] if (number + 1) % ONE_UNSEEN_IN == 0 else row

    def _lanes(self) -> Iterator[Row]:
        for row in [] if self.has_lanes else every_lane():
            fixed = {"id": self.lanes[row["slug"]], "gathers": "", "mark": Lane.Mark.HISTORY}
            own = {name: value for name, value in row.items() if not name.startswith("name_")}
            yield fixed | own | texts("name", Said(row["name_en"], row["name_ru"]))

    def _sources(self) -> Iterator[Row]:
        chance = chance_of(self.seed, "source")
        for number in range(self.amounts.sources):
            key = self.first[Source] + number
            said = in_both(phrase(chance, 1, 3))
            language = chance.choice(("en", "ru"))
            yield {
                "id": key,
                "slug": f"invented-source-{key}",
                "title": f"{getattr(said, language)}, {number}",
                "language": language,
                "tier": chance.choice(list(Source.Tier.values)),
            }

    def _places(self) -> Iterator[Row]:
        chance = chance_of(self.seed, "place")
        for number in range(self.amounts.places):
            name = family_name(chance)
            said = Said(f"{name.en}a {INVENTED.en}", f"{name.ru}а {INVENTED.ru}")
            yield self._record(Place, number) | texts("name", said)

    def _people(self) -> Iterator[Row]:
        chance = chance_of(self.seed, "person")
        jobs = list(JOBS.values())
        for number in range(self.amounts.people):
            given, family = chance.choice(GIVEN), family_name(chance)
            names = zip(given, family, INVENTED, strict=True)
            name = Said(*(f"{one} {other} {mark}" for one, other, mark in names))
            names = zip(given, family, INVENTED, strict=True)
            sort_name = Said(*(f"{other}, {one} {mark}" for one, other, mark in names))
            row = self._record(Person, number) | texts("name", name) | texts("sort_name", sort_name)
            row |= texts("occupations", chance.choice(jobs)) | texts("biography", WHO)
            yield row | self._life(chance)

    def _life(self, chance: Any) -> Row:
        """Of every other person the birth is known, of every third the death."""
        year = chance.randrange(1840, 1990)
        row: Row = {"birth_place_id": None, "death_place_id": None}
        if chance.random() < 0.5:
            row |= date_columns("birth", chance.choice((f"{year}", f"{year}~", f"{year}-05-17", f"{year}?")))
            row["birth_place_id"] = self.first[Place] + one_of(chance, self.amounts.places)
        else:
            row |= _undated("birth")
        if chance.random() < 0.33:
            end = year + chance.randrange(25, 95)
            row |= date_columns("death", chance.choice((f"{end}", f"{end}-10", f"{end}-02-03", f"{end // 10 + 1}X")))
            row["death_place_id"] = self.first[Place] + one_of(chance, self.amounts.places)
        else:
            row |= _undated("death")
        return row

    def _films(self) -> Iterator[Row]:
        chance = chance_of(self.seed, "film")
        countries = (Said("Nowhereland", "Нигделандия"), Said("Elsewhere", "Инаковия"))
        for number in range(self.amounts.films):
            title = in_both(phrase(chance, 1, 4))
            language = chance.choice(("ru", "ru", "en"))
            row = self._record(Film, number) | texts("title", title)
            row |= {
                "original_title": getattr(title, language),
                "original_language": language,
                "running_time_minutes": chance.randrange(8, 240),
                **texts("country", chance.choice(countries)),
                **texts("synopsis", WHO),
            }
            yield row | (_undated("date") if chance.random() < 0.02 else date_columns("date", any_date(chance)))

    def _titles(self) -> Iterator[Row]:
        chance = chance_of(self.seed, "title")
        for number in range(0, self.amounts.films, 2):
            title = in_both(phrase(chance, 1, 4)).en
            yield {"film_id": self.first[Film] + number, "language": "fr", "kind": "release", "title": title}

    def _releases(self) -> Iterator[Row]:
        chance = chance_of(self.seed, "release")
        kinds = (Said("general release", "прокат"), Said("festival screening", "показ на фестивале"))
        for number in range(self.amounts.films):
            yield {
                "film_id": self.first[Film] + number,
                "place_id": self.first[Place] + one_of(chance, self.amounts.places),
                **date_columns("date", plain_date(chance)),
                **texts("kind", chance.choice(kinds)),
            }

    def _admissions(self) -> Iterator[Row]:
        chance = chance_of(self.seed, "admission")
        for number in range(0, self.amounts.films, 4):
            place = self.first[Place] + one_of(chance, self.amounts.places)
            yield {
                "film_id": self.first[Film] + number,
                "place_id": place,
                "tickets": chance.randrange(900, 40_000_000),
            }

    def _credits(self) -> Iterator[Row]:
        """Film after film gets a credit until all are given away; some people have no page of their own."""
        chance = chance_of(self.seed, "credit")
        films, people = self.amounts.films, self.amounts.people
        cast = list(DICTIONARY)
        nobody = texts("name", Said("", ""))
        for number in range(self.amounts.credits):
            order = number // films
            row: Row = {
                "film_id": self.first[Film] + number % films,
                "slug": f"invented-{order}",
                "billing_order": order,
                "person_id": self.first[Person] + one_of(chance, people),
                **nobody,
            }
            if order >= 10 and chance.random() < 0.1:
                family = family_name(chance)
                row |= {"person_id": None, **texts("name", Said(*map(" ".join, zip(family, INVENTED, strict=True))))}
            department = OTHERS[order] if order < 4 else chance.choice(OTHERS)
            if order > 3 and order % 2:
                role = chance.choice(cast)
                part = Said(role.capitalize(), DICTIONARY[role].capitalize())
                row |= {"department": Credit.Department.CAST, **texts("job", Said("actor", "актёр"))}
                yield row | texts("character", part)
            else:
                yield row | {
                    "department": department,
                    **texts("job", JOBS[department]),
                    **texts("character", Said("", "")),
                }

    def _events(self) -> Iterator[Row]:
        chance = chance_of(self.seed, "event")
        keys = [self.lanes[row["slug"]] for row in lanes() if row["slug"] in self.lanes] or list(self.lanes.values())
        for happening in happenings(self.amounts.events, self.seed):
            date = any_date(chance) if chance.random() < 0.3 else happening.date
            place = self.first[Place] + one_of(chance, self.amounts.places) if chance.random() < 0.6 else None
            yield {
                **self._record(Event, happening.number),
                **texts("title", in_both(happening.title)),
                **date_columns("date", date),
                **texts("description", WHO),
                "lane_id": keys[happening.lane % len(keys)],
                "place_id": place,
                "importance": happening.importance,
                "evidence_status": chance.choice(STANDINGS),
            }

    def _pairs(self, owner: str, owners: Any, other: str, others: Any) -> Iterator[Row]:
        """Every other record of one noun with one of another."""
        chance = chance_of(self.seed, f"{owner} {other}")
        count = self._amount(others)
        for number in range(0, self._amount(owners) if count else 0, 2):
            yield {
                f"{owner}_id": self.first[owners] + number,
                f"{other}_id": self.first[others] + one_of(chance, count),
            }

    def _bodies(self) -> Iterator[Row]:
        chance = chance_of(self.seed, "body")
        for number in range(self.amounts.bodies):
            yield (
                self._record(AwardBody, number)
                | texts("name", in_both(phrase(chance, 1, 2)))
                | texts("description", WHO)
            )

    def _awards(self) -> Iterator[Row]:
        chance = chance_of(self.seed, "award")
        categories = [in_both(word.capitalize()) for word in ("film", "music", "drawing", "voice")]
        outcomes = list(Award.Outcome.values)
        for number in range(self.amounts.awards):
            is_dated = chance.random() < 0.97
            yield {
                **self._record(Award, number),
                "body_id": self.first[AwardBody] + one_of(chance, self.amounts.bodies),
                "outcome": chance.choice(outcomes),
                "position": number % 10,
                "evidence_status": chance.choice(STANDINGS),
                **texts("category", chance.choice(categories)),
                **(date_columns("date", f"{chance.randrange(1930, 2025)}") if is_dated else _undated("date")),
            }

    def _citations(self) -> Iterator[Row]:
        """Every other record is cited; now and then a source says otherwise."""
        chance = chance_of(self.seed, "citation")
        for noun in (Person, Film, Event, Award):
            name = noun._meta.model_name
            owners: Row = {f"{one}_id": None for one in ("person", "film", "event", "award")}
            for number in range(0, self._amount(noun), 2):
                disputes = chance.random() < 0.1
                yield {
                    **owners,
                    f"{name}_id": self.first[noun] + number,
                    "source_id": self.first[Source] + one_of(chance, self.amounts.sources),
                    "about": Aspect.DATE if disputes else "",
                    "stance": Citation.Stance.DISPUTES if disputes else Citation.Stance.SUPPORTS,
                    "value": f"{chance.randrange(1900, 2020)}" if disputes else "",
                }


def _undated(name: str) -> Row:
    return {name: None, f"{name}_earliest": None, f"{name}_latest": None}
