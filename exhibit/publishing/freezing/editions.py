"""Editions in a copy: what may be read of them, so that what was cited can be cited after a thaw too.

A folder of an exhibit has no editions. Their pages are public as they stand and go along; the rows behind them
are the desk's and stay. Of a withdrawn edition only that it was there, and why not any more.
"""

import datetime
import json
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from exhibit.curation.editions import rows_of
from exhibit.languages import columns_of
from exhibit.models import Edition, EditionPage, Exhibit

FILE = "editions.json"
PAGE = ("language", "title", "html", "changes", "checksum")
TOLD = ("title", "note")


def editions_file(*, is_public: bool = True) -> bytes | None:
    """Return the editions that visitors may know of, or all with all their pages, as a file; None without any."""
    editions = Edition.objects.shown() if is_public else Edition.objects.defer("contents", "whole")
    in_order = editions.select_related("exhibit").order_by("exhibit__slug", "number")
    found = [_told(edition, is_public) for edition in in_order]
    return json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode() + b"\n" if found else None


def _told(edition: Edition, is_public: bool) -> dict[str, Any]:
    is_closed = is_public and edition.withdrawn_at
    pages = [] if is_closed else edition.pages.order_by("language").values(*PAGE)
    return {
        "exhibit": edition.exhibit.slug,
        "number": edition.number,
        **{column: getattr(edition, column) for name in TOLD for column in columns_of(name)},
        "released_at": edition.released_at,
        "withdrawn_at": edition.withdrawn_at,
        "reason": edition.reason,
        "pages": list(pages),
    }


def read_editions(file: Path) -> list[dict[str, Any]]:
    """Return what a file tells of editions; [] where there is none."""
    try:
        found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
    except RecursionError as problem:
        raise ValueError(f"{file}: it is nested too deeply to be a list of editions.") from problem
    return found


def load_editions(found: list[dict[str, Any]]) -> int:
    """Bring back editions that are not there yet; return how many. What the desk compares with is what is there now."""
    columns = {column for name in TOLD for column in columns_of(name)}
    count = 0
    for told in found:
        exhibit = Exhibit.objects.get(slug=told["exhibit"])
        if Edition.objects.filter(exhibit=exhibit, number=told["number"]).exists():
            continue
        rows = rows_of(exhibit)
        edition = Edition.objects.create(
            exhibit=exhibit,
            number=told["number"],
            released_at=datetime.datetime.fromisoformat(told["released_at"]),
            withdrawn_at=datetime.datetime.fromisoformat(told["withdrawn_at"]) if told["withdrawn_at"] else None,
            reason=told["reason"],
            contents=rows.contents,
            whole=sorted(rows.whole),
            **{name: text for name, text in told.items() if name in columns and text is not None},
        )
        pages = [EditionPage(edition=edition, **page) for page in told["pages"]]
        EditionPage.objects.bulk_create(pages)  # each keeps the checksum of its day
        count += 1
    return count
