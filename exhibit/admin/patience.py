"""Whoever knocks too often is told when to come back: on a page of its own, with 429 and Retry-After."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from exhibit.accounts import doors, policy, throttle
from exhibit.accounts.events import Kind, log, note
from exhibit.callers import address_of
from exhibit.models import AccountEvent

Context = dict[str, Any]
Page = Callable[..., HttpResponse]


def patiently(view: Page) -> Page:
    """Answer 429 where a view was knocked at too often, and say until when."""

    @wraps(view)
    def answer(request: HttpRequest, context: Context, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, context, *args, **kwargs)
        except throttle.TooManyError as problem:
            return too_many(request, context, problem)

    return answer


def too_many(request: HttpRequest, context: Context, problem: throttle.TooManyError) -> HttpResponse:
    """The page for whoever knocked too often."""
    _note_throttled(request)
    minutes = -(-problem.seconds // 60)
    words = ngettext("in a minute", "in %(count)d minutes", minutes) % {"count": minutes}
    if problem.seconds < 60:
        words = ngettext("in a second", "in %(count)d seconds", problem.seconds) % {"count": problem.seconds}
    is_of_name = problem.kinds <= {"pair", "name"}
    context = context | {
        "title": gettext("Too many attempts"),
        "until": problem.until,
        "words": words,
        "is_of_name": is_of_name,
        "may_be_opened": is_of_name or problem.kinds == {"code"},
        "has_passkeys": is_of_name and policy.is_offered(),
        "next": request.POST.get("next") or request.session.get(doors.PENDING, {}).get("target", ""),
    }
    response = TemplateResponse(request, "admin/doors/too_many.html", context, status=429)
    response["Retry-After"] = str(problem.seconds)
    return response


def _note_throttled(request: HttpRequest) -> None:
    """Keep a row for the first of many from one address, in whatever name; the log has each."""
    lately = timezone.now() - 15 * throttle.MINUTE
    kept = AccountEvent.objects.filter(kind=Kind.THROTTLED, at__gt=lately, address=address_of(request))
    if kept.exists():
        log.warning("account event='throttled' address=%r", address_of(request))
    else:
        note(Kind.THROTTLED)
