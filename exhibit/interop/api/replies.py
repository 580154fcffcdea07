"""What answers to questions look like, as JSON Schema: of the search, of the timeline, of oEmbed.

The documents are described in words where they are made: `interop.answers`, `windows`, `entries`, `timelinejs.export`
and `oembed`.
"""

from exhibit.interop import answers, windows
from exhibit.interop.api.parts import ADDRESS, DAY, NUMBER, TEXT, YES, Schema, many, maybe, one_of, ref, thing
from exhibit.models import Lane
from exhibit.search.question import KINDS
from exhibit.timeline.density import UNITS
from exhibit.timeline.sources import Kind

WHOLE: Schema = {"type": "integer", "minimum": 0}
DATE: Schema = {"type": "string", "format": "date"}
PATH: Schema = {"type": "string", "format": "uri-reference"}


def _search() -> dict[str, Schema]:
    choice = thing("One way to narrow the answer.", value=TEXT, name=TEXT, count=WHOLE, isChosen=YES)
    place = many(WHOLE) | {"minItems": 2, "maxItems": 2}
    found = thing(
        "What answers: `heading` and `text` say where and how; `marks` are the places of the words in `text`.",
        kind=one_of(KINDS),
        slug=TEXT,
        title=TEXT,
        language=TEXT,
        url=ADDRESS,
        date=maybe(TEXT | {"description": "EDTF."}),
        heading=TEXT,
        text=TEXT,
        textLanguage=TEXT,
        marks=many(place),
    )
    suggestion = thing("A name that may be meant.", title=TEXT, language=TEXT, kind=TEXT, url=PATH)
    return {
        "Answer": thing(
            "One page of what answers a question; `next` is the query string of the following one.",
            version={"const": answers.VERSION},
            language=TEXT,
            question=TEXT,
            count=WHOLE,
            isCut=YES | {"description": "There may be more than are counted."},
            isLoose=YES | {"description": "Nothing has all words: these have some."},
            meant={"type": "object", "additionalProperties": many(TEXT), "description": "What words were taken for."},
            found=many(found),
            facets=many(thing("What the answer can be narrowed to.", key=TEXT, name=TEXT, choices=many(choice))),
            next=maybe(TEXT),
        ),
        "Suggestions": thing(
            "A few names, best first.", version={"const": answers.VERSION}, suggestions=many(suggestion)
        ),
    }


def _timeline() -> dict[str, Schema]:
    lane = {"slug": TEXT, "name": TEXT, "mark": one_of(Lane.Mark.values), "count": WHOLE}
    companion = {
        "id": TEXT,
        "kind": one_of(Kind),
        "title": TEXT,
        "words": TEXT,
        "earliest": DAY,
        "latest": DAY,
        "url": PATH,
    }
    at_times = {"lang": TEXT, "begun": DAY, "ended": DAY, "bound": DAY}
    entry = companion | {
        "lane": TEXT,
        "mark": one_of(Lane.Mark.values),
        "date": TEXT,
        "shape": one_of(["point", "bar"]),
        "certainty": one_of(["exact", "part", "span", "unsure"]),
        "about": YES,
        "doubted": YES,
        "weight": {"enum": [1, 2, 3]},
        "standing": TEXT,
        "record": PATH,
    }
    to_take = {"text": TEXT, "text_lang": TEXT, "place": TEXT}
    head = {
        "version": {"const": windows.VERSION},
        "language": TEXT,
        "window": ref("Span"),
        "extent": maybe(ref("Span")),
        "count": WHOLE,
        "beside": many(ref("Companion")),
    }
    amounts = {"type": "object", "additionalProperties": many({"type": "number"})}
    date = {"type": "object", "properties": {"year": NUMBER, "month": NUMBER, "day": NUMBER}, "required": ["year"]}
    headline = thing("HTML.", headline=TEXT)
    return {
        "Span": thing("Days, both included.", **{"from": DATE, "to": DATE}),
        "Companion": _sometimes(thing("Somebody or something beside the others on the ruler.", **companion), at_times),
        "Entry": _sometimes(
            thing("One entry: how it is drawn, what it says, where it leads.", **entry),
            at_times | {"beside": many(TEXT)} | to_take,
        ),
        "Bins": thing(
            "How much there is, by spans of time: `starts` are their first days, and the end of the last.",
            unit=one_of(dict.fromkeys(unit.name for unit in UNITS)),
            size=WHOLE,
            starts=many(DATE),
            lanes=amounts,
        ),
        "Window": thing(
            "A window of the timeline: of full lanes how much there is, of others the entries.",
            **head,
            asked=TEXT,
            lanes=many(
                thing(
                    "A lane; a crowded one has bins. `previous` and `next`: where something begins beyond the window.",
                    **lane,
                    crowded=YES,
                    previous=DAY,
                    next=DAY,
                )
            ),
            entries=many(ref("Entry")),
            more=WHOLE,
            bins=ref("Bins"),
            overview=maybe(ref("Bins")),
        ),
        "Entries": thing(
            "All entries of a window, with texts, places and full addresses.",
            **head,
            lanes=many(thing("A lane.", **lane)),
            entries=many(ref("Entry")),
        ),
        "TimelineJS": thing(
            "A document of TimelineJS: https://timeline.knightlab.com/docs/json-format.html",
            title=thing("The opening slide.", text=headline),
            events=many(
                _sometimes(
                    thing(
                        "A slide.",
                        unique_id=TEXT,
                        group=TEXT,
                        display_date=TEXT,
                        start_date=date,
                        text=thing("HTML.", headline=TEXT, text=TEXT),
                    ),
                    {"end_date": date},
                )
            ),
        ),
    }


def _sometimes(schema: Schema, members: dict[str, Schema]) -> Schema:
    """Return a schema of an object that may have these members too."""
    return schema | {"properties": schema["properties"] | members}


def _oembed() -> Schema:
    return _sometimes(
        thing(
            "oEmbed 1.0: https://oembed.com",
            type=one_of(["rich", "photo", "link"]),
            version={"const": "1.0"},
            title=TEXT,
            provider_name=TEXT,
            provider_url=ADDRESS,
            cache_age=WHOLE,
        ),
        {
            "html": TEXT,
            "url": ADDRESS,
            "width": NUMBER,
            "height": NUMBER,
            "author_name": TEXT,
            "thumbnail_url": ADDRESS,
            "thumbnail_width": NUMBER,
            "thumbnail_height": NUMBER,
        },
    )


REPLIES = (
    _search()
    | _timeline()
    | {
        "OEmbed": _oembed(),
        "Problem": thing("What is wrong, in words.", problem=TEXT),
        "Problems": thing("All that is wrong with a question, in words.", problems=many(TEXT)),
    }
)
