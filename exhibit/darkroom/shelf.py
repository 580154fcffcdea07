"""Files and their rows: what is missing, what is made, what nobody wants any more.

A file is written before its row. A process that dies between the two leaves a file that no row
names: the next one prints it again, or `manage.py make_renditions` takes it away. The tiles of a
picture have one row, which is written when all of them are there.
"""

import hashlib
import logging
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from posixpath import basename, dirname

import PIL.Image
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from reversion.models import Version

from exhibit.darkroom import tiles
from exhibit.darkroom.plan import FOLDER, Print, prints
from exhibit.darkroom.printing import develop, encode, enlarge
from exhibit.models import unfinished
from exhibit.models.arrivals import FOLDER as ARRIVALS
from exhibit.models.arrivals import Arrival
from exhibit.models.images import Image, measured, reading
from exhibit.models.renditions import Rendition, Shape

log = logging.getLogger(__name__)

WORKING_TIME = timedelta(minutes=10)


def missing(image: Image) -> list[Print]:
    """Return the planned renditions of `image` that have no row."""
    made = set(Rendition.objects.filter(image=image).values_list("file", flat=True))
    return [planned for planned in prints(image) if planned.name not in made]


def progress(image: Image) -> tuple[int, int]:
    """Return how many renditions of `image` are made, and how many are planned."""
    planned = sum(1 for _planned in prints(image))
    return planned - len(missing(image)), planned


def print_missing(image: Image) -> Iterator[str]:
    """Make what is missing of `image`, one by one, and yield the name of each when it is there.

    Raises:
        Exception: whatever Pillow's decoders or the storage raise where the file cannot be printed.
    """
    remove_unwanted(image)
    if not (wanted := missing(image)):
        return
    with reading(image.file) as opened:
        picture = develop(opened)
    for _size, formats in groupby(wanted, key=lambda planned: (planned.shape, planned.width)):
        first, *others = formats
        if first.shape == Shape.TILES:
            if _keep_tiles(image, first, picture):
                yield first.name
            continue
        printed = enlarge(picture, first)
        for planned in (first, *others):
            if _keep(image, planned, encode(printed, planned.format)):
                yield planned.name
    now = Image.objects.filter(pk=image.pk).first()
    if now and [*prints(now)] != [*prints(image)]:  # a curator was quicker: another file or focus
        yield from print_missing(now)


def remove_unwanted(image: Image) -> None:
    """Take away the renditions that an earlier file or focus of `image` had."""
    wanted = [planned.name for planned in prints(image)]
    Rendition.objects.filter(image=image).exclude(file__in=wanted).delete()


def orphans() -> list[str]:
    """Return the files in the folders of renditions and of arrivals that no row names; one of all tiles of a picture.

    A young one may still get its row from a process that is at work.
    """
    unnamed = []
    for folder, noun in ((FOLDER, Rendition), (ARRIVALS, Arrival)):
        named = set(noun._base_manager.values_list("file", flat=True))
        unnamed += sorted(name for file in _listed(folder)[1] if (name := f"{folder}/{file}") not in named)
    rows = Rendition.objects.filter(shape=Shape.TILES).values_list("file", flat=True)
    with_row = {dirname(name) for name in rows}
    for part in sorted(_listed(tiles.FOLDER)[0]):
        folder = f"{tiles.FOLDER}/{part}"
        if folder not in with_row and (files := _listed(folder)[1]):
            unnamed.append(f"{folder}/{files[0]}")
    return [name for name in unnamed if default_storage.get_modified_time(name) < timezone.now() - WORKING_TIME]


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Return the names of folders and files in a folder, none where it is missing.

    Object storage knows no folders: there an empty one is not missing, and one with files does not exist.
    """
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return folders, files


def lost() -> models.QuerySet[Rendition]:
    """Return the rows whose file is gone, or one of their tiles."""
    return Rendition.objects.filter(pk__in=[one.pk for one in Rendition.objects.iterator() if _is_lost(one)])


def _is_lost(one: Rendition) -> bool:
    name = str(one.file.name)
    if one.shape != Shape.TILES:
        return not default_storage.exists(name)
    return not set(tiles.files(one.width, one.height).values()) <= set(_listed(dirname(name))[1])


def undo_unfinished() -> list[str]:
    """Take back what saves and loads left in the storage that were cut off long ago; return the files' names.

    A file without a row goes, unless the history could bring its row back; one that was to be replaced, and whose row
    knows the old bytes only, gets them back.
    """
    undone = []
    for name, before in unfinished.left_over():
        image = Image.objects.filter(file=name).first()
        if image and before is not None and image.checksum == hashlib.sha512(before).hexdigest():
            if measured(image.file)[2] != image.checksum:
                default_storage.delete(name)
                default_storage.save(name, ContentFile(before))
                undone.append(name)
        elif image is None and default_storage.exists(name) and not _is_remembered(name):
            discard(name)
            undone.append(name)
        unfinished.forget(name)
    return undone


def _is_remembered(name: str) -> bool:
    versions = Version.objects.get_for_model(Image)
    return versions.filter(serialized_data__contains=f'"{name}"').exists()


def discard(name: str) -> None:
    """Delete a file from the storage, unless a row names it; a tile with all tiles of its picture."""
    if any(model._base_manager.filter(file=name).exists() for model in (Image, Rendition, Arrival)):
        return
    folder = dirname(name) if dirname(dirname(name)) == tiles.FOLDER else ""
    try:
        for one in [f"{folder}/{file}" for file in _listed(folder)[1]] + [folder] if folder else [name]:
            default_storage.delete(one)
    except OSError:
        log.exception("“%s” could not be deleted.", folder or name)


def _keep(image: Image, planned: Print, content: bytes) -> bool:
    """Store one rendition; False where another process was quicker or the image is gone."""
    if Rendition.objects.filter(file=planned.name).exists():
        return False
    stored = _store(planned.name, content)
    if not _enter(image, planned, stored, len(content)):
        return False
    if not default_storage.exists(stored):  # an earlier one of this name was being discarded; now the row holds it
        _store(stored, content)
    return True


def _keep_tiles(image: Image, planned: Print, picture: PIL.Image.Image) -> bool:
    """Store the tiles of a picture and then their row; False where another process was quicker or the image is gone."""
    if Rendition.objects.filter(file=planned.name).exists():
        return False
    byte_count = 0
    for piece, pixels in tiles.cut(picture):
        content = encode(pixels, planned.format)
        byte_count += len(content)
        stored = _store(f"{dirname(planned.name)}/{piece.file}", content)
        if basename(stored) != piece.file:  # another process is at it
            default_storage.delete(stored)
            return False
    return _enter(image, planned, planned.name, byte_count)


def _store(name: str, content: bytes) -> str:
    """Write a file and return its name; what is there may be half of it, left by a process that died."""
    if default_storage.exists(name):
        default_storage.delete(name)
    try:
        return default_storage.save(name, ContentFile(content))
    except FileNotFoundError:  # discarded while it was written
        return default_storage.save(name, ContentFile(content))


def _enter(image: Image, planned: Print, stored: str, byte_count: int) -> bool:
    """Write the row of a rendition whose file is there; without one the file goes."""
    try:
        with transaction.atomic():
            Rendition.objects.create(
                image=image,
                shape=planned.shape,
                width=planned.width,
                height=planned.height,
                format=planned.format,
                file=stored,
                byte_count=byte_count,
            )
    except IntegrityError:
        discard(stored)
        return False
    return True
