"""An import put back as a whole: each row says again what it said before, but for what was changed since."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import CHANGE, DELETION
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from exhibit.curation.changes import Change, change_of
from exhibit.curation.contents import Contents, ContentsError, apply, as_stored, label_of_noun
from exhibit.curation.usage import told_in
from exhibit.interop.tables.history import History, batches, by_noun
from exhibit.interop.tables.nouns import NOUNS, live_rows, page_of
from exhibit.interop.tables.reading import TableError
from exhibit.interop.tables.rights import Rights
from exhibit.languages import original_of
from exhibit.models import Block, Exhibit, Import, Statement


@dataclass(slots=True)
class Undoing:
    """One row of an import: what undoing it puts back. `why` says why it is left as it is, "" if it is not."""

    key: str
    name: str
    record: Any
    is_new: bool
    later: list[Change] = field(default_factory=list)
    """What others changed since, which is not put back."""
    why: str = ""


def noun_of(kept: Import) -> type[models.Model]:
    """Return the kind of rows that were imported."""
    return NOUNS[kept.noun]


def undoing(kept: Import, rights: Rights) -> list[Undoing]:
    """Return what undoing an import would do, row by row; what was changed since is left as it is."""
    noun = noun_of(kept)
    label = label_of_noun(noun)
    base, contents = kept.base[label], kept.contents[label]
    steps = []
    for keys in batches(contents):
        live = live_rows(noun, keys)
        used = _used(noun, [row for key, row in live.items() if key not in base])
        lost = _lost(noun, {key: base[key] for key in keys if key in base})
        for key in keys:
            record = live.get(key)
            name = str(record) if record is not None else _named(noun, key, contents[key])
            step = Undoing(key, name, record, key not in base)
            steps.append(step)
            if step.record is None:
                step.why = _("It was deleted since.")
                continue
            now = as_stored(step.record)
            step.later = [
                change_of(noun, key, name, value, now.get(name))
                for name, value in contents[key].items()
                if now.get(name) != value
            ]
            if step.later:
                step.why = _("It was changed since in what the import wrote.")
            verb = "delete" if step.is_new else "change"
            refused = rights.refusal(verb, step.record, base.get(key, ()))
            step.why = step.why or refused or used.get(step.record.pk, "") or lost.get(key, "")
    return steps


def _lost(noun: type[models.Model], before: dict[str, Contents]) -> dict[str, str]:
    """Return in words, by key, which rows referred to something that is no longer there."""
    found: dict[str, str] = {}
    for column in (*noun._meta.concrete_fields, *noun._meta.many_to_many):
        if not column.is_relation:
            continue
        named = {key: _keys(state.get(column.name)) for key, state in before.items()}
        other: Any = column.related_model
        wanted = set().union(*named.values())
        there = set(other._base_manager.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
        words = _("“%(field)s” referred to something that was deleted since.")
        for key, keys in named.items():
            if keys - there:
                found.setdefault(key, words % {"field": capfirst(str(column.verbose_name))})
    return found


def _keys(value: Any) -> set[Any]:
    return set(value) if isinstance(value, list) else {value} - {None}


def _named(noun: type[models.Model], key: str, columns: Contents) -> str:
    """Return what is known of the name of a record that is gone."""
    told = (original_of(getattr(noun, "name_field", "")), "slug")
    return next((columns[name] for name in told if columns.get(name)), f"№ {key}")


def wrote(kept: Import, key: str) -> list[Change]:
    """Return what an import changed in one row that was there before."""
    noun = noun_of(kept)
    label = label_of_noun(noun)
    before, after = kept.base[label].get(key, {}), kept.contents[label][key]
    return [change_of(noun, key, name, before[name], after[name]) for name in before]


def _used(noun: type[models.Model], rows: list[Any]) -> dict[Any, str]:
    """Return in words what refers to rows that came new, which keeps them from being taken away."""
    keys = [row.pk for row in rows]
    found: dict[Any, set[str]] = {}
    for relation in noun._meta.get_fields(include_hidden=True) if keys else ():
        if not isinstance(relation, (models.ManyToOneRel, models.ManyToManyRel)):
            continue
        other: Any = relation.related_model
        if other._meta.auto_created:
            continue
        name = relation.field.name
        uses = other._base_manager.order_by().filter(**{f"{name}__in": keys})
        for pk in uses.values_list(name, flat=True).distinct():
            user = Exhibit if issubclass(other, Block) else other
            found.setdefault(pk, set()).add(str(user._meta.verbose_name_plural))
    for row in rows if noun is Statement else ():
        if next(told_in(row), None) is not None:
            found.setdefault(row.pk, set()).add(str(Exhibit._meta.verbose_name_plural))
    words = _("It is used since: %(what)s.")
    return {pk: words % {"what": ", ".join(sorted(what))} for pk, what in found.items()}


def undo(kept: Import, rights: Rights) -> list[Undoing]:
    """Put back what an import wrote, once, all or nothing but for what was changed since; return all rows.

    Raises:
        TableError: where it is undone already, or something that it needs is gone.
    """
    noun = noun_of(kept)
    label = label_of_noun(noun)
    comment = _("The import of “%(file)s” was undone.") % {"file": kept.file_name}
    history = History(rights.user, comment)
    with transaction.atomic():
        waiting = Import.objects.filter(pk=kept.pk, undone_at=None)
        if not waiting.update(undone_at=timezone.now(), undone_by=rights.user):
            raise TableError(_("This import is undone already."))
        steps = undoing(kept, rights)
        done = [step for step in steps if not step.why]
        pages = [page_of(step.record) for step in done if not step.is_new or page_of(step.record) is not step.record]
        gone = [step.record for step in done if step.is_new and page_of(step.record) is step.record]
        history.keep_first(pages)
        history.keep(gone, _("As it was before its deletion."))
        history.log(gone, DELETION)
        try:
            apply(
                {label: {step.key: kept.contents[label][step.key] for step in done}},
                {label: {step.key: kept.base[label][step.key] for step in done if not step.is_new}},
            )
        except ContentsError as problem:
            words = _("It cannot be undone: something that it needs was deleted since. %(why)s")
            raise TableError(words % {"why": problem}) from problem
        for of_noun in by_noun(pages):
            fresh = live_rows(type(of_noun[0]), [page.pk for page in of_noun]).values()
            history.keep(fresh)
            history.log(fresh, CHANGE)
    return steps
