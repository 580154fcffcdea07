"""In which forms the words of a question may stand in documents.

First its own: the stem, and what begins like it. Then what sounds like it, in whatever script. Only where there is
nothing of all that is it read as in other languages, and then taken for mistyped: the nearest words that there are
stand in for it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from rapidfuzz.distance import DamerauLevenshtein

from exhibit.models import SearchWord
from exhibit.search import marks
from exhibit.search.engines import Clause, Term
from exhibit.search.question import Wanted
from exhibit.search.words import sound, sounds_elsewhere, stems

SHORT = 3
"""Letters: a word as short as this may be missing where there are longer ones, and none begins like it."""
PREFIX = 4
SOUNDS_LIKE = 40
TOLERANT, MOST_TOLERANT = 4, 8
"""Letters from which on one, or two, may be wrong."""
NEAREST = 4
LAST = "\U0010ffff"


@dataclass(slots=True)
class Expanded:
    """A word of a question as the index is asked for it.

    `own` are its stems, `alike` those of what sounds like it; `begun` is what a word may begin with, `begun_alike` the
    stems of words that begin to sound so.
    """

    wanted: Wanted
    dates: frozenset[str] = frozenset()
    """The marks of which a document dated so has at least one."""
    own: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)
    alike: set[str] = field(default_factory=set)
    begun_alike: set[str] = field(default_factory=set)
    meant: list[str] = field(default_factory=list)
    """The words that it was taken for, where it is none itself."""
    answers: dict[str, int] = field(default_factory=dict, repr=False)
    """How well each stem that was looked at answers: of a common word the same ones come again and again."""

    @property
    def may_be_missing(self) -> bool:
        return not self.wanted.days and len(self.wanted.words) == 1 and len(self.wanted.words[0]) <= SHORT

    @property
    def clause(self) -> Clause:
        """One of these must be there."""
        terms = [Term(stem) for stem in sorted(self.own | self.alike | self.begun_alike)]
        terms += [Term(word, is_prefix=True) for word in sorted(self.begun)]
        if len(self.wanted.words) > 1:
            terms = [Term("", phrase=tuple(stems(word)[0] for word in self.wanted.words))]
        return [*terms, *(Term(mark) for mark in sorted(self.dates))]

    def fits(self, stem: str) -> int:
        """Return how well a stem answers: 3 as it was asked, 2 as one that sounds so, 1 as a word begun so, 0 not."""
        found = self.answers.get(stem)
        if found is None:
            found = self.answers[stem] = self._fit(stem)
        return found

    def _fit(self, stem: str) -> int:
        if stem in self.own:
            return 3
        if stem in self.alike:
            return 2
        return 1 if stem in self.begun_alike or any(stem.startswith(word) for word in self.begun) else 0


def expanded(wanted: Iterable[Wanted], *, is_typing: bool = False) -> list[Expanded]:
    """Return the words of a question with all that each may stand for; `is_typing`: the last is not finished."""
    found = [Expanded(one, frozenset(marks.asked(*one.days) if one.days else ())) for one in wanted]
    for number, one in enumerate(found, start=1):
        is_last = is_typing and number == len(found)
        for word in one.wanted.words:
            one.own |= set(stems(word))
            if len(one.wanted.words) == 1 and (is_last or len(word) >= PREFIX):
                one.begun.add(word)
    single = [one for one in found if len(one.wanted.words) == 1]
    _add_what_sounds_alike(single)
    _add_what_was_meant([one for one in single if not (one.alike or one.begun_alike or one.wanted.days)])
    return found


def _add_what_sounds_alike(found: list[Expanded]) -> None:
    """Add the stems of words that are written, or sound, or begin to sound like those that are asked for."""
    if not found:
        return
    asked = Q()
    for one in found:
        (word,) = one.wanted.words
        asked |= Q(word__in=[word, *one.own]) | Q(stem__in=one.own)
        if heard := sound(word):
            asked |= Q(sound=heard)
    known: dict[str, set[str]] = defaultdict(set)
    heard_as: dict[str, set[str]] = defaultdict(set)
    of_stem: set[str] = set()
    for word, stem, its_sound in SearchWord.objects.filter(asked).values_list("word", "stem", "sound"):
        known[word].add(stem)
        heard_as[its_sound].add(stem)
        of_stem.add(stem)
    for one in found:
        (word,) = one.wanted.words
        for written in [word, *one.own]:  # the stem of one form may be another: Калатозов-а, Калатоз-ов
            one.own |= known.get(written, set())
        one.alike |= heard_as.get(sound(word), set()) | (one.own & of_stem)
        if one.begun and len(heard := sound(word)) >= PREFIX:
            begun_so = SearchWord.objects.filter(sound__gte=heard, sound__lt=heard + LAST).order_by("sound")
            one.begun_alike |= set(begun_so.values_list("stem", flat=True)[:SOUNDS_LIKE])


def _distance(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or exchanged; `most` + 1 where there are more."""
    return int(DamerauLevenshtein.distance(one, other, score_cutoff=most))


def _add_what_was_meant(found: list[Expanded]) -> None:
    """Take words of which there is none for the nearest that there are."""
    for one in found:
        (word,) = one.wanted.words
        if any(letter.isdigit() for letter in word):  # another number is another thing
            continue
        heard = sound(word)
        length = min(len(word), len(heard))
        most = 2 if length >= MOST_TOLERANT else 1 if length >= TOLERANT else 0
        if not most:
            continue
        elsewhere = SearchWord.objects.filter(sound__in=sounds_elsewhere(word)).order_by("word")
        if pairs := list(elsewhere.values_list("word", "stem")[:NEAREST]):
            one.alike |= {stem for _word, stem in pairs}
            one.meant = [word for word, _stem in pairs]
            continue
        begun_alike = SearchWord.objects.filter(sound__gte=heard[0], sound__lt=heard[0] + LAST)
        near = []
        for candidate, stem, its_sound in begun_alike.values_list("word", "stem", "sound").iterator(5000):
            if min(abs(len(its_sound) - len(heard)), abs(len(candidate) - len(word))) <= most:
                distance = min(_distance(heard, its_sound, most), _distance(word, candidate, most))
                if distance <= most:
                    near.append((distance, candidate, stem))
        near.sort()
        nearest = [one for one in near if one[0] == near[0][0]][:NEAREST]
        one.alike |= {stem for _distance, _word, stem in nearest}
        one.meant = [candidate for _distance, candidate, _stem in nearest]
