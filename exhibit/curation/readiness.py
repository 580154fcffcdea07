"""Readiness: what records lack before they may be published, found anew whenever somebody asks.

An error keeps a record from being published; a warning is advice. `checks` says what is asked of the
database, one condition a thing, so that a page of a list takes one query and a filter finds what is
not ready among a million rows; `stories` reads exhibits, which are few.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models import Case, Q, Value, When

from exhibit.curation import stories
from exhibit.curation.checks import NOUNS, checks_of
from exhibit.curation.findings import Finding, Level, Readiness
from exhibit.models import Exhibit

AT_ONCE = 500


def readiness(record: models.Model) -> Readiness:
    """Return what is found about one saved record."""
    return of_records([record])[record.pk]


def of_records(records: Iterable[Any]) -> dict[Any, Readiness]:
    """Return what is found about records of one noun, by their keys; one query, and a few more for exhibits."""
    found = {record.pk: Readiness(record) for record in records}
    if not found:
        return {}
    noun: type[models.Model] = type(next(iter(found.values())).record)
    checks = checks_of(noun)
    if checks:
        flags = {
            f"check_{index}": Case(When(check.condition, then=Value(1)), default=Value(0))
            for index, check in enumerate(checks)
        }
        rows = noun._base_manager.filter(pk__in=found).order_by().annotate(**flags).values_list("pk", *flags)
        for pk, *answers in rows:
            found[pk].findings += [
                Finding(check.code, check.level, str(check.words), check.target)
                for check, answer in zip(checks, answers, strict=True)
                if answer
            ]
    if noun is Exhibit:
        for pk, findings in stories.read(one.record for one in found.values()).items():
            found[pk].findings += findings
    for one in found.values():
        one.findings.sort(key=lambda finding: not finding.is_error)
    return found


def lacking(rows: models.QuerySet[Any], level: Level) -> models.QuerySet[Any]:
    """Return the rows about which something of this level is found."""
    return rows.filter(_found(rows.model, level))


def ready(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Return the rows that may be published; each is asked by itself, so that the first are there at once."""
    is_held = Case(When(_found(rows.model, Level.ERROR), then=Value(1)), default=Value(0))
    return rows.alias(is_held=is_held).filter(is_held=0)


def _found(noun: type[models.Model], level: Level) -> Q:
    conditions = Q(pk__in=())
    for check in checks_of(noun):
        if check.level is level:
            conditions |= check.condition
    if noun is Exhibit:
        told = stories.read(Exhibit.objects.all())
        conditions |= Q(pk__in=[pk for pk, found in told.items() if any(one.level is level for one in found)])
    return conditions


def report(nouns: Iterable[type[models.Model]] = NOUNS, level: Level | None = None) -> Iterator[Readiness]:
    """Yield all records about which something is found, noun by noun, a few hundred at a time."""
    for noun in nouns:
        rows = noun._default_manager.order_by()
        keys = lacking(rows, Level.ERROR).values_list("pk", flat=True)
        if level is not Level.ERROR:
            keys = keys.union(lacking(rows, Level.WARNING).values_list("pk", flat=True))
        for some in _batches(list(keys)):
            yield from of_records(noun._default_manager.filter(pk__in=some).order_by("pk")).values()


def _batches(keys: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
