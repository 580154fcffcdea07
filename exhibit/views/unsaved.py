"""What a curator wrote and could not save: all of it, on a page that needs neither database nor session.

Its button sends the same form again, to the same place. So no word is lost while the database is away or the disk
is full, whatever the browser keeps. Files cannot stand in a page: they are named, to be chosen again.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest

SHORTEST = 20  # letters; shorter values are sent again unseen
NEVER = ("password", "otp", "token")
"""No part of a page may say what stands in such a field."""
CSRF = "csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True)
class Written:
    """One value of the form; `label` where it is a text that its author will want to see."""

    name: str
    value: str
    label: str = ""


def written(request: HttpRequest) -> list[Written]:
    """Return all that was sent by a form of the museum's nouns, in order; nothing of any other form."""
    match = request.resolver_match
    if request.method != "POST" or match is None or match.namespace != "admin":
        return []
    if not (match.url_name or "").startswith("exhibit_"):
        return []
    try:
        sent = [(name, [str(value) for value in values]) for name, values in request.POST.lists()]
    except Exception:  # it broke off on its way, or there was no room to take it in
        return []
    model = _model(match.url_name or "")
    return [
        Written(name, value, _label(model, name) if _is_text(name, value) else "")
        for name, values in sent
        for value in values
        if name == CSRF or not any(word in name.lower() for word in NEVER)
    ]


def files(request: HttpRequest) -> list[str]:
    """Return the names of the files that were sent beside it."""
    try:
        return [str(file.name) for _name, several in request.FILES.lists() for file in several]
    except Exception:
        return []


def _is_text(name: str, value: str) -> bool:
    return not name.startswith("_") and name != CSRF and (len(value) >= SHORTEST or " " in value.strip())


def _model(url_name: str) -> Any:
    """The noun of a page of the desk: `exhibit_film_change` is the film's."""
    try:
        return apps.get_model("exhibit", url_name.split("_")[1])
    except LookupError:
        return None


def _label(model: Any, name: str) -> str:
    """What the form calls a field; a row's is told by its name."""
    try:
        return str(model._meta.get_field(name).verbose_name)
    except (AttributeError, FieldDoesNotExist):
        return name
