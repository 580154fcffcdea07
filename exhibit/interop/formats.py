"""In which forms a record can be had besides its page, and at which addresses.

A document lies beside its page: /films/x/ is a page, /films/x.json the same film for a program. In every room
these forms have the same order, and whoever adds one adds it here.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import translation

from exhibit.languages import every
from exhibit.models import Award, AwardBody, Event, Exhibit, Film, Image, Person, Place


@dataclass(frozen=True, slots=True)
class Format:
    """A form of documents: what people call it, the end of its addresses, its media type."""

    name: str
    ending: str
    type: str
    profile: str = ""

    @property
    def media_type(self) -> str:
        """The type with its profile."""
        return f'{self.type};profile="{self.profile}"' if self.profile else self.type


JSON = Format("JSON", "json", "application/json")
JSON_LD = Format("JSON-LD", "jsonld", "application/ld+json")
LINKED_ART = Format("Linked Art", "linked-art.json", "application/ld+json", "https://linked.art/ns/v1/linked-art.json")

NOUNS: dict[type[Model], str] = {
    Exhibit: "exhibit",
    Film: "film",
    Person: "person",
    Event: "event",
    Place: "place",
    AwardBody: "award_body",
    Award: "award",
    Image: "image",
}
"""What documents call each kind of record; the names of their addresses begin with it."""

ALL, PLAIN = (JSON, JSON_LD, LINKED_ART), (JSON, JSON_LD)
FORMATS = {noun: ALL if noun in {"exhibit", "film", "person"} else PLAIN for noun in NOUNS.values()}


class FormatConverter:
    """The end of an address, as a path of Django's has it."""

    regex = "|".join(one.ending.replace(".", r"\.") for one in reversed(ALL))
    known = {one.ending: one for one in ALL}

    def to_python(self, value: str) -> Format:
        return self.known[value]

    def to_url(self, value: Format) -> str:
        return value.ending


@dataclass(frozen=True, slots=True)
class Twin:
    """A document that says of a record what its page says."""

    format: Format
    path: str


def noun_of(record: Model) -> str:
    """Return what documents call a record of this kind."""
    return NOUNS[type(record)]


def twins(record: Any) -> list[Twin]:
    """Return the documents of a record, in the language of now."""
    page = record.get_absolute_url()
    return [Twin(one, beside(page, one)) for one in FORMATS[noun_of(record)]]


def beside(page: str, form: Format) -> str:
    """Return the address of the document beside the page at `page`."""
    return f"{page.removesuffix('/')}.{form.ending}"


def identity(record: Any, origin: str) -> str:
    """Return what a record is named by in linked data: the address of its page in the museum's first language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{origin}{record.get_absolute_url()}"


def pages_of(record: Any) -> dict[str, str]:
    """Return the address of a record's page in each language."""
    found = {}
    for language in every():
        with translation.override(language):
            found[language] = record.get_absolute_url()
    return found
