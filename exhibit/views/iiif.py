"""Pictures and their words for other museums' viewers, which scripts of any site may read."""

from collections.abc import Callable
from functools import wraps
from posixpath import dirname
from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibit import gallery
from exhibit.darkroom import tiles
from exhibit.interop import iiif
from exhibit.models import Exhibit, Image, Record, Rendition
from exhibit.models.renditions import Shape
from exhibit.publishing import manifests
from exhibit.publishing.addresses import origin
from exhibit.views.media import A_WHILE
from exhibit.views.turning import turned, turning

Making = Callable[..., dict[str, Any]]


def opened(answer: HttpResponse) -> HttpResponse:
    """Let pages and scripts of other sites have an answer."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def document(make: Making) -> Callable[..., HttpResponse]:
    """Make a view of what makes a dict: JSON-LD that every site may read."""

    @wraps(make)
    def show(request: HttpRequest, **asked: Any) -> HttpResponse:
        found = make(iiif.Site(origin(request)), **asked)
        media_type = iiif.media_type(found)
        return opened(JsonResponse(found, json_dumps_params={"ensure_ascii": False}, content_type=media_type))

    return require_safe(show)


def moving(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead on from a record's old address to its manifest."""

    @wraps(view)
    def show(request: HttpRequest, noun: type[Record], slug: str) -> HttpResponse:
        try:
            return view(request, noun=noun, slug=slug)
        except Http404:
            records: Any = manifests.having(noun)
            record = records.moved_from(slug).first()
            if record is None:
                raise
            answer = redirect(manifests.names_of(noun)[0], record.slug, permanent=True)
            answer["Cache-Control"] = A_WHILE  # an address may be taken back
            return opened(answer)

    return show


@document
def museum(site: iiif.Site) -> dict[str, Any]:
    """The collection of everything."""
    return iiif.museum_collection([noun for noun in manifests.COLLECTIONS if manifests.having(noun).exists()], site)


@turning
@document
def collection(site: iiif.Site, noun: type[Record], cursor: str = "") -> dict[str, Any]:
    """The collection of a noun, or what comes after the manifest of one record."""
    register = manifests.COLLECTIONS[noun]()
    found = turned(register, cursor)
    number = "" if found.is_whole or found.number is None else f"{found.number} / {found.count}"
    further = {} if cursor or found.is_whole else manifests.parts(register)
    parts = {f"{site.origin}{path}": which for path, which in further.items()}
    return iiif.records_collection(noun, found.rows, f"{site.origin}{register.address(cursor)}", site, number, parts)


@moving
@document
def manifest(site: iiif.Site, noun: type[Record], slug: str) -> dict[str, Any]:
    """The pictures of a film or a person, or of a story in its chapters."""
    record = get_object_or_404(manifests.having(noun), slug=slug)
    if noun is Exhibit:
        return iiif.exhibit_manifest(gallery.pictured(record), site)
    return iiif.record_manifest(record, list(gallery.pictures_of(record)), site)


@document
def image_manifest(site: iiif.Site, slug: str) -> dict[str, Any]:
    """One picture with its words."""
    return iiif.image_manifest(get_object_or_404(gallery.on_display(), slug=slug), site)


@document
def information(site: iiif.Site, slug: str) -> dict[str, Any]:
    """Which pieces of a picture there are."""
    return iiif.image_information(get_object_or_404(gallery.tiled(Image.objects.shown()), slug=slug), site)


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """What a picture's address by itself leads to, as the standard has it."""
    get_object_or_404(gallery.tiled(Image.objects.shown()), slug=slug)
    answer = redirect("iiif_information", slug)
    answer.status_code = 303
    return opened(answer)


@require_safe
def picture(request: HttpRequest, slug: str, piece: str) -> HttpResponse:
    """One piece of a picture that visitors may see, from where the darkroom put it; 400 for one that was not cut."""
    rows = Rendition.objects.filter(shape=Shape.TILES, image__in=Image.objects.shown().filter(slug=slug))
    row = rows.order_by("-pk").first()
    if row is None:
        raise Http404
    file = tiles.files(row.width, row.height).get(piece)
    if file is None:
        words = _("“%(piece)s” is not among the pieces of this picture. Its info.json names those that there are.")
        return opened(HttpResponse(words % {"piece": piece[:80]}, status=400, content_type="text/plain; charset=utf-8"))
    try:
        with default_storage.open(f"{dirname(str(row.file.name))}/{file}") as found:
            answer = HttpResponse(found.read(), content_type="image/jpeg")
    except FileNotFoundError as problem:
        raise Http404 from problem
    answer["Cache-Control"] = A_WHILE
    return opened(answer)
