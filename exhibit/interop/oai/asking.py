"""A question: one verb and its arguments, each once, each as the protocol writes it."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exhibit.interop.oai.errors import OaiError

ARGUMENTS: dict[str, tuple[set[str], set[str]]] = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), set()),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set"}),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set"}),
}
"""By verb: the arguments that it needs, and those that it may have."""

LISTS = ("ListSets", "ListIdentifiers", "ListRecords")
"""Verbs that may go on with a resumption token, which then stands alone."""

NAME = re.compile(r"[\w.!~*'()-]+", re.ASCII)
SET = re.compile(rf"{NAME.pattern}(:{NAME.pattern})*", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
LONGEST = 2_000  # letters of an argument
DAY_LONG, SECOND_LONG = datetime.timedelta(days=1), datetime.timedelta(seconds=1)
LAST = datetime.datetime.max.replace(tzinfo=datetime.UTC) - DAY_LONG


@dataclass(frozen=True, slots=True)
class Moment:
    """A `from` or `until`: the time at which it begins and the time at which it is over."""

    begins: datetime.datetime
    ends: datetime.datetime
    is_day: bool


def verb_of(asked: Mapping[str, Sequence[str]]) -> str:
    """Return the verb of a question.

    Raises:
        OaiError: badVerb for none, several, or one that the protocol does not know.
    """
    verbs = asked.get("verb", ())
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        told = f"“{verbs[0][:40]}” is no verb" if len(verbs) == 1 else f"There are {len(verbs)} verbs"
        raise OaiError("badVerb", f"{told}. Ask with one of: verb={', verb='.join(ARGUMENTS)}.")
    return verbs[0]


def arguments_of(verb: str, asked: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the arguments of a question beside its verb.

    Raises:
        OaiError: badArgument for one that is repeated, unknown here, missing, too long, or not of its form.
    """
    needed, further = ARGUMENTS[verb]
    found = {}
    for name, values in asked.items():
        if name == "verb":
            continue
        if len(values) != 1:
            raise OaiError("badArgument", f"“{name[:40]}” is there {len(values)} times. Give it once.")
        if name not in needed | further | ({"resumptionToken"} if verb in LISTS else set()):
            raise OaiError("badArgument", f"{verb} has no argument “{name[:40]}”. Leave it out.")
        if len(values[0]) > LONGEST:
            raise OaiError("badArgument", f"{name} is longer than {LONGEST} letters.")
        found[name] = values[0]
    if "resumptionToken" in found:
        if len(found) > 1:
            raise OaiError("badArgument", "A resumptionToken stands alone. Leave the other arguments out.")
        return found
    if missing := sorted(needed - found.keys()):
        raise OaiError("badArgument", f"{verb} needs {' and '.join(missing)}.")
    for name, form in (("metadataPrefix", NAME), ("set", SET)):
        if name in found and not form.fullmatch(found[name]):
            raise OaiError("badArgument", f"“{found[name][:40]}” is no {name}.")
    span_of(found)
    return found


def span_of(arguments: Mapping[str, str]) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """Return the time since when records changed, and before when; None where it is open.

    Raises:
        OaiError: badArgument where one is no date, both are not alike, or the first lies after the last.
    """
    since = _moment("from", arguments["from"]) if "from" in arguments else None
    until = _moment("until", arguments["until"]) if "until" in arguments else None
    if since and until:
        if since.is_day != until.is_day:
            raise OaiError("badArgument", "from and until are not alike. Write both as days, or both with a time.")
        if since.begins > until.begins:
            raise OaiError("badArgument", "from lies after until.")
    return since.begins if since else None, until.ends if until else None


def _moment(name: str, text: str) -> Moment:
    is_day = bool(DAY.fullmatch(text))
    try:
        if not is_day and not SECOND.fullmatch(text):
            raise ValueError
        begins = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)
    except ValueError:
        words = f"{name}=“{text[:40]}” is no date. Write 2026-11-30 or 2026-11-30T12:00:00Z."
        raise OaiError("badArgument", words) from None
    return Moment(begins, min(begins, LAST) + (DAY_LONG if is_day else SECOND_LONG), is_day)
