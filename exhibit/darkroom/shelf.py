"""Files and their rows: what is missing, what is made, what nobody wants any more.

A file is written before its row. A process that dies between the two leaves a file that no row
names: the next one prints it again, or `manage.py make_renditions` takes it away.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from exhibit.darkroom.plan import FOLDER, Print, prints
from exhibit.darkroom.printing import develop, encode, enlarge
from exhibit.models.arrivals import FOLDER as ARRIVALS
from exhibit.models.arrivals import Arrival
from exhibit.models.images import Image, reading
from exhibit.models.renditions import Rendition

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
    """Return the files in the folders of renditions and of arrivals that no row names.

    A young one may still get its row from a process that is at work.
    """
    unnamed = []
    for folder, noun in ((FOLDER, Rendition), (ARRIVALS, Arrival)):
        try:  # object storage knows no folders: there an empty one is not missing, and one with files does not exist
            _folders, files = default_storage.listdir(folder)
        except FileNotFoundError:
            continue
        named = set(noun._base_manager.values_list("file", flat=True))
        unnamed += sorted(name for file in files if (name := f"{folder}/{file}") not in named)
    return [name for name in unnamed if default_storage.get_modified_time(name) < timezone.now() - WORKING_TIME]


def lost() -> models.QuerySet[Rendition]:
    """Return the rows whose file is gone."""
    gone = [one.pk for one in Rendition.objects.iterator() if not default_storage.exists(str(one.file.name))]
    return Rendition.objects.filter(pk__in=gone)


def discard(name: str) -> None:
    """Delete a file from the storage, unless a row names it."""
    if any(model._base_manager.filter(file=name).exists() for model in (Image, Rendition, Arrival)):
        return
    try:
        default_storage.delete(name)
    except OSError:
        log.exception("“%s” could not be deleted.", name)


def _keep(image: Image, planned: Print, content: bytes) -> bool:
    """Store one rendition; False where another process was quicker or the image is gone."""
    if default_storage.exists(planned.name):
        if Rendition.objects.filter(file=planned.name).exists():
            return False
        default_storage.delete(planned.name)  # perhaps half of it, left by a process that died
    stored = default_storage.save(planned.name, ContentFile(content))
    try:
        with transaction.atomic():
            Rendition.objects.create(
                image=image,
                shape=planned.shape,
                width=planned.width,
                height=planned.height,
                format=planned.format,
                file=stored,
                byte_count=len(content),
            )
    except IntegrityError:
        discard(stored)
        return False
    return True
