"""TimelineJS JSON: https://timeline.knightlab.com/docs/json-format.html

Written by hand or by many tools, so nothing is taken for granted: a slide of a wrong shape is
refused by its number, and only a file of which no slide can be found is refused as a whole.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from exhibit.interop.timelinejs.slides import (
    KEPT_COLUMNS,
    LONGEST_TEXT,
    MEDIA_TITLE,
    MOST_SLIDES,
    Kept,
    Kind,
    Moment,
    Slide,
    SlideError,
    TimelineError,
    too_long,
    too_many,
)
from exhibit.interop.timelinejs.tables import kind_of

EMPTY: tuple[Any, ...] = (None, "", False, [], {})
"""How tools write that there is nothing."""
MEDIA = {
    "url": KEPT_COLUMNS["media"],
    "title": MEDIA_TITLE,
    "credit": KEPT_COLUMNS["media credit"],
    "caption": KEPT_COLUMNS["media caption"],
    "thumbnail": KEPT_COLUMNS["media thumbnail"],
    "alt": KEPT_COLUMNS["alt text"],
    "link": KEPT_COLUMNS["link"],
}
"""What stands inside of `media`, and what it is called in a note."""
PLACED = {
    *("start_date", "end_date", "display_date", "text", "media", "group", "unique_id", "background"),
    *("type", "autolink"),
}


def slides_of(text: str) -> tuple[list[Slide], list[str]]:
    """Return the title, the events and the eras of a document; TimelineError where there are none."""
    document = parsed(text)
    title, events, eras = document.get("title"), document.get("events") or [], document.get("eras") or []
    for name, value in (("events", events), ("eras", eras)):
        if not isinstance(value, list):
            raise TimelineError(
                _("“%(name)s” is no list. A TimelineJS file has its slides in “events”, in square brackets.")
                % {"name": name}
            )
    if len(events) + len(eras) > MOST_SLIDES:
        raise too_many()
    slides = [slide(_("title"), title, Kind.TITLE)] if title not in EMPTY else []
    slides += [slide(str(number), value, Kind.EVENT) for number, value in enumerate(events, start=1)]
    slides += [
        slide(_("era %(number)d") % {"number": number}, value, Kind.ERA) for number, value in enumerate(eras, start=1)
    ]
    return slides, []


def parsed(text: str) -> dict[str, Any]:
    """Return the document; TimelineError where it is no JSON, or not that of TimelineJS 3."""
    try:
        document = json.loads(text, parse_constant=lambda name: name)
    except RecursionError as problem:
        raise TimelineError(_("The JSON is nested too deeply to be a timeline. Choose another file.")) from problem
    except json.JSONDecodeError as problem:
        raise TimelineError(
            _("The file is no proper JSON: see line %(line)d, column %(column)d.")
            % {"line": problem.lineno, "column": problem.colno}
        ) from problem
    except ValueError as problem:  # a number of thousands of digits
        raise TimelineError(_("The file holds a number that is too long. Correct it and try again.")) from problem
    if isinstance(document, dict) and "events" not in document and isinstance(document.get("timeline"), dict):
        raise TimelineError(
            _("This is a file of an older TimelineJS. Import the spreadsheet behind it, or convert it to TimelineJS 3.")
        )
    if not isinstance(document, dict) or "events" not in document:
        raise TimelineError(_("This JSON is no timeline: a TimelineJS file has its slides in “events”."))
    return document


def slide(where: str, value: Any, kind: Kind) -> Slide:
    """One slide or era; where its shape is wrong, one that holds the reason for its refusal."""
    try:
        return shaped(where, value, kind)
    except SlideError as problem:
        return Slide(where, kind, headline=headline_of(value), fault=str(problem))


def shaped(where: str, value: Any, kind: Kind) -> Slide:
    if not isinstance(value, dict):
        raise SlideError(_("It is no slide: “start_date” and “text” in curly brackets are expected."))
    words, media = part(value, "text"), part(value, "media")
    remarks: list[str] = []
    if kind is Kind.EVENT:
        kind, remarks = kind_of(plain(value, "type"))
    kept: list[Kept] = [(label, plain(media, name)) for name, label in MEDIA.items()]
    kept += [(KEPT_COLUMNS["background"], said) for said in background(value)]
    for name in value:
        if name in PLACED:
            continue
        if isinstance(value[name], dict | list) and value[name]:
            remarks.append(_("“%(name)s” is left out: it is no plain text.") % {"name": whole(name[:40])})
        else:
            kept.append((whole(name[:40]), plain(value, name)))
    return Slide(
        where,
        kind,
        headline=plain(words, "headline"),
        text=plain(words, "text"),
        start=moment(value, "start_date"),
        end=moment(value, "end_date"),
        display=plain(value, "display_date"),
        group=plain(value, "group"),
        unique_id=plain(value, "unique_id"),
        kept=tuple((label, said) for label, said in kept if said),
        remarks=tuple(remarks),
    )


def part(value: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a part in curly brackets, {} where there is none."""
    found = value.get(name)
    if found in EMPTY:
        return {}
    if not isinstance(found, dict):
        raise SlideError(_("“%(name)s” has to stand in curly brackets, as TimelineJS writes it.") % {"name": name})
    return found


def plain(value: dict[str, Any], name: str) -> str:
    """Return a text or number as text, "" where there is none."""
    found = value.get(name)
    if found in EMPTY and (found is False or not isinstance(found, int)):  # 0 equals False, and is a number
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise SlideError(_("“%(name)s” has to be a text or a number.") % {"name": whole(name[:40])})
    text = str(found)
    if len(text) > LONGEST_TEXT:
        raise SlideError(too_long(whole(name[:40])))
    return whole(text).strip()


def whole(text: str) -> str:
    """Return a text without what no database takes: NUL, and halves of letters."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def moment(value: dict[str, Any], name: str) -> Moment:
    found = part(value, name)
    clock = [plain(found, unit) for unit in ("hour", "minute", "second")]
    while clock and not clock[-1]:
        clock.pop()
    time = ":".join((figure or "0").zfill(2) for figure in clock)
    return Moment(
        plain(found, "year"),
        plain(found, "month"),
        plain(found, "day"),
        f"{time}:00" if len(clock) == 1 else time,
        plain(found, "display_date"),
    )


def background(value: dict[str, Any]) -> Iterator[str]:
    """Yield what a background says: a colour or an address, in either way of writing."""
    if isinstance(value.get("background"), str):
        yield plain(value, "background")
        return
    found = part(value, "background")
    for name in ("url", "color", "alt"):
        yield plain(found, name)


def headline_of(value: Any) -> str:
    """Return the headline of a slide that is refused, as far as there is one."""
    words = value.get("text") if isinstance(value, dict) else None
    said = words.get("headline") if isinstance(words, dict) else None
    return whole(said[:200]) if isinstance(said, str) else ""
