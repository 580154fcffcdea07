"""Two visitors who search at once do not get stems of each other's words."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
import snowballstemmer

from exhibit.search import words

WORDS = [
    f"{beginning}{ending}"
    for beginning in "cran journal national relation hop photograph memor festiv direct act".split()
    for ending in "e es ing ed ation ational fulness ously ivity alize ement".split()
]


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def stemmed_at_once(rounds: int) -> set[str]:
    """Stem all words in four threads; return those that came out wrong."""
    own = snowballstemmer.stemmer("english")
    right = {word: own.stemWord(word) for word in WORDS}

    def stem_all(_number: int) -> set[str]:
        wrong = set()
        for word in WORDS:
            try:
                found = words._stemmed.__wrapped__(word, "english")  # as if nobody had asked before
            except IndexError:
                found = ""
            if found != right[word]:
                wrong.add(word)
        return wrong

    with ThreadPoolExecutor(4) as threads:
        return set().union(*threads.map(stem_all, range(4 * rounds)))


def test_threads_do_not_mix_their_words(restless: None) -> None:
    assert stemmed_at_once(2) == set()


def test_without_taking_turns_they_would(restless: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_stemming", nullcontext())
    assert any(stemmed_at_once(2) for _attempt in range(20))
