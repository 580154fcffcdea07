"""The search: its page, its answers as data, and what to suggest while a visitor types."""

from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exhibit.interop.answers import answer_document, suggestions_document
from exhibit.models import Exhibit
from exhibit.publishing.addresses import origin
from exhibit.search.choices import facets
from exhibit.search.finding import PER_PAGE, Answer, find, without
from exhibit.search.found import shown
from exhibit.search.question import Question
from exhibit.views.open_data import open_to_all

SUGGESTIONS = 8

Response = TypeVar("Response", bound=HttpResponse)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A form, and what answers the question in the address."""
    question = Question.read(request.GET)
    answer = find(question)
    context = {
        "question": question,
        "answer": answer,
        "found": shown(answer.documents, answer.expanded),
        "facets": facets(answer),
        "first": (question.page - 1) * PER_PAGE + 1,
        "ways": list(without(question)) if not answer.total else [],
        "examples": [] if not question.is_empty else _examples(),
        "turning": _turning(question, answer.pages),
    }
    return _kept(render(request, "search/page.html", context), answer)


def _examples() -> list[str]:
    """What there is to ask for, of the exhibit that opens the home page: its film, who made it, its year."""
    exhibit = Exhibit.objects.published().in_order().with_film().exclude(film=None).first()
    film = exhibit.shown_film if exhibit else None
    if film is None:
        return []
    people = [
        credit.person.name for credit in film.credits.shown().with_people().in_billing_order()[:12] if credit.person
    ]
    year = [str(film.date.year)] if film.date else []
    return [film.title, *dict.fromkeys(people[:2]), *year]


def _turning(question: Question, pages: int) -> dict[str, Any]:
    """The ways to the pages before and after this one."""
    page = question.page
    return {
        "is_whole": pages <= 1,
        "number": page,
        "count": pages,
        "previous": f"?{question.address(page=page - 1)}" if 1 < page <= pages else "",
        "following": f"?{question.address(page=page + 1)}" if page < pages else "",
    }


@open_to_all
@require_safe
def search_data(request: HttpRequest) -> JsonResponse:
    """The same answer as a document (see `interop.answers`); what cannot be understood is 400 with the remedy."""
    question = Question.read(request.GET)
    if question.problems:
        return _json({"problems": question.problems}, status=400)
    answer = find(question)
    found = shown(answer.documents, answer.expanded)
    return _kept(_json(answer_document(answer, found, facets(answer), origin(request))), answer)


@open_to_all
@require_safe
def search_suggestions(request: HttpRequest) -> JsonResponse:
    """What the last word, not finished yet, may be the beginning of: a few names."""
    question = Question.read(request.GET)
    answer = find(question, per_page=SUGGESTIONS, is_typing=True)
    return _kept(_json(suggestions_document(shown(answer.documents, answer.expanded))), answer)


def _kept(response: Response, answer: Answer) -> Response:
    """Let nobody keep what does not know the latest changes yet: no later one would make it void."""
    if answer.waiting:
        response["Cache-Control"] = "no-store"
    return response


def _json(document: Any, status: int = 200) -> JsonResponse:
    return JsonResponse(document, status=status, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
