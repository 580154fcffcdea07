"""The words beside a mark: when, what, and how surely, in the lines in which they may be set."""

from collections.abc import Iterator
from dataclasses import dataclass

from exhibit import typography
from exhibit.dates import UncertainDate
from exhibit.languages import active
from exhibit.models import EvidenceStatus
from exhibit.timeline.entries import Entry
from exhibit.timeline.poster.letters import width, wrapped
from exhibit.timeline.poster.marks import Trace
from exhibit.timeline.poster.paper import LEFT, RIGHT
from exhibit.timeline.poster.scale import Scale
from exhibit.timeline.sources import Kind

MEASURES = (40.0, 24.0, 16.0, 11.0)
"""How wide lines may be, in sizes of their letters: one line is tried before several."""

LONGEST_WORD = 24
"""Letters after which even one word is broken: no line could hold it."""

MARK, AFTER_MARK, SIGN = 0.4, 0.66, 0.86
"""From the middle of a mark to its edge and to the words, and the room for a sign of standing, in sizes of letters."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words set alike: a "date", a "title", that of a "film", the "years" of a life, or a "standing"."""

    kind: str
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines of words; `x` is where they begin or, turned, end; `covers` what each line takes along the ruler."""

    lines: tuple[tuple[Run, ...], ...]
    x: float
    is_turned: bool
    covers: tuple[tuple[float, float], ...]


def captions(entry: Entry, scale: Scale, size: float, at: float, line: Trace | None) -> tuple[Caption, ...]:
    """Return the captions that an entry whose mark stands `at` may have in letters of `size`, the best first."""
    runs = list(_words(entry, scale.numbered))
    found = dict.fromkeys(
        caption
        for measure in MEASURES
        for is_turned in (False, True)
        if (caption := _caption(entry, runs, at, line, measure * size, size, is_turned))
    )
    return tuple(found)


def said(entry: Entry) -> str:
    """When, in few words: days, else the years of a life."""
    language = active()
    if entry.kind is not Kind.LIFE:
        return typography.typeset(entry.date.words(language, short=True), language)
    born, died = (None, entry.date) if entry.part == "died" else (entry.date, entry.death)
    return f"{_year(born, language)}–{_year(died, language)}"


def _year(date: UncertainDate | None, language: str) -> str:
    if date is None:
        return ""
    return date.words(language, short=True) if date.sure_year is None else str(date.sure_year)


def _words(entry: Entry, numbered: set[int]) -> Iterator[Run]:
    """Yield the words one by one. A year that stands on the ruler above them is not said again."""
    when = said(entry)
    year = entry.date.sure_year
    if entry.kind is Kind.LIFE:
        yield from _each("title", entry)
        yield Run("years", when)
        return
    if year in numbered:
        when = when.removesuffix(str(year)).rstrip()
    if when:
        yield Run("date", when.replace(" ", "\u00a0"))
    yield from _each("film" if entry.is_film else "title", entry)
    if entry.standing and entry.standing != EvidenceStatus.VERIFIED:
        yield Run("standing", str(EvidenceStatus(entry.standing).label))


def _each(kind: str, entry: Entry) -> Iterator[Run]:
    language = entry.language if entry.is_foreign else ""
    for word in filter(None, entry.title.split(" ")):
        yield from (Run(kind, word[at : at + LONGEST_WORD], language) for at in range(0, len(word), LONGEST_WORD))


def _caption(
    entry: Entry, runs: list[Run], at: float, line: Trace | None, measure: float, size: float, is_turned: bool
) -> Caption | None:
    """Return the words in lines of `measure`, to the right of the mark or, turned, to its left; None off the sheet."""
    texts = wrapped([run.text for run in runs], measure, size)
    lines, rest = [], iter(runs)
    for text in texts:
        taken: list[Run] = []
        while " ".join(run.text for run in taken) != text:
            taken.append(next(rest))
        lines.append(tuple(taken))
    wide = [sum(width(run.text + " ", size, is_bold=run.kind == "date") for run in words) for words in lines]
    before = (0.0 if entry.is_bar else AFTER_MARK * size) + (SIGN * size if has_sign(entry) else 0.0)
    mark = 0.0 if entry.is_bar else MARK * size
    if (at - before - max(wide) < LEFT) if is_turned else (at + before + max(wide) > RIGHT):
        return None
    x = at - before if is_turned else at + before
    covers = [(x - w, at + mark) if is_turned else (at - mark, x + w) for w in wide]
    if line:
        row = len(covers) - 1 if entry.is_bar else 0
        covers[row] = min(covers[row][0], line.begin), max(covers[row][1], line.end)
    return Caption(tuple(_joined(words) for words in lines), round(x, 2), is_turned, tuple(covers))


def has_sign(entry: Entry) -> bool:
    """Whether it stands otherwise than verified, so that a sign and a word say how."""
    return bool(entry.standing) and entry.standing != EvidenceStatus.VERIFIED


def _joined(words: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return neighbours of one kind as one."""
    joined: list[Run] = []
    for word in words:
        if joined and joined[-1].kind == word.kind:
            joined[-1] = Run(word.kind, f"{joined[-1].text} {word.text}", word.language)
        else:
            joined.append(word)
    return tuple(joined)
