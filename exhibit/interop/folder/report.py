"""What loading did: the database before and after, compared row by row."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from exhibit import models as nouns
from exhibit.interop.folder.rows import AT_ONCE, FILES, Key, row_of
from exhibit.interop.tables.nouns import with_references


@dataclass(slots=True)
class Report:
    """What loading did: for each kind of row, how many were created, changed, removed or left."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    pictures: int = 0

    def lines(self) -> Iterator[str]:
        """Yield one line for each kind of row."""
        for kind in sorted({*self.created, *self.changed, *self.removed, *self.unchanged}):
            parts = [
                f"{counter[kind]} {verb}"
                for verb, counter in (
                    ("created", self.created),
                    ("changed", self.changed),
                    ("removed", self.removed),
                    ("unchanged", self.unchanged),
                )
                if counter[kind]
            ]
            yield f"{kind}: {', '.join(parts)}"
        if self.pictures:
            yield f"picture files: {self.pictures} copied"


def snapshot() -> dict[Key, str]:
    """Return every row of the database as text, by kind and natural key."""
    found = {}
    for models_of_file in FILES.values():
        for model in models_of_file:
            plural = str(model._meta.verbose_name_plural)
            kind = f"blocks, {plural}" if issubclass(model, nouns.Block) else plural
            for record in with_references(model._base_manager.order_by("pk")).iterator(chunk_size=AT_ONCE):
                key = (kind, json.dumps(record.natural_key()))
                found[key] = json.dumps(row_of(record), sort_keys=True)
    return found


def compare(before: dict[Key, str], after: dict[Key, str], pictures: int) -> Report:
    """Return the report of what stands in `after` and not in `before`, and the other way round."""
    report = Report(pictures=pictures)
    for kind, key in before.keys() | after.keys():
        old, new = before.get((kind, key)), after.get((kind, key))
        if old is None:
            report.created[kind] += 1
        elif new is None:
            report.removed[kind] += 1
        elif old == new:
            report.unchanged[kind] += 1
        else:
            report.changed[kind] += 1
    return report
