"""Previews: the ordinary page of a record as it will be, made in a transaction that is rolled back.

The drafts of the record and of what its story shows are applied, all of these are published, and the clock is
set, for the one page only. The page is made by its own view, so that a preview cannot show what the page would not.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import resolve
from django.utils import translation

from exhibit import clock
from exhibit.curation import drafts
from exhibit.curation.contents import rolled_back
from exhibit.models import (
    Award,
    AwardListBlock,
    Draft,
    Event,
    Exhibit,
    Film,
    FilmBlock,
    Person,
    PersonBlock,
    Record,
    TimelineBlock,
)


@dataclass(slots=True)
class Preview:
    """What a page says of itself while it is a preview.

    `link` is the reviewer's, where one follows it, and `address` the one under which it is read.
    """

    at: datetime.datetime | None
    link: Any = None
    token: str = ""
    said: bool = False
    address: str = ""
    form: Any = None
    left_out: list[str] = field(default_factory=list)


def preview_page(
    request: HttpRequest, record: Any, preview: Preview, language: str, *, with_drafts: bool = True
) -> HttpResponse:
    """Return the page of `record` as visitors would see it at the preview's moment, in a language.

    Within `rolled_back()` a form may have been saved before: then nothing more has to be applied.
    """
    with rolled_back(), clock.at(preview.at), translation.override(language):
        if with_drafts:
            for noun, keys in [(type(record), [record.pk]), *_shown(record)]:
                _apply(noun, keys, preview)  # the record's own first: it says what else is shown
        publish(record, is_now=preview.at is None)
        record.refresh_from_db()
        response = _answer(_as_visitor(request, record.get_absolute_url(), preview))
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"  # without any, a browser could not send the comment
    return response


def _shown(record: Any) -> Iterator[tuple[type[models.Model], Any]]:
    """Yield the keys of the records that a story shows, kind by kind; nothing of another record."""
    if not isinstance(record, Exhibit):
        return
    yield Film, Exhibit.objects.filter(pk=record.pk, film__isnull=False).values("film")
    for kind, name, noun in (
        (FilmBlock, "film", Film),
        (PersonBlock, "person", Person),
        (TimelineBlock, "events", Event),
        (AwardListBlock, "awards", Award),
    ):
        yield noun, kind._default_manager.filter(parent=record.pk, **{f"{name}__isnull": False}).values(name)


def _apply(noun: type[models.Model], keys: Any, preview: Preview) -> None:
    kind = ContentType.objects.get_for_model(noun)
    for draft in Draft.objects.filter(content_type=kind, object_id__in=keys):
        try:
            drafts.apply(draft)
        except drafts.DraftError as problem:
            if preview.link is None:  # the curators' own matter
                preview.left_out.append(str(problem))


def publish(record: Any, *, is_now: bool) -> None:
    """Let visitors see a record, and what its story shows; `is_now`: whatever its times say."""
    for noun, keys in [(type(record), [record.pk]), *_shown(record)]:
        rows = noun._base_manager.filter(pk__in=keys)
        rows.filter(status=Record.Status.DRAFT).update(status=Record.Status.PUBLISHED)
    if is_now:
        type(record)._base_manager.filter(pk=record.pk).update(publish_at=None, unpublish_at=None)


def _as_visitor(request: HttpRequest, path: str, preview: Preview) -> HttpRequest:
    """The request that a visitor's browser would send for a page."""
    visit = HttpRequest()
    visit.META = {name: value for name, value in request.META.items() if name not in ("HTTP_COOKIE", "QUERY_STRING")}
    visit.method, visit.path, visit.path_info = "GET", path, path
    visit.GET = QueryDict()
    visit.user = AnonymousUser()
    visit.preview = preview  # type: ignore[attr-defined]
    visit.LANGUAGE_CODE = translation.get_language() or ""
    visit.csp_nonce = getattr(request, "csp_nonce", "")  # type: ignore[attr-defined]
    return visit


def _answer(visit: HttpRequest) -> HttpResponse:
    found = resolve(visit.path_info)
    visit.resolver_match = found
    response: Any = found.func(visit, *found.args, **found.kwargs)
    if hasattr(response, "render"):
        response.render()
    return response
