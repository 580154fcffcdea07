"""How a page says what stands for it where its address is shared."""

from html import unescape
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.text import Truncator
from django.utils.translation import gettext

from exhibit.cards import SIZE
from exhibit.languages import active, every
from exhibit.publishing.addresses import origin
from exhibit.publishing.sharing import sharing_of, territory

register = template.Library()

LONGEST_DESCRIPTION = 200
"""Letters that social networks show below a title."""


@register.simple_block_tag
def once(content: str) -> str:
    """A block to be said several times: {% once as words %}{% block title %}{% endblock %}{% endonce %}{{ words }}."""
    return content


@register.inclusion_tag("partials/sharing.html", takes_context=True)
def sharing(context: Context, title: str, description: str, record: Any = None) -> dict[str, Any]:
    """What social networks and readers of oEmbed look for; nothing on a page that only a reviewer sees."""
    request: HttpRequest = context["request"]
    match = request.resolver_match
    if match is None or hasattr(request, "preview"):
        return {}
    name = unescape(title).strip(" ·\n") or gettext("Film museum")
    words = Truncator(" ".join(unescape(description).split())).chars(LONGEST_DESCRIPTION)
    return {
        "sharing": sharing_of(match.view_name, match.kwargs, record),
        "name": name,
        "words": words,
        "origin": origin(request),
        "path": request.path,
        "locale": territory(active()),
        "locales": [territory(code) for code in every() if code != active()],
        "size": SIZE,
    }
