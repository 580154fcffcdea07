"""A word as a search sees it: folded, its stem, its sound.

The stem forgives endings, in the language in which a text is written: "журавли" and "журавлей", "cranes" and
"crane". The sound forgives spelling and script: "Калатозов", "Kalatozov" and "Kalatozow" sound alike. Both databases
get the same words, so that they find the same.
"""

import re
import unicodedata
from functools import cache, lru_cache
from threading import Lock

import snowballstemmer
from anyascii import anyascii
from django.utils.translation import get_language_info

from exhibit.languages import every, own_name

WORD = re.compile(r"[^\W_]+")
LONGEST = 60


def words(text: str) -> list[str]:
    """Return the words of a text, folded, in their order."""
    return [fold(found[0]) for found in WORD.finditer(text)]


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Return a word in small letters without accents; й and ё are letters, of which ё is mostly written е."""
    small = word.casefold().replace("ё", "е")
    if script_of(small) != "CYRILLIC":
        small = "".join(letter for letter in unicodedata.normalize("NFKD", small) if not unicodedata.combining(letter))
    return small[:LONGEST]


@lru_cache(maxsize=4096)
def _script_of_letter(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""


def script_of(text: str) -> str:
    """Return the script of the first letter of a text, as Unicode names it: "LATIN"; "" where there is no letter."""
    return next(filter(None, map(_script_of_letter, text)), "")


@cache
def _stemmers() -> dict[str, tuple[str, str]]:
    """The languages of the museum for which there is a stemmer: its name and its script."""
    known = set(snowballstemmer.algorithms())
    named = {code: get_language_info(code)["name"].lower().split()[0] for code in every()}
    return {code: (name, script_of(own_name(code))) for code, name in named.items() if name in known}


@cache
def _stemmer(name: str) -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer(name)


_stemming = Lock()
"""A stemmer keeps the word at which it works in itself: two threads would mix theirs."""


@lru_cache(maxsize=131_072)
def _stemmed(word: str, name: str) -> str:
    with _stemming:
        return str(_stemmer(name).stemWord(word) or word)


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word in a text in `language`; a word in another script has that of its own."""
    script = script_of(word)
    stemmers = _stemmers()
    name, its_script = stemmers.get(language, ("", ""))
    if its_script != script:
        name = next((other for other, other_script in stemmers.values() if other_script == script), "")
    return _stemmed(word, name) if name else word


def stems(word: str) -> list[str]:
    """Return the stems that a folded word has in the languages of the museum, most often one; of a question."""
    script = script_of(word)
    names = [name for name, its_script in _stemmers().values() if its_script == script]
    return list(dict.fromkeys(_stemmed(word, name) for name in names)) or [word]


ALIKE = (
    (re.compile(r"c(?=[aoukl])|ck|q"), "k"),
    (re.compile(r"(?:shch|sch|sh|sz)"), "s"),
    (re.compile(r"(?:tch|ch|cz)"), "c"),
    (re.compile(r"(?:kh|gh)"), "h"),
    (re.compile(r"(?:zh|rz)"), "z"),
    (re.compile(r"(?:ts|tz)"), "c"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"w"), "v"),
    (re.compile(r"(?<=[oe])f+(?=s|$)"), "v"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"[jy]"), "i"),
    (re.compile(r"ou"), "u"),
    (re.compile(r"ei"), "ai"),
    (re.compile(r"i(?=[aeou])"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
"""Ways of writing one sound, in this order: of scholars, of film posters, of those who heard a name once."""


@lru_cache(maxsize=131_072)
def sound(word: str) -> str:
    """Return how a folded word sounds, in Latin letters; numbers sound as they are written."""
    latin = "".join(filter(str.isalnum, anyascii(word).lower()))
    for pattern, letter in ALIKE:
        latin = pattern.sub(letter, latin)
    return latin[:LONGEST]


SPELLINGS = (
    {"tsch": "ch", "sch": "zh", "ch": "kh", "z": "ts"},
    {"tch": "ch", "ch": "sh", "j": "zh"},
)
"""What letters stand for where German and French write Russian names, and `ALIKE` takes them for others."""


def sounds_elsewhere(word: str) -> set[str]:
    """Return how a folded word may sound to those who write as in German or French: "schurawli", "jouravli"."""
    return {sound(_spelt(word, letters)) for letters in SPELLINGS} - {sound(word)}


def _spelt(word: str, letters: dict[str, str]) -> str:
    return re.sub("|".join(letters), lambda part: letters[part[0]], word)
