"""Old addresses in a copy: a small page that leads on, and lists for servers that know how to do it themselves."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from html import escape

from csp.utils import build_policy
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from exhibit.languages import every, of_path
from exhibit.models import Award, Edition, PastSlug
from exhibit.publishing.freezing.addresses import Guide, file_of
from exhibit.publishing.freezing.handler import Museum
from exhibit.publishing.pages import RECORDS
from exhibit.timeline.sources import Kind

ANCHORS = {"event": Kind.EVENT, "film": Kind.FILM, "person": Kind.LIFE, "award": Kind.AWARD}
"""Which entries of the timeline have the address of a record as their name."""


def old_addresses(museum: Museum, guide: Guide) -> dict[str, str]:
    """Return the old addresses that the museum leads on, by the address at which they end."""
    found = {}
    for old in _candidates():
        if old in guide.pages:
            continue
        answer = museum.ask(old)
        now = guide.inner(answer.location) if answer.status in (301, 302) else None
        if now is not None and guide.page(now):
            found[old] = now
    return found


def _candidates() -> Iterator[str]:
    named = list(_named())
    for language in every():
        with translation.override(language):
            for name, args in named:
                yield reverse(name, args=args)


def _named() -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield the old addresses by their names, each with what it names: the same in every language."""
    names = defaultdict(list)
    for name, model in RECORDS.items():
        names[model._meta.model_name].append(name)
    for noun, slug, current in PastSlug.objects.values_list("noun", "slug", "current"):
        for name in names.get(noun, ()):
            yield name, (slug,)
        if noun in ANCHORS:
            yield "timeline_entry", (f"{ANCHORS[noun]}-{slug}",)
        match noun:
            case "award":
                for body in Award.objects.filter(slug=current).values_list("body__slug", flat=True):
                    yield "award_detail", (body, slug)
            case "awardbody":
                for award in Award.objects.filter(body__slug=current).values_list("slug", flat=True):
                    yield "award_detail", (slug, award)
            case "exhibit":
                yield "exhibit_editions", (slug,)
                for number in Edition.objects.filter(exhibit__slug=current).values_list("number", flat=True):
                    yield "edition_detail", (slug, number)


def leading_page(old: str, now: str, guide: Guide) -> bytes:
    """Return the page at an old address."""
    lead = guide.page(now)
    assert lead is not None
    address = escape(lead.written(file_of(old)))
    whole = guide.abroad(f"{guide.origin}{now}")
    canonical = f'<link rel="canonical" href="{escape(whole)}">' if settings.SITE_URL else ""
    return (
        f'<!doctype html>\n<html lang="{of_path(old)}">\n<head><meta charset="utf-8"><title>→</title>'
        f'<meta name="robots" content="noindex">{canonical}'
        f'<meta http-equiv="refresh" content="0; url={address}"></head>\n'
        f'<body><p><a href="{address}">→ {address}</a></p></body>\n</html>\n'
    ).encode()


def redirects_list(found: Mapping[str, str], base: str) -> bytes:
    """Return the list that static hosts read from a file `_redirects`."""
    return "".join(f"{base}{old[1:]} {base}{now[1:]} 301\n" for old, now in sorted(found.items())).encode()


def nginx_map(found: Mapping[str, str], base: str) -> bytes:
    """Return the same for nginx: `map $uri $moved { include …; }`, then `if ($moved) { return 301 $moved; }`."""
    return "".join(f'"{base}{old[1:]}" "{base}{now[1:]}";\n' for old, now in sorted(found.items())).encode()


def nginx_policy() -> bytes:
    """Return the policy of content of a copy's pages, for nginx to include; its digests are those of this release."""
    return f'add_header Content-Security-Policy "{build_policy()}" always;\n'.encode()
