"""The index: documents in, documents out, and brought up to date before each question."""

import datetime
import logging
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from django.db import DatabaseError, connection, transaction
from django.db.models import Exists
from django.utils import timezone
from tqdm import tqdm

from exhibit import clock
from exhibit.models import SearchChange, SearchDocument, SearchState, SearchWord, schedule
from exhibit.search.changes import note_scheduled
from exhibit.search.documents import READ, Document, by_noun, documents
from exhibit.search.engines import Engine, Row, engine
from exhibit.search.words import sound, stem, words

MOST_AT_ONCE = 400
"""Units that a question reads before it is answered; a bulk load reads the whole index anew by itself."""
NOTED = 8
"""How often one record is noted before it is read, at most as a rule."""
MOST_WORDS = 12_000
"""Of a document are read."""
BATCH = 500
GAP = "|"
"""Stands between names, so that two of them make no third."""

logger = logging.getLogger(__name__)


def catch_up(most: int = MOST_AT_ONCE) -> int:
    """Read what has changed, at most so many records; return how many wait, 1 where that cannot be told.

    A database that cannot be written to now is asked as it is: the next question reads what this one could not. So is
    one of another day, as a preview sees it: the index knows what is public now.
    """
    if clock.is_set():
        return 0
    try:
        now = timezone.now()
        is_behind = Exists(SearchChange.objects.all())
        state = SearchState.objects.annotate(is_behind=is_behind).filter(pk=1).first()
        if state and not state.is_behind and (state.next_at is None or now < state.next_at):
            return 0
        with transaction.atomic():
            SearchState.objects.get_or_create(pk=1)
            locked = SearchState.objects.select_for_update().get(pk=1)  # one reads at a time
            if locked.next_at and locked.next_at <= now:
                note_scheduled(locked.read_at, now)
            changes = list(SearchChange.objects.order_by("pk").values_list("pk", "unit")[: most * NOTED])
            units = dict.fromkeys(list(dict.fromkeys(unit for _key, unit in changes))[:most])
            read(units)
            SearchChange.objects.filter(pk__in=[key for key, unit in changes if unit in units]).delete()
            _read_until(now)
        return SearchChange.objects.values("unit").distinct().count()
    except DatabaseError:
        logger.warning("The search could not read what has changed; it answers from what it knows.", exc_info=True)
        return 1


def settle() -> None:
    """Read all that has changed, however much: after a load, which a question need not wait for."""
    if SearchChange.objects.values("unit").distinct()[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
        rebuild()
    else:
        catch_up()


def _read_until(now: datetime.datetime) -> None:
    due = schedule.moments(now).next
    SearchState.objects.update_or_create(pk=1, defaults={"read_at": now, "next_at": due})


def read(units: Iterable[str]) -> None:
    """Read some records again: what visitors may no longer see goes."""
    units = list(units)
    known = {
        (document.noun, document.record): document.pk
        for document in SearchDocument.objects.filter(unit__in=units).only("pk", "noun", "record")
    }
    place = engine()
    found = []
    for noun, keys in by_noun(units):
        if noun in READ:
            found += list(documents(noun, keys))
    place.remove(list(known.values()))
    there = {(document.noun, document.record) for _unit, document in found}
    SearchDocument.objects.filter(pk__in=[pk for named, pk in known.items() if named not in there]).delete()
    _write(place, found, known)


def rebuild(*, is_told: bool = False) -> int:
    """Throw the index away and read everything; return how many documents there are. `is_told` shows a bar."""
    place = engine()
    with transaction.atomic(), tqdm(desc="Reading", unit=" documents", disable=None if is_told else True) as bar:
        SearchChange.objects.all().delete()
        SearchWord.objects.all().delete()
        SearchDocument.objects.all().delete()
        place.clear()
        count = 0
        all_of_them = chain.from_iterable(documents(noun) for noun in READ)
        seen: set[tuple[str, str]] = set()
        while some := list(islice(all_of_them, BATCH)):
            _write(place, some, {}, seen)
            count += len(some)
            bar.update(len(some))
        _read_until(timezone.now())
        _count_anew()
    return count


def _count_anew() -> None:
    """Have the database know how much it now holds: planned for the few rows of before, it would read them all."""
    with connection.cursor() as cursor:
        for model in (SearchDocument, SearchWord, SearchChange):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _write(
    place: Engine,
    found: list[tuple[str, Document]],
    known: dict[tuple[str, int], int],
    seen: set[tuple[str, str]] | None = None,
) -> None:
    """Write documents, those that were known under their number of before, and the words that are new."""
    rows = [
        SearchDocument(
            pk=known.get((document.noun, document.record)),
            unit=unit,
            noun=document.noun,
            record=document.record,
            weight=document.weight,
            names=" ".join(_named(document)),
            marks=" ".join(sorted(document.marks)),
            parts=[["name", language, text] for language, text in document.names] + [list(p) for p in document.parts],
        )
        for unit, document in found
    ]
    again = [row for row in rows if row.pk]
    SearchDocument.objects.bulk_create([row for row in rows if not row.pk])
    SearchDocument.objects.bulk_update(again, ["weight", "names", "marks", "parts"], batch_size=100)
    place.write(map(_row, rows))
    seen = set() if seen is None else seen
    new_words = {(word, its_stem) for row in rows for _heading, word, its_stem in _words(row)} - seen
    seen |= new_words
    SearchWord.objects.bulk_create(
        [SearchWord(word=word, stem=its_stem, sound=sound(word)) for word, its_stem in sorted(new_words)],
        ignore_conflicts=True,
        batch_size=5000,
    )


def _named(document: Document) -> Iterator[str]:
    """The names as stems, one after another, with a bar after each."""
    for language, text in (*document.names, *document.short):
        for word in words(text):
            yield stem(word, language)
        yield GAP


def _row(row: SearchDocument) -> Row:
    return row.pk, [its_stem for _heading, _word, its_stem in _words(row)][:MOST_WORDS], row.marks.split()


def written_in(row: SearchDocument) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the words in the names of a document, and in all else that it says, each with its stem."""
    found: tuple[set[tuple[str, str]], set[tuple[str, str]]] = (set(), set())
    for heading, word, its_stem in _words(row):
        found[heading != "name"].add((word, its_stem))
    return found


def _words(row: SearchDocument) -> Iterator[tuple[str, str, str]]:
    """Yield the words of a document in their order, each with where it stands and its stem."""
    for heading, language, text in row.parts:
        for word in words(text):
            yield heading, word, stem(word, language)
