"""What an entity states: statements of the best rank, and the values of each kind, or why there is none."""

import re
from typing import Any, NamedTuple

from exhibit.interop.wikidata.reading import ITEM, Entity

LONGEST = 2_000
"""Letters of a text that is looked at; no field here holds as many."""
IMDB = re.compile(r"(?:tt|nm)[0-9]{7,9}")
MINUTE, SECOND, HOUR = "Q7727", "Q11574", "Q25235"
MINUTES = {MINUTE: (1, 1), SECOND: (1, 60), HOUR: (60, 1)}
"""Units of a duration, as a fraction of minutes."""


class UnclearError(ValueError):
    """Why a statement fills nothing, in words that follow the name of its property."""


class Stated(NamedTuple):
    """The value of a statement with its type, and its qualifiers by property."""

    kind: str
    value: Any
    qualifiers: dict[str, Any]


def stated(entity: Entity, name: str) -> list[Stated]:
    """Return the values of a property, of the best rank that it has; [] where nothing is stated.

    Raises:
        UnclearError: where Wikidata says that there is no value, or an unknown one, or says it in a strange shape.
    """
    found = (entity.get("claims") or {}).get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UnclearError("has a strange shape")
    ranks = [[one for one in found if one.get("rank", "normal") == rank] for rank in ("preferred", "normal")]
    best = next(filter(None, ranks), [])
    if not best:
        return []
    values, nothing = [], ""
    for one in best:
        snak = one.get("mainsnak")
        kind = snak.get("snaktype") if isinstance(snak, dict) else None
        if kind in ("novalue", "somevalue"):
            nothing = "is said to have no value" if kind == "novalue" else "is said to be unknown"
            continue
        held = snak.get("datavalue") if isinstance(snak, dict) and kind == "value" else None
        if not isinstance(held, dict) or not isinstance(held.get("type"), str) or "value" not in held:
            raise UnclearError("has a strange shape")
        qualifiers = one.get("qualifiers") or {}
        values.append(Stated(held["type"], held["value"], qualifiers if isinstance(qualifiers, dict) else {}))
    if not values:
        raise UnclearError(nothing)
    return values


def one_of(values: list[Any]) -> Any:
    """Return the value on which statements agree.

    Raises:
        UnclearError: where they differ.
    """
    different = list(dict.fromkeys(values))
    if len(different) > 1:
        listed = ", ".join(f"“{str(value)[:60]}”" for value in different[:4])
        raise UnclearError(f"has {len(different)} values of the same rank: {listed}")
    return different[0]


def text_in(value: Any) -> str:
    """Return a text in one line, without what no database takes; "" for what is none."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return ""
    plain = value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(plain.split())


def item_in(said: Stated) -> str:
    """Return the number of an item."""
    number = said.value.get("id") if isinstance(said.value, dict) else None
    if isinstance(said.value, dict) and number is None and isinstance(said.value.get("numeric-id"), int):
        number = f"Q{said.value['numeric-id']}"  # as older files have it
    if said.kind != "wikibase-entityid" or not isinstance(number, str) or not ITEM.fullmatch(number):
        raise UnclearError("names no item")
    return number


def imdb_in(said: Stated) -> str:
    """Return an IMDb number of a film or person."""
    if said.kind != "string" or not isinstance(said.value, str) or not IMDB.fullmatch(said.value):
        raise UnclearError(f"“{str(said.value)[:40]}” is no IMDb number")
    return said.value


def titled_in(said: Stated) -> tuple[str, str]:
    """Return a title with the code of its language."""
    value = said.value if isinstance(said.value, dict) else {}
    title, language = text_in(value.get("text")), value.get("language")
    if said.kind != "monolingualtext" or not title or not isinstance(language, str):
        raise UnclearError("holds no title with its language")
    return title, language


def minutes_in(said: Stated) -> int:
    """Return a duration in whole minutes."""
    value = said.value if isinstance(said.value, dict) else {}
    amount, unit = value.get("amount"), str(value.get("unit", "")).rpartition("/")[2]
    if said.kind != "quantity" or not isinstance(amount, str) or not re.fullmatch(r"\+?[0-9]{1,7}(\.0+)?", amount):
        raise UnclearError(f"“{str(amount)[:40]}” is no whole number")
    if unit not in MINUTES:
        raise UnclearError(f"is in another unit ({unit[:20] or 'none'}) than minutes, hours or seconds")
    times, parts = MINUTES[unit]
    minutes, rest = divmod(int(float(amount)) * times, parts)
    if rest or not 1 <= minutes <= 1000:
        raise UnclearError(f"is no number of whole minutes from 1 to 1000 ({amount[:20]})")
    return minutes
