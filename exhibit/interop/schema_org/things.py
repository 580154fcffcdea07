"""What a page says of its record, made of what its view has loaded: no query is asked here."""

from collections.abc import Iterable
from typing import Any

from exhibit.interop.records.parts import filled
from exhibit.interop.schema_org.parts import (
    Statement,
    all_named,
    credited,
    known_elsewhere,
    named,
    picture,
    prizes,
    sure,
    sure_ends,
)
from exhibit.models import AwardBody, Credit, Edition, EditionPage, Event, Exhibit, Film, Image, Person, Place
from exhibit.story import Story

ROLES = {
    Credit.Department.DIRECTING: "director",
    Credit.Department.WRITING: "author",
    Credit.Department.MUSIC: "musicBy",
    Credit.Department.CAST: "actor",
}
"""What schema.org calls departments; all others are contributors."""


def movie(film: Film, credits: Iterable[Credit], awards: Iterable[Any], origin: str) -> Statement:
    """Return a film with those of its credits and awards that are given."""
    by_role: dict[str, list[Credit]] = {}
    for credit in credits:
        by_role.setdefault(ROLES.get(Credit.Department(credit.department), "contributor"), []).append(credit)
    made = sure(film.date)
    others = [name for name in (film.original_title, film.transliteration) if name and name != film.title]
    minutes = film.running_time_minutes
    return filled(
        named(film, origin)
        | {
            "alternateName": others,
            "dateCreated": made,
            "temporal": film.date.edtf if film.date and not made else "",
            "duration": f"PT{minutes}M" if minutes else "",
            "countryOfOrigin": film.country and {"@type": "Country", "name": film.country},
            "productionCompany": film.studio and {"@type": "Organization", "name": film.studio},
            "genre": film.genre,
            "image": picture(film.image, origin),
            "award": prizes(awards, of_film=True),
            "sameAs": known_elsewhere(film),
        }
        | {role: credited(some, origin) for role, some in by_role.items()}
    )


def person(someone: Person, awards: Iterable[Any], origin: str) -> Statement:
    """Return a person; loaded with `with_places()`."""
    return filled(
        named(someone, origin)
        | {
            "alternateName": [name for name in (someone.native_name, someone.other_names) if name],
            "jobTitle": someone.occupations,
            "birthDate": sure(someone.birth),
            "birthPlace": _place(someone.birth_place, origin),
            "deathDate": sure(someone.death),
            "deathPlace": _place(someone.death_place, origin),
            "image": picture(someone.image, origin),
            "award": prizes(awards),
            "sameAs": known_elsewhere(someone),
        }
    )


def _place(there: Place | None, origin: str) -> Statement | None:
    return named(there, origin) if there and there.is_published() else None


def event(happening: Event, origin: str) -> Statement:
    """Return an event; loaded with `with_context()`."""
    begun, ended = sure_ends(happening)
    return filled(
        named(happening, origin)
        | {
            "startDate": begun,
            "endDate": ended,
            "location": _place(happening.place, origin),
            "about": all_named([*happening.people.all(), *happening.films.all()], origin),
            "image": picture(happening.image, origin),
        }
    )


def place(there: Place, origin: str) -> Statement:
    """Return a place."""
    return filled(named(there, origin) | {"image": picture(there.image, origin)})


def organization(body: AwardBody, origin: str) -> Statement:
    """Return who gives awards."""
    return filled(named(body, origin) | {"description": body.description, "image": picture(body.image, origin)})


def image(plate: Image, shown: Iterable[Any], origin: str) -> Statement:
    """Return a picture; `shown` are the people and films on it."""
    return filled(
        named(plate, origin)
        | {
            "contentUrl": picture(plate, origin),
            "width": _pixels(plate.width),
            "height": _pixels(plate.height),
            "caption": plate.caption,
            "creditText": plate.credit,
            "about": all_named(shown, origin),
            "representativeOfPage": True,
        }
    )


def _pixels(number: int | None) -> Statement:
    return {"@type": "QuantitativeValue", "value": number, "unitCode": "E37"}


def creative_work(exhibit: Exhibit, story: Story | None, edition: Edition | None, origin: str) -> Statement:
    """Return an exhibit with the chapters of its story and the number of its newest edition."""
    page = f"{origin}{exhibit.get_absolute_url()}"
    film = exhibit.shown_film
    headings = [chapter.heading for chapter in story.chapters if chapter.heading] if story else []
    return filled(
        named(exhibit, origin)
        | {
            "alternativeHeadline": exhibit.subtitle,
            "abstract": exhibit.lead,
            "about": film and named(film, origin),
            "image": picture(exhibit.image, origin),
            "version": edition and str(edition.number),
            "datePublished": edition and edition.released_at.date().isoformat(),
            "hasPart": [
                {"@type": "CreativeWork", "position": number, "name": heading.title, "url": f"{page}#{heading.slug}"}
                for number, heading in enumerate(headings, start=1)
            ],
        }
    )


def edition(released: Edition, page: EditionPage, origin: str) -> Statement:
    """Return what an exhibit said in one edition."""
    return {
        "@type": "CreativeWork",
        "name": page.title,
        "inLanguage": page.language,
        "version": str(released.number),
        "datePublished": released.released_at.date().isoformat(),
        "exampleOfWork": named(released.exhibit, origin),
    }
