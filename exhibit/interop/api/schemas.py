"""What our own documents look like, as JSON Schema 2020-12, the dialect of OpenAPI 3.1.

All members that a schema names are there, unless it says which are required. Names are only ever added.
"""

from exhibit.interop.api.parts import (
    ADDRESS,
    BY_LANGUAGE,
    CUT,
    EVIDENCE,
    FILE,
    HEAD,
    LINK,
    NUMBER,
    PARTS,
    PRIZE,
    SHOWING,
    STANDING,
    TEXT,
    WORK,
    Schema,
    many,
    maybe,
    one_of,
    ref,
    thing,
)
from exhibit.interop.api.replies import REPLIES
from exhibit.interop.formats import NOUNS
from exhibit.interop.records.parts import VERSION
from exhibit.models import FilmTitle


def _documents() -> dict[str, Schema]:
    """Whole documents."""
    chapter = thing(
        "A chapter; number 0 stands before the first.",
        number=NUMBER,
        url=ADDRESS,
        texts=ref("Texts"),
        parts=many(ref("Part")),
        notes=many(ref("Note")),
    )
    edition = thing("The newest edition that may be read.", number=NUMBER, url=ADDRESS)
    credit = thing(
        "One job of one person; `person` is null for somebody without a page.",
        key=TEXT,
        name=BY_LANGUAGE,
        person=maybe(ref("Link")),
        billing_order={"type": ["integer", "null"]},
        **WORK,
    )
    release = thing("A first showing somewhere, or a return.", date=ref("Date"), place=ref("Link"), **SHOWING)
    tickets = thing("Tickets sold in one country.", tickets=NUMBER, place=ref("Link"), **SHOWING)
    title = thing("What it was called elsewhere.", title=TEXT, language=TEXT, kind=one_of(FilmTitle.Kind.values))
    dated_link = thing("A record with a date of its own.", **LINK, date=maybe(ref("Date")))
    happening = {"awards": many(ref("AwardEntry")), "events": many(ref("EventEntry"))}
    return {
        "Exhibit": thing(
            "A story in chapters.",
            **HEAD,
            film=maybe(ref("Link")),
            image=maybe(ref("Picture")),
            edition=maybe(edition),
            chapters=many(chapter),
            disputes=many(ref("Dispute")),
        ),
        "Film": thing(
            "A film as a work, whatever prints of it exist.",
            **HEAD,
            date=maybe(ref("Date")),
            original_title=thing("In its own language.", title=TEXT, language=TEXT, transliteration=TEXT),
            titles=many(title),
            running_time_minutes={"type": ["integer", "null"]},
            aspect_ratio=TEXT,
            identifiers=ref("Identifiers"),
            image=maybe(ref("Picture")),
            credits=many(credit),
            releases=many(release),
            admissions=many(tickets),
            exhibits=many(ref("Link")),
            **happening,
            **EVIDENCE,
            **CUT,
        ),
        "Person": thing(
            "A life and its work.",
            **HEAD,
            native_name=thing("In its own script.", name=TEXT, language=TEXT),
            birth=ref("EndOfLife"),
            death=ref("EndOfLife"),
            identifiers=ref("Identifiers"),
            image=maybe(ref("Picture")),
            credits=many(thing("What the person did on a film.", film=dated_link, **WORK)),
            **happening,
            **EVIDENCE,
            **CUT,
        ),
        "Event": thing(
            "Something that happened.",
            **HEAD,
            date=ref("Date"),
            place=maybe(ref("Link")),
            lane=thing("The lane of the timeline in which it stands.", slug=TEXT, name=BY_LANGUAGE),
            importance=NUMBER,
            image=maybe(ref("Picture")),
            people=many(ref("Link")),
            films=many(ref("Link")),
            awards=many(ref("AwardEntry")),
            **STANDING,
            **EVIDENCE,
            **CUT,
        ),
        "Place": thing(
            "A place, under the name that it had at the time.",
            **HEAD,
            image=maybe(ref("Picture")),
            events=many(ref("EventEntry")),
            births=many(dated_link),
            deaths=many(dated_link),
            releases=many(thing("A showing there.", film=ref("Link"), date=ref("Date"), **SHOWING)),
            admissions=many(thing("Tickets sold there.", film=ref("Link"), tickets=NUMBER, **SHOWING)),
            disputes=many(ref("Dispute")),
            **CUT,
        ),
        "AwardBody": thing(
            "Who gives awards.",
            **HEAD,
            image=maybe(ref("Picture")),
            awards=many(ref("AwardEntry")),
            disputes=many(ref("Dispute")),
            **CUT,
        ),
        "Award": thing("One nomination, win or mention.", **HEAD, **PRIZE, event=maybe(ref("Link")), **EVIDENCE),
        "Image": thing(
            "A picture, with where it hangs.",
            **HEAD,
            data=ADDRESS,
            **FILE,
            people=many(ref("Link")),
            films=many(ref("Link")),
            hangs_in=many(ref("Link")),
        ),
        "List": _list(),
    }


def _list() -> Schema:
    dates = {name: maybe(ref("Date")) for name in ("date", "birth", "death")}
    item = thing("A record; films, events and awards have a date, people two.", **LINK)
    return thing(
        "One sheet of a list; `next` is null after the last.",
        version={"const": VERSION},
        noun=one_of(NOUNS.values()),
        language=TEXT,
        items=many(item | {"properties": LINK | dates}),
        next=maybe(ADDRESS),
    )


SCHEMAS = PARTS | _documents() | REPLIES
