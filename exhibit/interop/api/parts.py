"""What our own documents are made of, as JSON Schema."""

from typing import Any

from exhibit.interop.formats import NOUNS
from exhibit.interop.records.parts import VERSION
from exhibit.models import Award, Citation, Confidence, Credit, EvidenceStatus, Image, Source
from exhibit.models.stories import BLOCKS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
DAY: Schema = {"type": ["string", "null"], "format": "date"}
YES: Schema = {"type": "boolean"}


def ref(name: str) -> Schema:
    """Return a schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Schema) -> Schema:
    """Return a schema of what may be null."""
    return {"oneOf": [schema, {"type": "null"}]}


def many(schema: Schema) -> Schema:
    """Return a schema of an array."""
    return {"type": "array", "items": schema}


def one_of(values: Any) -> Schema:
    """Return a schema of a few words."""
    return {"type": "string", "enum": list(values)}


def thing(described: str, /, **members: Schema) -> Schema:
    """Return a schema of an object that has all of these members."""
    return {"type": "object", "description": described, "properties": members, "required": list(members)}


BY_LANGUAGE: Schema = {"type": "object", "additionalProperties": TEXT}
STANDING = {"evidence_status": one_of(EvidenceStatus.values), "confidence": one_of(Confidence.values)}
HEAD = {
    "version": {"const": VERSION},
    "noun": one_of(NOUNS.values()),
    "slug": TEXT,
    "language": TEXT,
    "url": ADDRESS,
    "pages": {"type": "object", "additionalProperties": ADDRESS},
    "formats": {"type": "object", "additionalProperties": ADDRESS},
    "texts": ref("Texts"),
}
LINK = {"noun": one_of(NOUNS.values()), "slug": TEXT, "name": TEXT, "url": ADDRESS, "data": ADDRESS}
CUT = {"cut": many(TEXT)}
EVIDENCE = {"citations": many(ref("Citation")), "disputes": many(ref("Dispute"))}
PRIZE = {
    "body": ref("Link"),
    "date": maybe(ref("Date")),
    "outcome": one_of(Award.Outcome.values),
    "is_shared": YES,
    "films": many(ref("Link")),
    "recipients": many(ref("Link")),
    **STANDING,
}
WORK = {
    "department": one_of(Credit.Department.values),
    "texts": ref("Texts"),
    "credited_as": TEXT,
    "is_on_screen": {"type": ["boolean", "null"]},
    "confidence": one_of(Confidence.values),
}
SHOWING = {"texts": ref("Texts"), "confidence": one_of(Confidence.values)}
FILE = {
    "file": ADDRESS,
    "width": NUMBER,
    "height": NUMBER,
    "rights": one_of(Image.Rights.values),
    "rights_expire_on": DAY,
}


def _parts() -> dict[str, Schema]:
    """What documents are made of."""
    texts = {"type": "object", "additionalProperties": BY_LANGUAGE}
    end_of_life = thing("When and where a life began or ended.", date=maybe(ref("Date")), place=maybe(ref("Link")))
    source = thing(
        "What the museum has read.",
        slug=TEXT,
        title=TEXT,
        language=TEXT,
        url=TEXT,
        tier=one_of(Source.Tier.values),
    )
    return {
        "Texts": texts | {"description": "Fields with words, each by language; one without words is left out."},
        "Date": thing(
            "A date as exactly as it is known. An end that is open or unknown is null.",
            edtf=TEXT,
            earliest=DAY,
            latest=DAY,
            words=TEXT,
        ),
        "Link": thing("Another record: what it is called, its page, its document.", **LINK),
        "Identifiers": {"type": "object", "additionalProperties": TEXT},
        "EndOfLife": end_of_life,
        "Picture": thing(
            "A picture with its words and rights.",
            noun={"const": "image"},
            slug=TEXT,
            url=ADDRESS,
            data=ADDRESS,
            texts=ref("Texts"),
            **FILE,
        ),
        "Source": source,
        "Citation": thing(
            "A source for one statement of the record, or against it.",
            of=thing("What is cited, and which row of it.", noun=TEXT, key=TEXT),
            about=TEXT,
            stance=one_of(Citation.Stance.values),
            value=TEXT,
            confidence=one_of(Confidence.values),
            texts=ref("Texts"),
            source=ref("Source"),
        ),
        "Dispute": thing(
            "A question on which sources disagree.",
            slug=TEXT,
            confidence=one_of(Confidence.values),
            texts=ref("Texts"),
            sides=many(thing("What one party says.", texts=ref("Texts"), sources=many(ref("Source")))),
        ),
        "AwardEntry": thing("An award, as other records tell of it.", **LINK, **PRIZE),
        "EventEntry": thing(
            "An event, as other records tell of it.",
            **LINK,
            date=ref("Date"),
            place=maybe(ref("Link")),
            lane=TEXT,
            **STANDING,
        ),
        "Note": thing(
            "A statement to which [^key] in a text refers.",
            key=TEXT,
            number=NUMBER,
            url=ADDRESS,
            texts=ref("Texts"),
            citations=many(ref("Citation")),
            **STANDING,
        ),
        "Part": _part(),
    }


def _part() -> Schema:
    members = {
        "kind": one_of(block.kind for block in BLOCKS if block.kind != "chapter"),
        "url": ADDRESS,
        "texts": ref("Texts"),
    }
    shown = {
        "film": ref("Link"),
        "person": ref("Link"),
        "image": maybe(ref("Picture")),
        "events": many(ref("EventEntry")),
        "awards": many(ref("AwardEntry")),
        "dispute": ref("Dispute"),
        "source": maybe(ref("Source")),
        "drawing": TEXT,
    }
    return thing("A part of a story; what it shows besides its texts follows its kind.", **members) | {
        "properties": members | shown
    }


PARTS = _parts()
