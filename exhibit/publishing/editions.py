"""Editions as visitors meet them: released from what they see now, and shown as it was.

The words of an edition are kept as they stood on the page. Its pictures and drawings are not: they are shown from
where they are now, so that they never break, and a picture whose rights have ended is not shown here either.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from exhibit.curation.editions import rows_of
from exhibit.languages import column_of, every
from exhibit.models import Edition, EditionPage, Exhibit, Image, Rendition
from exhibit.publishing import reading
from exhibit.story import tell

PICTURE = re.compile(r"<picture>(.*?)</picture>", re.DOTALL)
KEPT_PICTURE = re.compile(r'<picture data-image="([-\w]+)" data-shape="(\w+)">(.*?)</picture>', re.DOTALL)
FILE = re.compile(r' src="([^"?]*)[^"]*"')
SOURCES = re.compile(r'\s*<source\b(?:[^">]|"[^"]*")*>')
SIZES = re.compile(r' sizes="([^"]*)"')
TEXT_ALTERNATIVE = re.compile(r' alt="([^"]*)"')
STATIC = "static:"


class ReleaseError(Exception):
    """An edition that cannot be released, with the remedy in words."""


def next_number(exhibit: Any) -> int:
    """Return the number that the next edition of an exhibit gets."""
    return (exhibit.editions.aggregate(Max("number"))["number__max"] or 0) + 1


def release(exhibit: Any, user: Any = None, number: int | None = None, **words: str) -> Edition:
    """Make what visitors see of an exhibit now its next edition; `words` are its name and what is new, by column.

    `number` is the one that it was expected to get.

    Raises:
        ReleaseError: where visitors do not see the exhibit, or another edition was released meanwhile.
    """
    shown = Exhibit.objects.published().with_film().filter(pk=exhibit.pk).first()
    if shown is None:
        raise ReleaseError(_("Visitors do not see this exhibit now. Publish it first, then release an edition."))
    edition = Edition(exhibit=exhibit, released_at=timezone.now(), released_by=user, **words)
    edition.full_clean(exclude=["number", "released_by", "contents", "whole"])
    rows = rows_of(shown)
    edition.contents, edition.whole = rows.contents, sorted(rows.whole)
    pages = [_page(shown, language) for language in every()]
    _compare(pages, _readable(exhibit).last())
    with transaction.atomic():
        edition.number = next_number(Exhibit.objects.select_for_update(of=("self",)).get(pk=exhibit.pk))
        if number not in (None, edition.number):
            raise ReleaseError(_("An edition was released after you opened this page. Look at it first."))
        edition.save()
        for page in pages:
            page.edition = edition
            page.save()
    return edition


def _page(exhibit: Exhibit, language: str) -> EditionPage:
    title = getattr(exhibit, column_of("title", language)) or exhibit.title
    return EditionPage(language=language, title=title, html=kept_page(exhibit, language))


def _readable(exhibit: Any) -> Any:
    """The editions that were not withdrawn, the oldest first."""
    return exhibit.editions.filter(withdrawn_at=None).order_by("number").defer("contents", "whole")


def _compare(pages: Iterable[EditionPage], before: Edition | None) -> None:
    """Say in each page what it says differently from an older edition; None where there is nothing to compare with."""
    older = {page.language: page.html for page in before.pages.all()} if before else {}
    for page in pages:
        page.changes = None
        if page.language in older:
            page.changes = [one.as_json() for one in reading.changes(older[page.language], page.html)]


def withdraw(edition: Edition, reason: str) -> None:
    """Take the text of an edition from its readers, also out of what the next one says of it."""
    edition.withdrawn_at, edition.reason = timezone.now(), reason
    _set_withdrawn(edition)


def show_again(edition: Edition) -> None:
    """Let a withdrawn edition be read again."""
    edition.withdrawn_at, edition.reason = None, ""
    _set_withdrawn(edition)


def _set_withdrawn(edition: Edition) -> None:
    with transaction.atomic():
        edition.save(update_fields=["withdrawn_at", "reason"])
        readable = _readable(edition.exhibit)
        told = [edition, readable.filter(number__gt=edition.number).first()]
        for one in told:
            if one is not None:
                before = readable.filter(number__lt=one.number).last() if one.withdrawn_at is None else None
                pages = list(one.pages.all())
                _compare(pages, before)
                EditionPage.objects.bulk_update(pages, ["changes"])


def unreleased(edition: Edition) -> dict[str, list[reading.Difference]]:
    """Return what visitors read now and did not read in an edition, by language."""
    exhibit = Exhibit.objects.published().with_film().filter(pk=edition.exhibit_id).first()
    if exhibit is None:
        return {}
    return {
        page.language: reading.changes(page.html, kept_page(exhibit, page.language)) for page in edition.pages.all()
    }


def kept_page(exhibit: Exhibit, language: str) -> str:
    """Return the story as visitors read it in a language, with names in place of the addresses of files."""
    with translation.override(language):
        context = {"exhibit": exhibit, "story": tell(exhibit), "is_kept": True}
        html: str = render_to_string("exhibits/story.html", context)
    names = [name for found in PICTURE.finditer(html) if (name := _file_name(found[1]))]
    files = {name: (slug, "whole") for name, slug in Image.objects.filter(file__in=names).values_list("file", "slug")}
    for name, slug, shape in Rendition.objects.filter(file__in=names).values_list("file", "image__slug", "shape"):
        files[name] = (slug, shape)
    html = PICTURE.sub(lambda found: _named(found, files), html)
    hashed = re.compile(rf'"{re.escape(settings.STATIC_URL)}([^"]*?)(?:\.[0-9a-f]{{12}})?(\.\w+)"')
    return hashed.sub(rf'"{STATIC}\1\2"', html)


def _file_name(picture: str) -> str:
    """Return the name under which the storage has the file of a picture element, "" for none."""
    file = FILE.search(picture)
    folder = default_storage.url("x").partition("?")[0].removesuffix("x")
    return unquote(file[1].removeprefix(folder)) if file else ""


def _named(found: re.Match[str], files: dict[str, tuple[str, str]]) -> str:
    slug, shape = files.get(_file_name(found[1]), ("", ""))
    return f'<picture data-image="{slug}" data-shape="{shape}">{found[1]}</picture>' if slug else found[0]


def as_shown(page: EditionPage) -> SafeString:
    """Return the story of an edition with its pictures as the museum has them now."""
    slugs = {found[1] for found in KEPT_PICTURE.finditer(page.html)}
    images = {image.slug: image for image in Image.objects.showable().filter(slug__in=slugs).with_renditions()}
    html = KEPT_PICTURE.sub(lambda found: _hung(found, images.get(found[1])), page.html)
    html = re.sub(rf'"{STATIC}([^"]*)"', lambda found: f'"{_static(found[1])}"', html)
    return mark_safe(html)  # noqa: S308  # made by our own templates, kept by us


def _hung(found: re.Match[str], image: Image | None) -> str:
    """Return a picture element as it is now; what is taken over of the old one is escaped there."""
    _slug, shape, inner = found.groups()
    if image is None:
        words = TEXT_ALTERNATIVE.search(inner)
        said = words[1] if words else ""
        return f'<span class="picture__gone">{escape(_("This picture is no longer shown."))} {said}</span>'
    cut: Any = image.renditions.cut(shape)
    sizes = SIZES.search(inner)
    sources = [
        f'<source type="{one.type}" srcset="{escape(one.srcset)}" sizes="{sizes[1] if sizes else "100vw"}">'
        for one in (cut.sources if cut else ())
    ]
    address = escape(cut.fallback.file.url if cut else image.file.url)
    img = FILE.sub(lambda _src: f' src="{address}"', SOURCES.sub("", inner).strip())
    return f"<picture>{''.join(sources)}{img}</picture>"


def _static(name: str) -> str:
    """Return the address of a file of ours; one that is gone for good is asked for in vain."""
    try:
        return static(name)
    except ValueError:
        return f"{settings.STATIC_URL}{name}"
