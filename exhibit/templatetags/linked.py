"""What a page states for programs, in its head; and the documents beside it."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from exhibit.interop import formats

register = template.Library()

ESCAPED = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
"""What might end the element in which the statement stands, or a line of a script."""


@register.simple_tag
def statement(document: dict[str, Any]) -> SafeString:
    """A document as data in the page: browsers do not run it."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


@register.filter
def twins(record: Any) -> list[formats.Twin]:
    """The documents of a record: {% for twin in record|twins %}."""
    return formats.twins(record)
