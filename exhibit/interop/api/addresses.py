"""Every address of the read-only API, in one list: the page about it and the OpenAPI document both follow it.

Whoever makes a new address adds its row to ADDRESSES: group, path, words, the forms that it answers in, and what may be
asked of it. Rows of one group stand together, and so do those that say the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibit.interop.formats import FORMATS, JSON, Format

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

CSV = Format("CSV", "csv", "text/csv")
CALENDAR = Format("iCalendar", "ics", "text/calendar")
XML = Format("XML", "xml", "text/xml")
ATOM = Format("Atom", "atom", "application/atom+xml")
IIIF = Format("IIIF", "json", "application/ld+json", "http://iiif.io/api/presentation/3/context.json")

RECORDS = _("Records")
LISTS = _("Lists")
TIMELINE = _("Timeline")
SEARCH = pgettext_lazy("noun", "Search")
OTHER_MUSEUMS = _("For other museums")
NEWS = _("What is new")
OTHERS = _("Other addresses")


PLAIN = "text/plain"


@dataclass(frozen=True, slots=True)
class Asked:
    """A parameter of an address: in its path, or after the question mark; what matches no `pattern` is no address.

    Its `example` is of all museums; `of` names the noun whose record, in this one, is the example, mostly by its slug.
    """

    name: str
    words: "StrPromise"
    place: str = "query"
    pattern: str = ""
    is_required: bool = False
    example: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its path with what varies in braces, and the schema of its JSON, if it is one of ours.

    `refusal` is the schema of what it says of a question that cannot be understood, PLAIN where that is plain text; ""
    where it refuses none.
    `noun` is that of the record whose document it is; `needs_question`: without one it says nothing, or only a server
    can answer it; `is_at_root`: it speaks all languages, so that it is below none.
    """

    group: "StrPromise"
    path: str
    words: "StrPromise"
    formats: tuple[Format, ...] = (JSON,)
    schema: str = ""
    refusal: str = ""
    noun: str = ""
    asked: tuple[Asked, ...] = ()
    needs_question: bool = False
    is_at_root: bool = False

    @property
    def stem(self) -> str:
        """The path that all forms of a record share."""
        return self.path.removesuffix(f".{self.formats[0].ending}") if self.noun else self.path


PATTERN = "^[-a-zA-Z0-9_]+$"
SLUG = Asked("slug", _("The last part of the address of its page."), "path", PATTERN)
BODY = Asked("body", _("The slug of the award body."), "path", PATTERN, of="award")
CURSOR = Asked("cursor", _("The slug of the record after which the sheet goes on."), "path", PATTERN)
PART = Asked("part", _("exhibits, films, people or images."), "path", "^(exhibits|films|people|images)$")
WORDS = Asked("q", _("Words."), example="1957")

WINDOW = (
    Asked("from", _("A year, month or day: 1957, 1957-10, 1957-10-12."), example="1941"),
    Asked("to", _("A year, month or day: 1957, 1957-10, 1957-10-12."), example="1958-05-18"),
    Asked("lane", _("The key of a lane; several are allowed."), of="lane"),
    Asked("film", _("The slug of a film."), of="film"),
    Asked("person", _("The slug of a person."), of="person"),
    Asked("place", _("The slug of a place."), of="place"),
    WORDS,
)


def _record(noun: str, path: str, schema: str, words: "StrPromise", *asked: Asked) -> tuple[Address, ...]:
    """Return the addresses of one kind of record, one for each of its forms."""
    asked = (*asked, replace(SLUG, of=noun))
    return tuple(
        Address(
            RECORDS, f"{path}.{form.ending}", words, (form,), schema if form == JSON else "", noun=noun, asked=asked
        )
        for form in FORMATS[noun]
    )


def _list(name: str, noun: str, words: "StrPromise") -> tuple[Address, ...]:
    cursor = replace(CURSOR, of=noun)
    return (
        Address(LISTS, f"/{name}.json", words, schema="List"),
        Address(LISTS, f"/{name}/after/{{cursor}}.json", words, schema="List", asked=(cursor,)),
    )


ADDRESSES: tuple[Address, ...] = (
    *_record("exhibit", "/exhibits/{slug}", "Exhibit", _("An exhibit with its story, its pictures and its evidence")),
    *_record("film", "/films/{slug}", "Film", _("A film with titles, credits, showings, awards and evidence")),
    *_record("person", "/people/{slug}", "Person", _("A person with work, awards, events and evidence")),
    *_record("event", "/events/{slug}", "Event", _("An event with people, films and evidence")),
    *_record("place", "/places/{slug}", "Place", _("A place with what happened there")),
    *_record("award_body", "/awards/{slug}", "AwardBody", _("An award body with its awards")),
    *_record("award", "/awards/{body}/{slug}", "Award", _("An award with recipients and evidence"), BODY),
    *_record("image", "/images/{slug}", "Image", _("A picture with its words and rights")),
    *_list("exhibits", "exhibit", _("All exhibits, in the museum’s order")),
    *_list("films", "film", _("All films, oldest first")),
    *_list("people", "person", _("All people, by family name")),
    *_list("events", "event", _("All events, in order of time")),
    *_list("places", "place", _("All places, by name")),
    *_list("award-bodies", "award_body", _("All award bodies, by name")),
    *_list("awards", "award", _("All awards, in order of time")),
    *_list("images", "image", _("All pictures that hang somewhere")),
    *(
        Address(LISTS, f"/{name}.csv", words, (CSV,))
        for name, words in (
            ("films", _("All films as a table")),
            ("people", _("All people as a table")),
            ("events", _("All events as a table")),
            ("awards", _("All awards as a table")),
            ("places", _("All places as a table")),
            ("credits", _("Who did what on which film, as a table")),
        )
    ),
    Address(
        SEARCH,
        "/search/data.json",
        _("What answers a question, why, and what it can be narrowed to"),
        needs_question=True,
        schema="Answer",
        refusal="Problems",
        asked=(
            WORDS,
            Asked("kind", _("A kind of record: film, person, event …"), example="event"),
            Asked("decade", _("The first year of a decade."), example="1950"),
            *WINDOW[2:6],
            Asked("page", _("From 1 on; an answer has twenty a page."), example="1"),
        ),
    ),
    Address(
        SEARCH,
        "/search/suggestions.json",
        _("A few names for what somebody has typed so far"),
        needs_question=True,
        schema="Suggestions",
        asked=(WORDS,),
    ),
    Address(
        TIMELINE,
        "/timeline/data.json",
        _("A window of the timeline, as its drawing asks for it"),
        needs_question=True,
        schema="Window",
        refusal="Problems",
        asked=(
            *WINDOW,
            Asked("width", _("How many pixels there are for it; decides how much is told apart."), example="1200"),
        ),
    ),
    *(
        Address(TIMELINE, f"/timeline/export/{name}", words, (form,), schema, PLAIN, asked=WINDOW)
        for name, form, words, schema in (
            ("timeline.json", JSON, _("All entries of a window with their texts"), "Entries"),
            ("timeline.csv", CSV, _("The same as a table"), ""),
            ("timeline.ics", CALENDAR, _("The same as a calendar"), ""),
            ("timelinejs.json", JSON, _("The same as a document of TimelineJS"), "TimelineJS"),
        )
    ),
    Address(
        OTHERS,
        "/oembed/",
        _("How another site shows an address of ours (oEmbed 1.0)"),
        (JSON, XML),
        needs_question=True,
        schema="OEmbed",
        refusal="Problem",
        asked=(
            Asked(
                "url",
                _("The full address of a page of the timeline, a record or a picture."),
                is_required=True,
                of="film",
            ),
            Asked("format", _("json or xml."), example="json"),
            Asked("maxwidth", _("Whole pixels."), example="600"),
            Asked("maxheight", _("Whole pixels."), example="400"),
        ),
    ),
    Address(
        OTHER_MUSEUMS, "/iiif/collection.json", _("All pictures, by exhibit, film and person"), (IIIF,), is_at_root=True
    ),
    Address(
        OTHER_MUSEUMS,
        "/iiif/{part}/{slug}/manifest.json",
        _("The pictures of an exhibit, a film or a person, or one of images"),
        (IIIF,),
        asked=(PART, SLUG),
        is_at_root=True,
    ),
    Address(
        OTHER_MUSEUMS,
        "/oai/",
        _("All records to be harvested, and what changed since (OAI-PMH 2.0: Dublin Core, EDM)"),
        (XML,),
        asked=(Asked("verb", _("Identify, ListRecords and the others of the protocol."), example="Identify"),),
        needs_question=True,
        is_at_root=True,
    ),
    Address(NEWS, "/feeds/new.atom", _("Records as they appear, and editions"), (ATOM,)),
    Address(NEWS, "/feeds/editions.atom", _("Editions of all exhibits"), (ATOM,)),
    Address(NEWS, "/exhibits/coming.ics", _("When exhibits open and end"), (CALENDAR,)),
    Address(OTHERS, "/api/openapi.json", _("All of this as an OpenAPI 3.1 document")),
)


def by_group() -> Iterator[tuple["StrPromise", list[list[Address]]]]:
    """Yield the addresses by group; those that say the same stand together."""
    for group, addresses in groupby(ADDRESSES, attrgetter("group")):
        yield group, [list(alike) for _words, alike in groupby(addresses, attrgetter("words"))]
