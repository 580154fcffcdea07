"""Chance that falls alike in every run: dates known as exactly as a museum's are, and to whom much happens.

No Django.
"""

import datetime
from random import Random

FIRST, LAST = datetime.date(1895, 1, 1), datetime.date(2025, 12, 31)

ODD_SHARE = 0.1
"""Of dates of every kind: how many are none of the plain ones."""


def chance_of(seed: int, noun: str) -> Random:
    """Return the chance of one noun: more films give no other people."""
    return Random(f"{seed} {noun}")  # noqa: S311


def one_of(chance: Random, count: int) -> int:
    """Return a number below `count`; the lower come far more often, as the famous do."""
    return int(count * chance.random() ** 2)


def plain_date(chance: Random) -> str:
    """60 % days, 15 % months, 20 % years, 3 % spans of two months to eight years, 2 % approximate years."""
    day = FIRST + datetime.timedelta(days=chance.randrange((LAST - FIRST).days + 1))
    kind = chance.random()
    if kind < 0.60:
        return day.isoformat()
    if kind < 0.75:
        return f"{day:%Y-%m}"
    if kind < 0.95:
        return f"{day:%Y}"
    if kind >= 0.98:
        return f"{day:%Y}~"
    months = day.year * 12 + day.month - 1
    first = min(months, LAST.year * 12 + 9)
    last = min(first + chance.randint(2, 96), LAST.year * 12 + 11)
    return "/".join(f"{month // 12}-{month % 12 + 1:02}" for month in (first, last))


def any_date(chance: Random) -> str:
    """A plain date, or one in ten times a rarer kind: doubted, of a season, decade or century, open at one end."""
    if chance.random() >= ODD_SHARE:
        return plain_date(chance)
    year = chance.randint(FIRST.year + 10, LAST.year - 10)
    kinds = (
        f"{year}?",
        f"{year}%",
        f"{year}-{chance.randint(21, 24)}",
        f"{year // 10}X",
        f"{year // 100}XX",
        f"{year}-{chance.randint(1, 12):02}~",
        f"{year}/{year + chance.randint(1, 9)}",
        f"{year}/..",
        f"../{year}",
    )
    return chance.choice(kinds)
