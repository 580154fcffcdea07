"""The answer to a question: what was found, in which order, and what it can be narrowed to.

The index says what answers at all; the order is made here, from what each document is called, so that it is the same
on every database: first what is called so, the more of its name was asked for the better, then what tells of it; among
equals exhibits and films come before events. Of a question that half the museum answers, the first `MOST` are seen.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from exhibit.models import SearchDocument
from exhibit.search import marks
from exhibit.search.engines import Clause, Term, engine
from exhibit.search.expansion import Expanded, expanded
from exhibit.search.index import GAP, catch_up
from exhibit.search.question import CHOICES, SIGNS, Question
from exhibit.search.words import stems

MOST = 1_000
PER_PAGE = 20
CALLED_SO, PART_OF_NAME, VAGUELY = 4.0, 3.0, 0.3
LONG_NAME = 6
"""Words: a name of more, as pictures are described by, is half a text."""


@dataclass(slots=True)
class Answer:
    """What was found: documents of one page in their order, and how many there are in all, at most `MOST`.

    `counts` are how many of those looked at bear each mark, for each kind of mark. `is_loose`: no document has all
    words, and these have some. `waiting` is how many changed records the index has not read yet.
    """

    question: Question
    expanded: list[Expanded] = field(default_factory=list)
    documents: list[SearchDocument] = field(default_factory=list)
    total: int = 0
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    is_loose: bool = False
    waiting: int = 0

    def counted(self, sign: str) -> Counter[str]:
        """How many of what was found bear each mark of one kind."""
        return self.counts.get(sign, Counter())

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than were looked at."""
        return self.total >= MOST

    @property
    def pages(self) -> int:
        return -(-self.total // PER_PAGE)


def find(question: Question, *, per_page: int = PER_PAGE, is_typing: bool = False) -> Answer:
    """Return the answer to a question; for one that asks nothing, an empty one."""
    answer = Answer(question, waiting=catch_up())
    if question.is_empty:
        return answer
    answer.expanded = expanded(question.wanted, is_typing=is_typing)
    keys = _keys(answer.expanded, question)
    if not keys and len(answer.expanded) > 1:
        keys = _keys(answer.expanded, question, is_loose=True)
        answer.is_loose = bool(keys)
    answer.total = len(keys)
    ranked = _ranked(keys, answer)
    first = (question.page - 1) * per_page
    shown = ranked[first : first + per_page]
    found = SearchDocument.objects.in_bulk(shown)
    answer.documents = [found[key] for key in shown if key in found]
    return answer


def _keys(found: Sequence[Expanded], question: Question, *, is_loose: bool = False) -> list[int]:
    must = [one for one in found if not one.may_be_missing] or found
    clauses: list[Clause] = [one.clause for one in must]
    if is_loose:
        clauses = [[term for clause in clauses for term in clause]]
    clauses += [[Term(mark)] for mark in question.marks()]
    none = [
        Term("", phrase=tuple(stems(word)[0] for word in one.words)) if len(one.words) > 1 else Term(stem)
        for one in question.unwanted
        for stem in stems(one.words[0])
    ]
    return engine().find(clauses, none, MOST) if clauses else []


def _ranked(keys: list[int], answer: Answer) -> list[int]:
    """Put what was found in order, and count its marks."""
    rows = list(SearchDocument.objects.filter(pk__in=keys).values_list("pk", "weight", "names", "marks"))
    answer.counts = _counted(row[-1] for row in rows)
    scored = [
        (-score(answer.expanded, names, its_marks) - weight / 100, len(names), key)
        for key, weight, names, its_marks in rows
    ]
    scored.sort()
    return [key for *_order, key in scored]


def _counted(its_marks: Iterable[str]) -> dict[str, Counter[str]]:
    """Count the marks by which an answer can be narrowed, by their signs."""
    counts: dict[str, Counter[str]] = {sign: Counter() for sign in (marks.KIND, marks.DECADE, *SIGNS.values())}
    for one, count in Counter(" ".join(its_marks).split()).items():
        if (sign := one[1]) in counts:
            counts[sign][one[2:]] = count
    return counts


def score(found: Sequence[Expanded], names: str, its_marks: str) -> float:
    """Return how well a document that answers does so, from what it is called."""
    if not found:
        return 0
    best = max((_score_of(found, name.split()) for name in names.split(GAP) if name.strip()), default=0.0)
    return best + sum(_dated(one, its_marks) for one in found)


def is_dated(one: Expanded, its_marks: str) -> bool:
    """Whether a document has the date that a word of the question says."""
    return _dated(one, its_marks) > 0


def _dated(one: Expanded, its_marks: str) -> float:
    """How well a document has the date of a word: 1 as exactly as was asked, less where it only may have it."""
    met = one.dates.intersection(its_marks.split()) if one.dates else ()
    return 0 if not met else VAGUELY if all(mark[1] in marks.VAGUE for mark in met) else 1


def _score_of(found: Sequence[Expanded], name: list[str]) -> float:
    """How well one name answers: which words stand in it, how exactly, and how much of it was asked for."""
    quality = 0.0
    met: set[int] = set()
    whole = 0
    for one in found:
        fits = [(one.fits(stem), -place) for place, stem in enumerate(name)]
        fit, place = max(fits)
        if fit:
            quality += fit / 3
            whole += 1
            met.add(-place)
    if not whole:
        return 0
    in_all = whole == len(found)
    called_so = CALLED_SO * min(1, LONG_NAME / len(name)) if in_all else 0
    return quality / len(found) + called_so + PART_OF_NAME * len(met) / len(name)


def without(question: Question) -> Iterable[tuple[str, Question]]:
    """Yield the question without each of its choices, by the name of the choice."""
    for name in CHOICES:
        if getattr(question, name):
            yield name, question.choosing(name, "")
