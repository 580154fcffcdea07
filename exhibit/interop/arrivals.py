"""Pictures on their way in: a file is looked through and kept until it has its words, then it is an image's.

What is refused is never kept. What is kept and never described is thrown away after a month.
"""

import io
import re
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from exhibit.darkroom.printing import develop, encode
from exhibit.interop.slugs import free, stem
from exhibit.models import Arrival, Image, apart
from exhibit.models.images import FORMATS, measured, reading, wash
from exhibit.models.renditions import Format

MOST_MEGABYTES = 50
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
MOST_WAITING = 100
"""Files of one curator that may wait for their words at once."""

KEPT = timedelta(days=30)
THUMBNAIL = 400
"""The longer side of a thumbnail, in pixels."""

LONGEST_SLUG = 50
KEY = re.compile("[0-9a-f]{32}")


class Refused(Exception):  # noqa: N818 - an answer to a curator, and no fault of the program
    """A file that is not taken; the text says why and what to do. `twin` is what the museum has of it."""

    def __init__(self, words: str, twin: Image | Arrival | None = None) -> None:
        super().__init__(words)
        self.twin = twin


class Gone(Exception):  # noqa: N818
    """The file was described or thrown away in the meantime, in another window."""


def receive(file: Any, curator: Any, *, key: str = "", is_wanted_twice: bool = False) -> Arrival:
    """Keep an uploaded file until it has its words; the same key once more is the same file.

    Raises:
        Refused: saying what is wrong with the file and what to do.
    """
    Arrival.objects.filter(arrived_at__lt=timezone.now() - KEPT).delete()
    mine = Arrival.objects.filter(curator=curator).defer("thumbnail")
    if known := mine.filter(key=key).first():
        return known
    if mine.count() >= MOST_WAITING:
        text = ngettext(
            "%(count)d picture waits for its words already. Save or throw away some, then send this one again.",
            "%(count)d pictures wait for their words already. Save or throw away some, then send this one again.",
            MOST_WAITING,
        )
        raise Refused(text % {"count": MOST_WAITING})
    arrival = Arrival(curator=curator, file=file, name=file.name[:255], is_wanted_twice=is_wanted_twice)
    arrival.key = key if KEY.fullmatch(key) else secrets.token_hex(16)
    _look_through(arrival)
    twin = None if is_wanted_twice else twin_of(arrival)
    if twin is None:
        arrival.slug = free_slug(stem(PurePath(arrival.name).stem, LONGEST_SLUG))
        try:
            with transaction.atomic():
                arrival.save()
        except IntegrityError:  # the same file, or the same key, by a request beside this one
            if known := mine.filter(key=key).first():
                return known
            twin = twin_of(arrival)
        else:
            return arrival
    words = gettext("The museum has this file already:")
    if isinstance(twin, Arrival):
        words = gettext("You have sent this file already; it waits for its words:")
    raise Refused(words, twin)


def too_large(name: str) -> Refused:
    """Return the refusal of a file with too many bytes."""
    text = gettext("This file is larger than %(number)d MB. Save the picture smaller, or as JPEG, and use that file.")
    return Refused(text % {"number": MOST_MEGABYTES})


def twin_of(arrival: Arrival) -> Image | Arrival | None:
    """Return what has the same file: an image, or what its curator sent before."""
    image = Image.objects.filter(checksum=arrival.checksum).first()
    sent = Arrival.objects.filter(checksum=arrival.checksum, curator=arrival.curator).exclude(pk=arrival.pk)
    return image or sent.first()


def free_slug(wanted: str) -> str:
    """Return `wanted`, or with the first number that no image and no waiting file has."""
    beginning = wanted[: LONGEST_SLUG - len("-9999")]
    taken: set[str] = set()
    for noun in (Image, Arrival):
        taken |= set(noun._default_manager.filter(slug__startswith=beginning).values_list("slug", flat=True))
    return free(wanted, taken, LONGEST_SLUG)


def hand_on(arrival: Arrival, image: Image) -> None:
    """Make the image, which has its words, of the file that waits for it: both change, or nothing does.

    Raises:
        Gone: if the file does not wait any more.
    """
    with transaction.atomic():
        if not Arrival.objects.filter(pk=arrival.pk).delete()[0]:
            raise Gone
        try:
            with reading(arrival.file) as opened:
                image.file = File(opened, name=arrival.name)
                image.save()
        except FileNotFoundError as problem:  # the folder of pictures was cleared behind the desk
            raise Gone from problem


def _look_through(arrival: Arrival) -> None:
    """Measure a file that shows to be sound."""
    others = {field.name for field in Arrival._meta.fields} - {"file"}
    try:
        arrival.clean_fields(exclude=others)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from problem
    wash(arrival.file)
    arrival.width, arrival.height, arrival.checksum = measured(arrival.file)
    with suppress(Exception), reading(arrival.file) as opened:  # a picture without a thumbnail is one all the same
        if (arrival.width or 0) * (arrival.height or 0) > apart.LARGE:
            opened = io.BytesIO(apart.decoded(opened, sorted(set(FORMATS.values())), THUMBNAIL))
        arrival.thumbnail = encode(develop(opened, THUMBNAIL), Format.WEBP)
