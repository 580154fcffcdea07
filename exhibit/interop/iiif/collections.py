"""Collections: of the whole museum, and of each kind of record, part by part where it is long."""

from collections.abc import Iterable, Mapping
from typing import Any

from exhibit.interop.iiif.manifests import navigation_date
from exhibit.interop.iiif.pictures import thumbnail
from exhibit.interop.iiif.site import CONTEXT, MUSEUM, Site
from exhibit.interop.iiif.words import LanguageMap, said, spoken
from exhibit.models import Film, Record

Noun = type[Record]


def museum_collection(nouns: Iterable[Noun], site: Site) -> dict[str, Any]:
    """Return the collection of everything: a collection for each of `nouns`, those that have pictures."""
    parts = [
        {"id": site.document(f"iiif_{noun._meta.model_name}_collection"), "type": "Collection", "label": _name(noun)}
        for noun in nouns
    ]
    [provider] = site.provider()
    about = {"homepage": provider["homepage"], "provider": [provider]}
    return _collection(site.document("iiif_collection"), spoken(lambda: MUSEUM), parts) | about


def records_collection(
    noun: Noun,
    records: Iterable[Any],
    address: str,
    site: Site,
    number: str = "",
    parts: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return one part of the collection of a noun, at `address`; `number` says which, "2 / 40".

    The first part goes on to all others: `parts` has their numbers by address.
    """
    items = [_record(record, site) for record in records]
    items += [
        {"id": further, "type": "Collection", "label": _name(noun, which)} for further, which in (parts or {}).items()
    ]
    return _collection(address, _name(noun, number), items) | {"provider": site.provider()}


def _collection(address: str, label: LanguageMap, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"@context": CONTEXT, "id": address, "type": "Collection", "label": label, "items": items}


def _record(record: Any, site: Site) -> dict[str, Any]:
    """Return a manifest as a collection names it, with the record's own picture where that has its tiles."""
    when = navigation_date(record.date) if isinstance(record, Film) else ""
    return {
        "id": site.document(f"iiif_{record._meta.model_name}_manifest", record.slug),
        "type": "Manifest",
        "label": said(record, record.name_field),
        **({"thumbnail": thumbnail(record.image, site)} if record.image and record.image.is_tiled() else {}),
        **({"navDate": when} if when else {}),
    }


def _name(noun: Noun, number: str = "") -> LanguageMap:
    found = spoken(lambda: noun._meta.verbose_name_plural)
    return {language: [f"{name} · {number}" if number else name] for language, [name] in found.items()}
