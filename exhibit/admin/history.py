"""The history of a record at the desk: who changed what, field by field and word by word, in all its rows."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import models
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from reversion.models import Revision, Version

from exhibit.curation.changes import Change, changes_of_all

MOST_TOLD = 25
"""Versions on one page; older ones are a page further."""


@dataclass(frozen=True, slots=True)
class Step:
    """One version: who made it and when, what it changed, where it can be looked at and brought back."""

    revision: Revision
    address: str
    changes: list[Change] | None
    """None for the oldest that is kept: nothing tells what was before."""


def owned(page: Any) -> Iterator[tuple[type[models.Model], str]]:
    """Yield the kinds of rows that a form edits with its record, each with the name of the key that says whose."""
    for inline in page.inlines:
        key: Any = _get_foreign_key(page.model, inline.model, fk_name=inline.fk_name)
        yield inline.model, key.name


class Historic(admin.ModelAdmin):
    """A page for a noun whose history tells what changed."""

    object_history_template = "admin/exhibit/history.html"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the versions of a record, the newest first, each with what it changed."""
        key = unquote(object_id)
        before = request.GET.get("before", "")
        found = Version.objects.get_for_object_reference(self.model, key).select_related("revision__user")
        if before.isdigit():
            found = found.filter(pk__lt=int(before))
        versions = list(found.order_by("-pk")[: MOST_TOLD + 1])
        contents = [self._contents(version, key) for version in versions]
        steps = [
            Step(newer.revision, self._version_address(key, newer), list(changes_of_all(old, new)))
            for (newer, _older), (new, old) in zip(pairwise(versions), pairwise(contents), strict=True)
        ]
        if versions and len(versions) <= MOST_TOLD:
            steps.append(Step(versions[-1].revision, self._version_address(key, versions[-1]), None))
        more = versions[MOST_TOLD - 1].pk if len(versions) > MOST_TOLD else None
        return super().history_view(request, object_id, {"steps": steps, "more": more, **(extra_context or {})})

    def _version_address(self, key: str, version: Version) -> str:
        stem = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{stem}_revision", args=(key, version.pk))

    def _contents(self, version: Version, key: str) -> dict[str, dict[str, Any]]:
        """The columns of the record and of the rows that it owned then, by label and key."""
        keys = {noun._meta.label_lower: name for noun, name in owned(self)}
        own = self.model._meta.label_lower
        found: dict[str, dict[str, Any]] = {}
        for row in version.revision.version_set.all():
            (data,) = json.loads(row.serialized_data)
            label, fields = data["model"], data["fields"]
            is_own = label == own and row.object_id == key
            if is_own or (label in keys and str(fields.get(keys[label])) == key):
                found.setdefault(label, {})[row.object_id] = fields
        return found
