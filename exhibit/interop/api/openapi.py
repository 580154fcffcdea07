"""The whole API as one OpenAPI 3.1 document: https://spec.openapis.org/oas/v3.1.0.html

Its examples are of the database: the path of the first record of each kind, and documents of some of them and of
answers with one row of every list.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exhibit.interop.api.addresses import ADDRESSES, PLAIN, Address, Asked
from exhibit.interop.api.schemas import SCHEMAS
from exhibit.interop.formats import JSON

Document = dict[str, Any]

OPENAPI = "3.1.0"
VERSION = "1"


def openapi_document(origin: str, examples: Mapping[str, Document]) -> Document:
    """Return the description; `examples` are documents of records by noun, and of answers by schema."""
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
        answers |= {"301": {"description": _("It has another address now.")}, "404": refused | _in_words(address)}
    elif address.refusal:
        answers["400"] = refused | {"content": _refusal(address)}
    if len(address.formats) > 1:
        answers |= dict.fromkeys(("404", "501"), refused | {"content": _refusal(address)})  # as oEmbed has it
    return {
        "operationId": _name(address),
        "summary": str(address.words),
        "tags": [str(address.group)],
        "parameters": [_parameter(one, examples.get(one.of, {})) for one in address.asked],
        "responses": answers,
    }


def _content(address: Address, examples: Mapping[str, Document]) -> Document:
    found: Document = {}
    example = examples.get(address.noun or address.schema, {})
    for form in address.formats:
        is_ours = address.schema and form == JSON
        found[form.media_type] = {"schema": _schema(address.schema) if is_ours else _any(form.media_type)}
        if form == JSON and "version" in example:
            found[form.media_type]["example"] = clipped(example)
    return found


def _schema(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def _any(media_type: str) -> Document:
    return {"type": "object"} if "json" in media_type else {"type": "string"}


def _refusal(address: Address) -> Document:
    """Say how a question that cannot be understood is answered."""
    if address.refusal == PLAIN:
        return {PLAIN: {"schema": _any(PLAIN)}}
    return {JSON.media_type: {"schema": _schema(address.refusal)}}


def _in_words(address: Address) -> Document:
    """Say that what is wrong comes as a document; where other standards reign it is a page."""
    problem = {JSON.media_type: {"schema": _schema("Problem")}}
    return {} if address.is_at_root else {"content": problem}


def _parameter(asked: Asked, record: Document) -> Document:
    """Describe a parameter; `record` is the one of which its example is."""
    found: Document = {
        "name": asked.name,
        "in": asked.place,
        "description": str(asked.words),
        "schema": {"type": "string"},
    }
    if asked.is_required:
        found["required"] = True
    if asked.place == "path":
        found["required"] = True
        found["schema"]["pattern"] = asked.pattern
    known = record.get(asked.name if asked.name in ("body", "url") else "slug", asked.example)
    if known:
        found["example"] = known["slug"] if isinstance(known, dict) else known
    return found


def _name(address: Address) -> str:
    """Name an operation by its path: films_slug_json."""
    return re.sub(r"\W+", "_", address.path).strip("_")
