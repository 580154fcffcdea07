"""The search of a copy: all that its script needs to answer as the museum's server would.

`table.json` has a row for each document, the weightiest first, by what it can be narrowed to. Words lie in files by the
first letters of how they sound, `words-k.json`, each with its stem and the documents in whose names, and in whose other
words, it stands; a number there is the step from the one before. Years are words too: "=1957" finds what is dated so.
What is shown comes by tiles of `TILE` documents, `found-N.json`. `lengths` are the words in each document's shortest
name: the more of it was asked for, the better it answers.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from exhibit.languages import active
from exhibit.models import SearchDocument
from exhibit.publishing.freezing.addresses import Guide, file_of
from exhibit.search import marks
from exhibit.search.choices import NAMES, ROWS
from exhibit.search.found import Found, kind_name, shown
from exhibit.search.index import GAP, settle, written_in
from exhibit.search.question import KINDS, SIGNS
from exhibit.search.words import sound
from exhibit.timeline.words import plural

TILE = 50
LARGEST = 200_000
"""Letters of a file of words; one with more is parted by one letter more."""
OTHER = "_"
"""Stands for the sound of a word that has none in Latin letters."""

Word = tuple[str, str]


def answers(language: str, guide: Guide) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the search in a language, by name."""
    with translation.override(language):
        settle()
        here = file_of(reverse("search"))
        rows: list[SearchDocument] = []
        for number, some in enumerate(_tiles(guide, here)):
            rows += [document for document, _shown in some]
            yield f"found-{number}.json", _json([row for _of, row in some])
        files = dict(_parted(_words(rows)))
        yield "table.json", _json(_table(rows, list(files)))
        for key, words in files.items():
            yield f"words-{key}.json", _json(words)


def _tiles(guide: Guide, here: str) -> Iterator[list[tuple[SearchDocument, dict[str, Any]]]]:
    """Yield what is shown of documents, as many at a time as a tile has."""
    keys = SearchDocument.objects.order_by("-weight", "noun", "names", "pk").values_list("pk", flat=True)
    waiting: list[tuple[SearchDocument, dict[str, Any]]] = []
    for some in _some(list(keys), 500):
        documents = SearchDocument.objects.in_bulk(some)
        found = {(one.noun, one.record.pk): one for one in shown([documents[key] for key in some], [])}
        for key in some:
            document = documents[key]
            if one := found.get((document.noun, document.record)):
                waiting.append((document, _row(one, guide, here)))
        while len(waiting) >= TILE:
            yield waiting[:TILE]
            waiting = waiting[TILE:]
    if waiting:
        yield waiting


def _some(keys: list[int], count: int) -> Iterator[list[int]]:
    for start in range(0, len(keys), count):
        yield keys[start : start + count]


def _row(one: Found, guide: Guide, here: str) -> dict[str, Any]:
    lead = guide.page(one.address)
    row = {"title": one.title, "noun": one.noun, "url": lead.written(here) if lead else ""}
    if one.language != active():
        row["lang"] = one.language
    if one.exhibit:
        row["of"] = str(one.exhibit)
    if one.date:
        row["date"] = one.date.words(active(), short=True)
    if one.snippet:
        row["text"] = "".join(text for text, _asked in one.snippet)
        if one.snippet_language != active():
            row["textLang"] = one.snippet_language
    return row


def _table(rows: list[SearchDocument], files: list[str]) -> dict[str, Any]:
    return {
        "version": 1,
        "language": active(),
        "tile": TILE,
        "count": len(rows),
        "files": files,
        "lengths": [min(len(name.split()) for name in row.names.split(GAP) if name.strip()) for row in rows],
        "kinds": {kind: kind_name(kind) for kind in KINDS},
        "facets": [
            {"key": name, "name": str(NAMES[name]), "choices": _choices(rows, name)}
            for name in ("kind", "decade", *SIGNS)
        ],
        "words": _said(),
    }


def _choices(rows: list[SearchDocument], name: str) -> list[dict[str, Any]]:
    """What can be chosen, each with the documents that it leaves."""
    sign = {"kind": marks.KIND, "decade": marks.DECADE, **SIGNS}[name]
    found: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for mark in row.marks.split():
            if mark[1] == sign:
                found[mark[2:]].append(number)
    if name == "kind":
        named = [(kind, kind_name(kind, plural=True), kind) for kind in KINDS if kind in found]
    elif name == "decade":
        named = [(one, _("%(decade)ss") % {"decade": one}, one) for one in sorted(found, key=int)]
    else:
        records, column = ROWS[name]
        there = records().in_bulk([int(key) for key in found])
        named = [(one.slug, str(getattr(one, column)), str(key)) for key, one in there.items()]
    return [{"value": value, "name": said, "found": steps(found[key])} for value, said, key in named]


def _words(rows: list[SearchDocument]) -> dict[Word, tuple[list[int], list[int]]]:
    """Return for each word, with its stem, in whose names it stands, and in whose other words."""
    found: dict[Word, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, row in enumerate(rows):
        named, said = written_in(row)
        said |= {(year, year) for year in (f"={one[2:]}" for one in row.marks.split() if one[1] == "y")}
        for word in named:
            found[word][0].append(number)
        for word in said - named:
            found[word][1].append(number)
    return found


def _parted(words: dict[Word, tuple[list[int], list[int]]]) -> Iterator[tuple[str, list[Any]]]:
    """Yield files of words by the first letters of their sound, as few letters as keep a file small."""
    by_sound: dict[str, list[Any]] = defaultdict(list)
    for (word, its_stem), (named, said) in sorted(words.items()):
        by_sound[heard(word)].append([word, its_stem, steps(named), steps(said)])
    yield from _by_letters(by_sound, 1)


def _by_letters(by_sound: dict[str, list[Any]], letters: int) -> Iterator[tuple[str, list[Any]]]:
    parts: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    for its_sound, found in by_sound.items():
        parts[its_sound[:letters]][its_sound] = found
    for key, part in sorted(parts.items()):
        rows = [row for found in part.values() for row in found]
        if len(part) > 1 and letters < 4 and len(str(rows)) > LARGEST and len(key) == letters:
            yield from _by_letters(part, letters + 1)
        else:
            yield key, rows


def heard(word: str) -> str:
    """Return how a word sounds, as its file is named; the copy's script reckons the same."""
    return sound(word) or OTHER


def steps(numbers: list[int]) -> list[int]:
    """Return ascending numbers as the first and the steps between them."""
    return numbers[:1] + [after - before for before, after in pairwise(numbers)]


def _said() -> dict[str, Any]:
    """What the script says."""
    return {
        "count": plural(ngettext_lazy("{count} answer", "{count} answers")),
        "narrow": _("Narrow the answer"),
        "meant": _("Nothing here is called “{word}”. Searched for: {words}."),
        "loose": _("Nothing has all of these words. These have some of them."),
        "nothing": _("Nothing here answers to that. Try fewer words, another spelling, or a year."),
        "chosen": _("chosen; follow to take it back"),
        "more": _("Show more"),
    }


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
