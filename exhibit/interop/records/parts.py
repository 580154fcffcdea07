"""What documents of all records are made of: names, texts, dates, evidence, and ways to other records."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from exhibit.dates import UncertainDate
from exhibit.interop.formats import JSON, beside, noun_of, pages_of, twins
from exhibit.languages import active, column_of, every
from exhibit.models import Citation, Dispute, Image, Source
from exhibit.translation import FIELDS

Document = dict[str, Any]

VERSION = 1
"""Of all documents: names are only ever added under it. What is renamed or taken away makes it 2."""

MOST = 100
"""How many rows of one kind a document has; of a list that is longer, `cut` names it."""


def head(record: Any, origin: str) -> Document:
    """Return what every document begins with: which record it is, and where else it can be had."""
    return {
        "version": VERSION,
        "noun": noun_of(record),
        "slug": record.slug,
        "language": active(),
        "url": f"{origin}{record.get_absolute_url()}",
        "pages": {language: f"{origin}{path}" for language, path in pages_of(record).items()},
        "formats": {twin.format.media_type: f"{origin}{twin.path}" for twin in twins(record)},
        "texts": texts(record),
    }


def texts(record: Model, *names: str) -> Document:
    """Return the translated fields of a row, all or those named: each text by its language, empty ones left out."""
    found = {name: spoken(record, name) for name in names or FIELDS[type(record)]}
    return {name: said for name, said in found.items() if said}


def spoken(record: Model, name: str) -> dict[str, str]:
    """Return one translated field by language."""
    return {code: text for code in every() if (text := getattr(record, column_of(name, code)))}


def dated(date: UncertainDate | None) -> Document | None:
    """Return a date: as EDTF, the days between which it lies, and in words; an end that is not known is null."""
    if date is None:
        return None
    return {
        "edtf": date.edtf,
        "earliest": _day(date.earliest),
        "latest": _day(date.latest),
        "words": date.words(active()),
    }


def _day(day: date) -> str | None:
    return None if day in (date.min, date.max) else day.isoformat()


def link(record: Any, origin: str) -> Document:
    """Return the way to another record that visitors see."""
    page = record.get_absolute_url()
    return {
        "noun": noun_of(record),
        "slug": record.slug,
        "name": name_of(record),
        "url": f"{origin}{page}",
        "data": f"{origin}{beside(page, JSON)}",
    }


def name_of(record: Any) -> str:
    """Return what a record is called in the language of now; a picture, by its text alternative."""
    return str(getattr(record, getattr(record, "name_field", "alt")))


def linked(record: Any, origin: str) -> Document | None:
    """Return the way to a record, None where there is none or visitors do not see it."""
    return link(record, origin) if record is not None and record.is_published() else None


def picture(image: Image | None, origin: str) -> Document | None:
    """Return a picture that visitors may see, with its words and rights."""
    if image is None or not image.is_showable():
        return None
    page = image.get_absolute_url()
    return {
        "noun": "image",
        "slug": image.slug,
        "url": f"{origin}{page}",
        "data": f"{origin}{beside(page, JSON)}",
        "file": file_of(image, origin),
        "width": image.width,
        "height": image.height,
        "texts": texts(image),
        "rights": image.rights,
        "rights_expire_on": image.rights_expire_on and image.rights_expire_on.isoformat(),
    }


def file_of(image: Image, origin: str) -> str:
    """Return the full address of the largest file of a picture, as its own page shows it."""
    cut = image.renditions.full()
    address = str(cut.largest.file.url if cut else image.file.url)
    return f"{origin}{address}" if address.startswith("/") else address


def standing(record: Any) -> Document:
    """Return how a statement stands, and how sure the museum is of it."""
    return {"evidence_status": record.evidence_status, "confidence": record.confidence}


def some(rows: QuerySet[Any], name: str, cut: list[str]) -> list[Any]:
    """Return as many rows as a document has; `cut` gets the name of a list that is longer."""
    found = list(rows[: MOST + 1])
    if len(found) > MOST:
        cut.append(name)
    return found[:MOST]


def evidence(rows: QuerySet[Citation]) -> list[Document]:
    """Return citations with their sources, by one query."""
    loaded = rows.select_related("source", "credit", "release__place", "admission__place")
    return [citation(one) for one in loaded]


def citation(one: Citation) -> Document:
    """Return one citation: for what, from where, and whether the source says so or otherwise."""
    return {
        "of": {"noun": one.noun, "key": _key(one)},
        "about": one.about,
        "stance": one.stance,
        "value": one.value,
        "confidence": one.confidence,
        "texts": texts(one),
        "source": source(one.source),
    }


def _key(one: Citation) -> str:
    """Name the row of a record that is cited; "" where it is the record itself."""
    match one.noun:
        case "credit":
            return str(one.record.slug)
        case "release":
            return f"{one.record.place.slug} {one.record.date.edtf}"
        case "admission":
            return str(one.record.place.slug)
    return ""


def source(one: Source) -> Document:
    """Return a page, book or broadcast that the museum has read."""
    return {"slug": one.slug, "title": one.title, "language": one.language, "url": one.url, "tier": one.tier}


def disputes(record: Any) -> list[Document]:
    """Return the questions on which sources disagree, by three queries; what was prefetched is used."""
    return [dispute(one) for one in record.disputes.prefetch_related("sides__sources")]


def dispute(one: Dispute) -> Document:
    """Return one question with its sides, what the museum writes, and why."""
    return {
        "slug": one.slug,
        "confidence": one.confidence,
        "texts": texts(one),
        "sides": [
            {"texts": texts(side), "sources": [source(each) for each in side.sources.all()]} for side in one.sides.all()
        ],
    }


def filled(statement: Document) -> Document:
    """Return a statement without what is not known: linked data has no word for nothing."""
    return {name: value for name, value in statement.items() if value not in (None, "", [], {})}


def links(records: Iterable[Any], origin: str) -> list[Document]:
    """Return the ways to records that are all shown."""
    return [link(record, origin) for record in records]


def identifiers(record: Any, *names: str) -> Document:
    """Return under which names others know a record: imdb, tmdb, wikidata; empty ones left out."""
    return {name.removesuffix("_id"): known for name in names if (known := getattr(record, name))}
