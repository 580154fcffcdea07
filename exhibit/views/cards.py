"""Cards: the picture that stands for a page where its address is shared. Nobody may ask for another size."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from exhibit.cards import NOUNS, Card, card_of, drawn, museum_card
from exhibit.models import Award, Event, Image
from exhibit.publishing.sharing import card_path
from exhibit.views.pages import moved


@require_safe
def museum(request: HttpRequest) -> HttpResponse:
    """The card of every page that is no record's."""
    return _answer(museum_card())


@require_safe
def record(request: HttpRequest, noun: str, slug: str) -> HttpResponse:
    """The card of a record or a picture; an old address leads to the present one."""
    model: Any = NOUNS.get(noun)
    if model is None:
        raise Http404
    if model is Image:
        return _answer(card_of(get_object_or_404(Image.objects.shown().with_renditions(), slug=slug)))
    shown = model.objects.published().with_picture()
    shown = shown.select_related("image", "lane", "place") if model is Event else shown
    found = shown.filter(slug=slug).first()
    if found is None:
        return moved(card_path(get_object_or_404(model.objects.published().moved_from(slug))))
    return _answer(card_of(found))


@require_safe
def award(request: HttpRequest, body: str, slug: str) -> HttpResponse:
    """The card of an award; under another body's address it leads to its own."""
    shown = Award.objects.published().select_related("body")
    found = shown.filter(slug=slug).first() or get_object_or_404(shown.moved_from(slug))
    if (found.body.slug, found.slug) != (body, slug):
        return moved(card_path(found))
    return _answer(card_of(found))


def _answer(card: Card) -> HttpResponse:
    return HttpResponse(drawn(card), content_type="image/jpeg")
