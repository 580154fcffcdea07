"""Where the words of documents lie, and how a question is put to them: one small interface, a room for each database.

An engine knows words and numbers, no nouns: it finds the documents that have, for each clause, one of its terms. What
answers better is decided above it, from what documents are called, so that every engine gives the same order.
Another one, OpenSearch for example, needs these five methods.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connections


@dataclass(frozen=True, slots=True)
class Term:
    """A word to be found: whole, or as the beginning of one. `phrase` are words that follow one another."""

    word: str
    is_prefix: bool = False
    phrase: tuple[str, ...] = ()


Clause = Sequence[Term]
"""One of these must be there."""

Row = tuple[int, Sequence[str], Sequence[str]]
"""A document: its number, its words in their order, and its marks."""


class Engine(Protocol):
    """Keeps words under the numbers of documents."""

    def install(self) -> None:
        """Make room for words, where there is none."""

    def write(self, rows: Iterable[Row]) -> None:
        """Put in the words of documents that are not there."""

    def remove(self, keys: Sequence[int]) -> None:
        """Take documents out."""

    def clear(self) -> None:
        """Take all documents out."""

    def find(self, every: Sequence[Clause], none: Sequence[Term], most: int) -> list[int]:
        """Return the numbers of at most `most` documents that answer every clause and have none of the terms."""


class Sqlite:
    """SQLite's FTS5. It gets words ready made: its tokenizer only parts them at spaces."""

    def __init__(self, using: str) -> None:
        self.connection = connections[using]

    def install(self) -> None:
        self._do(
            "CREATE VIRTUAL TABLE IF NOT EXISTS search_index"
            " USING fts5(words, marks, tokenize=\"ascii tokenchars '='\", prefix='2 3')"
        )

    def write(self, rows: Iterable[Row]) -> None:
        found = [(key, " ".join(words), " ".join(marks)) for key, words, marks in rows]
        with self.connection.cursor() as cursor:
            cursor.executemany("INSERT INTO search_index (rowid, words, marks) VALUES (%s, %s, %s)", found)

    def remove(self, keys: Sequence[int]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_index WHERE rowid = %s", [(key,) for key in keys])

    def clear(self) -> None:
        self._do("DELETE FROM search_index")

    def find(self, every: Sequence[Clause], none: Sequence[Term], most: int) -> list[int]:
        asked = " AND ".join(f"({' OR '.join(map(self._term, clause))})" for clause in every)
        if none:
            asked = f"({asked}) NOT ({' OR '.join(map(self._term, none))})"
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT rowid FROM search_index WHERE search_index MATCH %s LIMIT %s", [asked, most])
            return [key for (key,) in cursor.fetchall()]

    def _term(self, term: Term) -> str:
        return f'"{" ".join(term.phrase) or term.word}"' + (" *" if term.is_prefix else "")

    def _do(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)


class Postgresql:
    """PostgreSQL's tsvector with an index; words go in as they are, no dictionary is asked."""

    LONGEST = 16_383
    """Words of a document that keep their place in it."""

    def __init__(self, using: str) -> None:
        self.connection = connections[using]

    def install(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS search_index (key bigint PRIMARY KEY, words tsvector NOT NULL)")
            cursor.execute("CREATE INDEX IF NOT EXISTS search_index_words ON search_index USING gin (words)")

    def write(self, rows: Iterable[Row]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_index (key, words) VALUES (%s, %s::tsvector)",
                [(key, self._vector(words, marks)) for key, words, marks in rows],
            )

    def remove(self, keys: Sequence[int]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_index WHERE key = ANY(%s)", [list(keys)])

    def clear(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_index")  # TRUNCATE would hold up all who search meanwhile

    def find(self, every: Sequence[Clause], none: Sequence[Term], most: int) -> list[int]:
        asked = " & ".join(f"({' | '.join(map(self._term, clause))})" for clause in every)
        if none:
            asked = f"({asked}) & !({' | '.join(map(self._term, none))})"
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT key FROM search_index WHERE words @@ %s::tsquery ORDER BY key LIMIT %s", [asked, most]
            )
            return [key for (key,) in cursor.fetchall()]

    def _vector(self, words: Sequence[str], marks: Sequence[str]) -> str:
        placed = (f"'{word}':{min(place, self.LONGEST)}" for place, word in enumerate(words, start=1))
        return " ".join([*placed, *(f"'{mark}'" for mark in marks)])

    def _term(self, term: Term) -> str:
        if term.phrase:
            return "(" + " <-> ".join(f"'{word}'" for word in term.phrase) + ")"
        return f"'{term.word}'" + (":*" if term.is_prefix else "")


def engine(using: str = "default") -> Engine:
    """Return the engine of a database."""
    return Postgresql(using) if connections[using].vendor == "postgresql" else Sqlite(using)
