"""The whole API as one OpenAPI 3.1 document: https://spec.openapis.org/oas/v3.1.0.html

Its examples are of the database: the path of the first record of each kind, and documents of some of them with one
row of every list.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exhibit.interop.api.addresses import ADDRESSES, Address, Asked
from exhibit.interop.api.schemas import SCHEMAS
from exhibit.interop.formats import JSON

Document = dict[str, Any]

OPENAPI = "3.1.0"
VERSION = "1"


def openapi_document(origin: str, examples: Mapping[str, Document]) -> Document:
    """Return the description; `examples` are documents of records by noun."""
    return {
        "openapi": OPENAPI,
        "info": {
            "title": _("Film museum"),
            "version": VERSION,
            "description": _("All that the museum’s pages say, for programs: read only, without a key."),
        },
        "servers": [{"url": f"{origin}{reverse('home')}".rstrip("/")}],
        "externalDocs": {"url": f"{origin}{reverse('api')}"},
        "paths": {one.path: {"get": _operation(one, examples), **_servers(one, origin)} for one in ADDRESSES},
        "components": {"schemas": SCHEMAS},
    }


def _servers(address: Address, origin: str) -> Document:
    """Say where an address lies that is below no language."""
    return {"servers": [{"url": origin}]} if address.is_at_root else {}


def clipped(value: Any) -> Any:
    """Return a document with at most one row of every list, so that it can be taken in at a glance."""
    if isinstance(value, dict):
        return {name: clipped(one) for name, one in value.items()}
    return [clipped(one) for one in value[:1]] if isinstance(value, list) else value


def _operation(address: Address, examples: Mapping[str, Document]) -> Document:
    answers: Document = {"200": {"description": str(address.words), "content": _content(address, examples)}}
    refused = {"description": _("What is wrong, in words.")}
    if any(one.place == "path" for one in address.asked):
        answers |= {"301": {"description": _("It has another address now.")}, "404": refused | {"content": _problem()}}
    elif address.asked:
        answers["400"] = refused
    return {
        "operationId": _name(address),
        "summary": str(address.words),
        "tags": [str(address.group)],
        "parameters": [_parameter(one, examples.get(address.noun)) for one in address.asked],
        "responses": answers,
    }


def _content(address: Address, examples: Mapping[str, Document]) -> Document:
    found: Document = {}
    for form in address.formats:
        schema = {"$ref": f"#/components/schemas/{address.schema}"} if address.schema else _any(form.media_type)
        found[form.media_type] = {"schema": schema}
        if form == JSON and "version" in examples.get(address.noun, ()):
            found[form.media_type]["example"] = clipped(examples[address.noun])
    return found


def _any(media_type: str) -> Document:
    return {"type": "object"} if "json" in media_type else {"type": "string"}


def _problem() -> Document:
    return {JSON.media_type: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _parameter(asked: Asked, example: Document | None) -> Document:
    found: Document = {
        "name": asked.name,
        "in": asked.place,
        "description": str(asked.words),
        "schema": {"type": "string"},
    }
    if asked.place == "path":
        found["required"] = True
        if example and asked.name in ("slug", "body"):
            known = example[asked.name]
            found["example"] = known["slug"] if isinstance(known, dict) else known
    return found


def _name(address: Address) -> str:
    """Name an operation by its path: films_slug_json."""
    return re.sub(r"\W+", "_", address.path).strip("_")
