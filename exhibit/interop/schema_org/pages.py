"""The page around a statement: its address and language, the way to it, and what it covers."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exhibit.interop.formats import noun_of
from exhibit.interop.records.parts import filled, name_of
from exhibit.interop.schema_org import things
from exhibit.interop.schema_org.parts import Statement
from exhibit.languages import active
from exhibit.models import Award, Edition, EditionPage

CONTEXT = "https://schema.org"

Step = tuple[str, str]
"""The name of a page and its path."""


def record_page(record: Any, thing: Statement, origin: str, covers: str = "") -> Statement:
    """Return the page of a record that is about `thing`; `covers` is its date as EDTF."""
    page = _page("WebPage", record.get_absolute_url(), [*_way(record), (name_of(record), "")], origin)
    return page | filled({"temporalCoverage": covers, "mainEntity": thing})


def about_page(record: Any, about: list[Statement], mentions: list[Statement], origin: str, covers: str) -> Statement:
    """Return the page of a record for which there is no type: it tells of others."""
    page = _page("WebPage", record.get_absolute_url(), [*_way(record), (name_of(record), "")], origin)
    return page | filled({"temporalCoverage": covers, "about": about, "mentions": mentions})


def list_page(name: str, path: str, records: Iterable[Any], origin: str) -> Statement:
    """Return a list of records, or one sheet of it."""
    items = [
        {"@type": "ListItem", "position": number, "url": f"{origin}{record.get_absolute_url()}"}
        for number, record in enumerate(records, start=1)
    ]
    page = _page("CollectionPage", path, [(name, "")], origin)
    return page | {"mainEntity": {"@type": "ItemList", "itemListElement": items}}


def edition_page(edition: Edition, page: EditionPage, origin: str) -> Statement:
    """Return the page on which an edition of an exhibit is read."""
    exhibit = edition.exhibit
    way = [*_way(exhibit), (name_of(exhibit), exhibit.get_absolute_url())]
    name = _("Edition %(number)s") % {"number": edition.number}
    found = _page("WebPage", edition.get_absolute_url(), [*way, (name, "")], origin)
    return found | {"mainEntity": things.edition(edition, page, origin)}


def site_page(description: str, origin: str) -> Statement:
    """Return the museum's site, as its first page states it."""
    return filled(
        {
            "@context": CONTEXT,
            "@type": "WebSite",
            "url": f"{origin}{reverse('home')}",
            "name": _("Film museum"),
            "inLanguage": active(),
            "description": description,
        }
    )


def standing_page(name: str, path: str, origin: str) -> Statement:
    """Return a page of its own kind, of which only name and place are said."""
    return _page("WebPage", path, [(name, "")], origin)


def _page(kind: str, path: str, way: list[Step], origin: str) -> Statement:
    steps = [(_("Film museum"), reverse("home")), *way]
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": there and {"@id": f"{origin}{there}"}}
        for number, (name, there) in enumerate(steps, start=1)
    ]
    return {
        "@context": CONTEXT,
        "@type": kind,
        "url": f"{origin}{path}",
        "name": steps[-1][0],
        "inLanguage": active(),
        "breadcrumb": {"@type": "BreadcrumbList", "itemListElement": [filled(item) for item in items]},
    }


def _way(record: Any) -> list[Step]:
    """Return the pages above a record's, as the page itself shows them."""
    match noun_of(record):
        case "exhibit":
            return [(_("Exhibits"), reverse("exhibit_list"))]
        case "film":
            return [(_("Films"), reverse("film_list"))]
        case "person":
            return [(_("People"), reverse("person_list"))]
        case "event":
            return [(_("Timeline"), reverse("timeline"))]
        case "place":
            return [(_("Places"), reverse("place_list"))]
        case "award_body":
            return [(_("Awards"), reverse("award_list"))]
        case "award":
            assert isinstance(record, Award)
            return [(_("Awards"), reverse("award_list")), (record.body.name, record.body.get_absolute_url())]
    return []
