"""What can be found about exhibits only by reading them: empty blocks, notes and links that lead nowhere."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from exhibit.curation.checks import field_name, unsettled
from exhibit.curation.findings import Finding, Level
from exhibit.languages import column_of, columns_of, every, original_of, others, own_name
from exhibit.models import (
    BLOCKS,
    Award,
    AwardBody,
    Block,
    CheckedLink,
    DisputeBlock,
    Event,
    Exhibit,
    Film,
    Image,
    Person,
    Place,
    Statement,
)
from exhibit.models.record import PastSlug
from exhibit.rich_text import RichTextField, link_addresses, note_slugs, plain_text
from exhibit.translation import FIELDS

LONGEST_QUOTATION = 700

PAGES: dict[str, type[models.Model]] = {
    "exhibit_detail": Exhibit,
    "film_detail": Film,
    "person_detail": Person,
    "event_detail": Event,
    "place_detail": Place,
    "award_body_detail": AwardBody,
    "award_detail": Award,
    "image_detail": Image,
}
"""The records behind public addresses: a link is good where visitors may see the record."""


def read(exhibits: Iterable[Exhibit]) -> dict[int, list[Finding]]:
    """Return what reading these exhibits finds, by their keys: a fixed number of queries for any number of them."""
    told = {exhibit.pk: exhibit for exhibit in exhibits}
    blocks: dict[int, list[tuple[Block, str]]] = defaultdict(list)
    for kind in BLOCKS:
        parent: Any = kind._meta.get_field("parent")
        prefix = parent.remote_field.get_accessor_name()  # as the form numbers them
        places: dict[int, int] = defaultdict(int)
        for block in kind.get_queryset().filter(parent__in=told).order_by(*kind._meta.ordering):
            blocks[block.parent_id].append((block, f"{prefix}-{places[block.parent_id]}"))
            places[block.parent_id] += 1
    references = _References(told.values(), [block for listed in blocks.values() for block, _form in listed])
    return {
        pk: [*_whole(exhibit, blocks[pk]), *_texts(exhibit, "id_", references, ("closing",))]
        + [finding for block, form in blocks[pk] for finding in _block(block, f"id_{form}-", references)]
        for pk, exhibit in told.items()
    }


def _whole(exhibit: Exhibit, blocks: list[tuple[Block, str]]) -> Iterator[Finding]:
    if not blocks:
        yield Finding("no-blocks", Level.ERROR, _("The story is empty: it has no blocks yet."))
        return
    first, form = min(blocks, key=lambda told: (told[0].ordering, told[0].key))
    if first.kind != "chapter":
        words = _("The story does not begin with a chapter: its first heading would skip a level.")
        yield Finding("no-chapter-first", Level.WARNING, words, f"id_{form}-ordering")


def _block(block: Block, form: str, references: "_References") -> Iterator[Finding]:
    names = FIELDS.get(type(block), ())
    required = [name for name in names if not block._meta.get_field(name).blank]
    for name in required:
        if not plain_text(getattr(block, original_of(name)) or ""):
            words = _("This block is empty: “%(field)s” of %(block)s.")
            yield _finding(f"empty-{name}", Level.ERROR, words, block, form, name)
    for name in names:
        said = {code for code in every() if getattr(block, column_of(name, code))}
        for code in others():
            if said and code not in said:
                words = _("“%(field)s” of %(block)s is missing in this language: %(language)s.")
                yield _finding(f"untranslated-{name}-{code}", Level.WARNING, words, block, form, name, code)
    yield from _texts(block, form, references, names)
    yield from _shown(block, form, references)
    if block.kind == "quotation":
        for code in every():
            if len(getattr(block, column_of("quotation", code)) or "") > LONGEST_QUOTATION:
                words = _("“%(field)s” of %(block)s (%(language)s) is long for a quotation.")
                yield _finding(f"long-quotation-{code}", Level.WARNING, words, block, form, "quotation", code)


def _finding(
    code: str, level: Level, words: str, block: Any, form: str, name: str, language: str = settings.LANGUAGE_CODE
) -> Finding:
    parts = {"field": field_name(type(block), name), "block": _named(block), "language": own_name(language)}
    return Finding(code, level, words % parts, f"{form}{column_of(name, language)}")


def _named(block: Any) -> str:
    """A block, as a curator finds it: its kind and its first words."""
    kind, said = str(block._meta.verbose_name), str(block)
    return kind if said == kind else f"{kind} “{said[:40]}”"


def _shown(block: Any, form: str, references: "_References") -> Iterator[Finding]:
    """What the block shows and visitors do not see, or should not yet."""
    match block.kind:
        case "dispute":
            if block.dispute_id in references.unsettled:
                words = _("Not settled: %(block)s. A dispute needs at least two sides, and “What we write” meanwhile.")
                yield Finding("unsettled", Level.ERROR, words % {"block": _named(block)}, f"{form}dispute")
        case "film" | "person":
            record = getattr(block, block.kind)
            if not record.is_published():
                words = _("Visitors do not see %(block)s: the record is not published.")
                yield Finding("unseen", Level.WARNING, words % {"block": _named(block)}, f"{form}{block.kind}")
        case "figure":
            if not block.image.is_showable():
                words = _("Visitors do not see %(block)s: the file is missing, or its rights have ended.")
                yield Finding("unseen", Level.ERROR, words % {"block": _named(block)}, f"{form}image")
        case "timeline" | "awards":
            name = "events" if block.kind == "timeline" else "awards"
            records = getattr(block, name).all()
            if not any(record.is_published() for record in records):
                words = _("This block is empty: nothing in %(block)s is published.")
                yield Finding("empty", Level.ERROR, words % {"block": _named(block)}, f"{form}{name}")


def _texts(owner: Any, form: str, references: "_References", names: Iterable[str]) -> Iterator[Finding]:
    """Notes and links of its rich texts that lead nowhere."""
    for name in names:
        if not isinstance(owner._meta.get_field(name), RichTextField):
            continue
        for column in columns_of(name):
            text = getattr(owner, column) or ""
            target = f"{form}{column}"
            for key in sorted(set(note_slugs(text)) - references.statements):
                words = _("There is no statement “%(key)s”, to which a text refers.") % {"key": key}
                yield Finding("unknown-note", Level.ERROR, words, target)
            for address in sorted(set(link_addresses(text))):
                if address in references.lost:
                    words = _("A link leads nowhere here: %(address)s") % {"address": address}
                    yield Finding("link-lost", Level.ERROR, words, target)
                elif address in references.broken:
                    words = _("A link gave no answer when it was last checked: %(address)s") % {"address": address}
                    yield Finding("link-broken", Level.WARNING, words, target)


class _References:
    """Statements, pages and outer addresses that texts name, and disputes shown: looked up once for all of them."""

    def __init__(self, exhibits: Iterable[Exhibit], blocks: Iterable[Block]) -> None:
        owners: list[models.Model] = [*exhibits, *blocks]
        texts = [text for owner in owners for text in rich_texts(owner)]
        notes = {key for text in texts for key in note_slugs(text)}
        addresses = {address for text in texts for address in link_addresses(text)}
        self.statements = set(Statement.objects.filter(slug__in=notes).values_list("slug", flat=True))
        self.lost = set(lost_pages(address for address in addresses if not is_outer(address)))
        outer = CheckedLink.objects.broken().filter(address__in=[one for one in addresses if is_outer(one)])
        self.broken = set(outer.values_list("address", flat=True))
        disputes = {block.dispute_id for block in owners if isinstance(block, DisputeBlock)}
        self.unsettled = set(unsettled().filter(pk__in=disputes).values_list("pk", flat=True)) if disputes else set()


def rich_texts(owner: models.Model) -> list[str]:
    """Return the rich texts of a record or block, in all languages."""
    return [
        getattr(owner, column) or ""
        for name in FIELDS.get(type(owner), ())
        if isinstance(owner._meta.get_field(name), RichTextField)
        for column in columns_of(name)
    ]


def is_outer(address: str) -> bool:
    """Whether an address leads to another site, or to a letter."""
    return bool(urlsplit(address).scheme)


def lost_pages(addresses: Iterable[str]) -> Iterator[str]:
    """Yield the addresses on this site at which visitors find nothing."""
    asked: dict[type[models.Model], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for address in addresses:
        path = urlsplit(address).path
        if not path:
            continue  # a place on the same page
        try:
            found = resolve(path)
        except Resolver404:
            yield address
            continue
        if (noun := PAGES.get(found.url_name or "")) and "slug" in found.kwargs:
            asked[noun][found.kwargs["slug"]].append(address)
    for noun, by_slug in asked.items():
        rows: Any = noun._default_manager
        shown = rows.shown() if noun is Image else rows.published()
        past = PastSlug.objects.filter(noun=noun._meta.model_name, slug__in=by_slug)
        there = set(shown.filter(slug__in=by_slug).values_list("slug", flat=True)) | {
            one.slug for one in past if shown.filter(slug=one.current).exists()
        }
        for slug in by_slug.keys() - there:
            yield from by_slug[slug]
