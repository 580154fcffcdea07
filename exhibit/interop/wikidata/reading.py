"""A file as entities: https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html

Written by others and perhaps by hand, so nothing is taken for granted: an entity of a wrong shape is refused by its
place in the file, and only a file in which none can be found is refused as a whole.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

LARGEST_FILE = 100_000_000
MOST_ENTITIES = 20_000
ITEM = re.compile(r"Q[1-9][0-9]{0,14}")

Entity = dict[str, Any]


class WikidataError(ValueError):
    """A file that cannot be read, in words with the remedy."""


@dataclass(slots=True)
class Entities:
    """The items of a file by their numbers, and what in it was none."""

    items: dict[str, Entity] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read(content: bytes) -> Entities:
    """Return the entities of a file.

    Raises:
        WikidataError: where there are none, or the file is too large or no JSON.
    """
    if len(content) > LARGEST_FILE:
        raise WikidataError(f"The file has more than {LARGEST_FILE // 1_000_000} MB. Divide it into several files.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise WikidataError("The file is not in UTF-8. Get it again from Wikidata, as JSON.") from problem
    found = Entities()
    for where, value in _values(text):
        _take(where, value, found)
        if len(found.items) > MOST_ENTITIES:
            raise WikidataError(f"The file has more than {MOST_ENTITIES} entities. Divide it into several files.")
    if not found.items:
        faults = f" {found.faults[0]}" if found.faults else ""
        raise WikidataError(f"There are no entities in the file.{faults} Get it from Special:EntityData, as JSON.")
    return found


def _values(text: str) -> Iterator[tuple[str, Any]]:
    """Yield what should be entities, each with its place in the file: of a document, a list, or lines of a dump."""
    try:
        document = _parsed(text)
    except json.JSONDecodeError as problem:
        lines = [line.strip().rstrip(",") for line in text.split("\n")]
        if sum(line.startswith("{") and line.endswith("}") for line in lines) == 0:
            raise WikidataError(
                f"The file is no proper JSON: see line {problem.lineno}, column {problem.colno}."
            ) from problem
        for number, line in enumerate(lines, start=1):
            if line not in ("", "[", "]"):
                yield f"line {number}", _line(line)
        return
    match document:
        case {"entities": dict() as entities}:
            yield from ((f"“{str(name)[:40]}”", entity) for name, entity in entities.items())
        case {"entities": list() as entities} | list(entities):
            yield from ((f"entity {number}", entity) for number, entity in enumerate(entities, start=1))
        case {"id": _}:
            yield "the file", document
        case _:
            raise WikidataError("This JSON has no “entities”, as Wikidata writes them. Get it from Special:EntityData.")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as problem:
        raise WikidataError("The JSON is nested too deeply to be Wikidata’s. Choose another file.") from problem
    except json.JSONDecodeError:
        raise
    except ValueError as problem:  # a number of thousands of digits
        raise WikidataError("The file holds a number that is too long to be Wikidata’s.") from problem


def _line(text: str) -> Any:
    try:
        return _parsed(text)
    except json.JSONDecodeError:
        return None


def _take(where: str, value: Any, found: Entities) -> None:
    if not isinstance(value, dict):
        found.faults.append(f"{where} is no entity.")
        return
    number = value.get("id")
    if not isinstance(number, str) or not ITEM.fullmatch(number):
        found.faults.append(f"{where} has no number such as Q42 and is left out.")
    elif "missing" in value:
        found.faults.append(f"{number} is not there in Wikidata.")
    elif not all(isinstance(value.get(name) or {}, dict) for name in ("labels", "aliases", "claims")):
        found.faults.append(f"{number} has labels, aliases or claims of a strange shape and is left out.")
    elif number in found.items:
        found.faults.append(f"{number} is in the file twice; the first counts.")
    else:
        found.items[number] = value
