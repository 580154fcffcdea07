"""When renditions are made and removed: after a commit, in the background or right now."""

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.db import connections, transaction
from django.db.models.signals import post_delete, post_save

from exhibit.darkroom import shelf
from exhibit.models.arrivals import Arrival
from exhibit.models.images import Image
from exhibit.models.renditions import Rendition

log = logging.getLogger(__name__)


def carry_out(pk: int) -> None:
    """Make what is missing of one image; a picture that cannot be printed is logged, and shown as a card."""
    image = Image.objects.filter(pk=pk).first()
    if image is None:
        return
    try:
        for _name in shelf.print_missing(image):
            pass
    except Exception:  # decoders raise nearly anything, and one bad picture must not stop the next
        log.exception("The renditions of “%s” were not made. Try: manage.py make_renditions", image.slug)


class Background:
    """One thread and one queue: a save returns at once, and one picture at a time is in memory."""

    def __init__(self) -> None:
        self.waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.starting = threading.Lock()
        self.thread: threading.Thread | None = None

    def __call__(self, pk: int) -> None:
        self.waiting.put(pk)
        with self.starting:
            if self.thread is None or not self.thread.is_alive():  # a forked process has none either
                self.thread = threading.Thread(target=self._work, name="darkroom", daemon=True)
                self.thread.start()

    def _work(self) -> None:
        while True:
            pk = self.waiting.get()
            try:
                carry_out(pk)
            except Exception:  # the database may be locked or away; the command finds what is missing
                log.exception("The darkroom could not look up image %d.", pk)
            finally:
                connections.close_all()


in_background = Background()
_clerk: ContextVar[Callable[[int], None] | None] = ContextVar("clerk", default=None)


def order(pk: int) -> None:
    """Have the renditions of one image made by whoever takes orders now."""
    (_clerk.get() or in_background)(pk)


def reprint(image: Image) -> None:
    """Take away every rendition of `image` and have them made again; kept where the picture itself is gone."""
    if not image.file or not image.file.storage.exists(str(image.file.name)):
        return
    Rendition.objects.filter(image=image).delete()
    transaction.on_commit(partial(order, image.pk))


@contextmanager
def _taken_by(clerk: Callable[[int], None]) -> Iterator[None]:
    before = _clerk.set(clerk)
    try:
        yield
    finally:
        _clerk.reset(before)


@contextmanager
def at_once() -> Iterator[None]:
    """Make renditions before the commit returns."""
    with _taken_by(carry_out):
        yield


@contextmanager
def postponed() -> Iterator[None]:
    """Make none: whoever asks for this calls `make_renditions` afterwards, or does without."""
    with _taken_by(lambda _pk: None):
        yield


def _after_save(instance: Image, using: str, **_kwargs: Any) -> None:
    shelf.remove_unwanted(instance)
    if shelf.missing(instance):
        transaction.on_commit(partial(order, instance.pk), using=using)


def _after_deletion(instance: Rendition | Arrival, using: str, **_kwargs: Any) -> None:
    if instance.file:
        name = str(instance.file.name)
        transaction.on_commit(lambda: shelf.discard(name), using=using, robust=True)


def attend() -> None:
    """Follow what happens to images; called once, when the app is ready."""
    post_save.connect(_after_save, sender=Image, dispatch_uid="darkroom")
    for noun in (Rendition, Arrival):
        post_delete.connect(_after_deletion, sender=noun, dispatch_uid="darkroom")
