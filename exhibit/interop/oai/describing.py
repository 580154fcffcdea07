"""What is told of a record, whatever the format: its words in every language, dates, names and addresses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from exhibit.languages import column_of, every
from exhibit.models import Award, AwardBody, Event, Exhibit, Film, Image, Person, Place

Texts = list[tuple[str, str]]
"""Texts, each with its language."""

RIGHTS = {
    Image.Rights.PUBLIC_DOMAIN: "http://creativecommons.org/publicdomain/mark/1.0/",
    Image.Rights.OWN: "http://rightsstatements.org/vocab/InC/1.0/",
    Image.Rights.LICENSED: "http://rightsstatements.org/vocab/InC/1.0/",
    Image.Rights.PERMITTED: "http://rightsstatements.org/vocab/InC/1.0/",
}
"""What the museum says of its pictures, as https://rightsstatements.org/ says it."""

NOT_EVALUATED = "http://rightsstatements.org/vocab/CNE/1.0/"


@dataclass(slots=True)
class Described:
    """A record in words. `type` is of the DCMI vocabulary; `pages` are its addresses, each with its language,
    `languages` those of what is described: of a film those in which it was made, else those of the museum.

    `file` is the whole address of a picture, `rights_address` what may be done with it.
    """

    type: str
    titles: Texts
    descriptions: Texts = field(default_factory=list)
    creators: Texts = field(default_factory=list)
    subjects: Texts = field(default_factory=list)
    coverage: Texts = field(default_factory=list)
    rights: Texts = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    publishers: Texts = field(default_factory=list)
    kinds: Texts = field(default_factory=list)
    pages: Texts = field(default_factory=list)
    languages: list[str] = field(default_factory=every)
    file: str = ""
    rights_address: str = NOT_EVALUATED


def described(record: Any, site: str) -> Described:
    """Return what is told of a record; `site` is scheme and host of its addresses."""
    found = _told_of(record, site)
    found.relations += [f"https://www.wikidata.org/wiki/{key}" for key in [getattr(record, "wikidata_id", "")] if key]
    for language in every():
        with translation.override(language):
            found.pages.append((language, f"{site}{record.get_absolute_url()}"))
            found.publishers.append((language, gettext("Film museum")))
            found.kinds.append((language, str(record._meta.verbose_name)))
    return found


def _told_of(record: Any, site: str) -> Described:
    match record:
        case Film():
            return Described(
                "MovingImage",
                [*_in_each(record, "title"), *_original(record)],
                [*_in_each(record, "synopsis"), *_in_each(record, "significance")],
                creators=_of_all(_in_each(credit.person or credit, "name") for credit in record.credits.all()),
                dates=_dates(record.date),
                languages=[record.original_language] if record.original_language else [],
            )
        case Exhibit():
            told_of = _in_each(record.film, "title") if record.shown_film else []
            return Described("Text", _in_each(record, "title"), _in_each(record, "lead"), subjects=told_of)
        case Person():
            return Described("Text", _in_each(record, "name"), _in_each(record, "biography"))
        case Event():
            place = record.place if record.place and record.place.is_published() else None
            return Described(
                "Event",
                _in_each(record, "title"),
                _in_each(record, "description"),
                coverage=_in_each(place, "name") if place else [],
                dates=_dates(record.date),
            )
        case Award():
            names = [*(one.person for one in record.recipients.all()), *record.films.all()]
            return Described(
                "Text",
                _joined(record, "category", record.body, "name"),
                subjects=_of_all(_in_each(one, one.name_field) for one in names),
                dates=_dates(record.date),
            )
        case Image():
            return _of_image(record, site)
        case Place():
            return Described("Text", _in_each(record, "name"))
        case AwardBody():
            return Described("Text", _in_each(record, "name"), _in_each(record, "description"))
    raise TypeError(record)


def _of_image(image: Image, site: str) -> Described:
    names = [*image.shows_people.all(), *image.shows_films.all()]
    address = image.file.url
    return Described(
        "StillImage",
        _in_each(image, "alt"),
        _in_each(image, "caption"),
        subjects=_of_all(_in_each(one, one.name_field) for one in names),
        rights=_in_each(image, "credit"),
        file=address if "://" in address else f"{site}{address}",
        rights_address=RIGHTS[Image.Rights(image.rights)],
    )


def _in_each(record: Any, name: str) -> Texts:
    """Return a text in each language in which it is written."""
    texts = ((language, getattr(record, column_of(name, language))) for language in every())
    return [(language, " ".join(text.split())) for language, text in texts if text]


def _joined(record: Any, name: str, other: Any, its_name: str) -> Texts:
    """Return two texts as one, in each language that has both."""
    second = dict(_in_each(other, its_name))
    return [
        (language, f"{text}, {second[language]}") for language, text in _in_each(record, name) if language in second
    ]


def _original(film: Film) -> Texts:
    said = {text for _language, text in _in_each(film, "title")}
    known = film.original_title and film.original_title not in said
    return [(film.original_language, film.original_title)] if known else []


def _of_all(texts: Iterable[Texts]) -> Texts:
    return list(dict.fromkeys(one for some in texts for one in some))


def _dates(date: Any) -> list[str]:
    """Return a date in EDTF, which is ISO 8601-2: it says how sure it is."""
    return [date.edtf] if date else []
