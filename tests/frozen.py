"""A small museum with something hidden of every kind, and a frozen copy of it, made once."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from exhibit.interop.folder import FILES
from exhibit.models import (
    Award,
    AwardBody,
    AwardRecipient,
    Citation,
    Credit,
    Dispute,
    Draft,
    Edition,
    Event,
    Exhibit,
    FigureBlock,
    Film,
    FilmBlock,
    Image,
    Lane,
    PastSlug,
    Person,
    Place,
    Record,
    Release,
    Source,
    Statement,
    TextBlock,
)
from exhibit.publishing import listings
from exhibit.publishing.freezing import freeze, shelf

HIDDEN = "zanzibarquux"
"""Stands in everything that visitors may not see."""

SHOWN = "marrakeshquux"
"""Stands in something that they may: whoever looks for the other word finds this one."""

SITE_URL = "https://testserver"
KEPT: dict[type[Record], tuple[str, ...]] = {
    Film: ("cranes-are-flying",),
    Person: ("kalatozov",),
    Place: ("moscow",),
    Event: ("palme", "youth-festival"),
    AwardBody: ("cannes",),
}
STATES: dict[str, dict[str, Any]] = {
    "draft": {"status": Record.Status.DRAFT},
    "scheduled": {"status": Record.Status.PUBLISHED, "publish_at": timezone.now() + datetime.timedelta(days=30)},
    "expired": {"status": Record.Status.PUBLISHED, "unpublish_at": timezone.now() - datetime.timedelta(days=30)},
}


def empty_the_database() -> None:
    """Take out all records, as in a database that was only migrated."""
    kinds = [model for models_of_file in FILES.values() for model in models_of_file]
    Edition.objects.all().delete()
    for model in kinds:
        if issubclass(model, Record):
            model._base_manager.update(image=None)
    for model in reversed(kinds):
        model._base_manager.all().delete()


def become_small() -> None:
    """Leave few records public, so that a copy is made in seconds."""
    for model, slugs in KEPT.items():
        model._base_manager.exclude(slug__in=slugs).update(status=Record.Status.DRAFT)
    Award.objects.exclude(pk__in=Award.objects.filter(body__slug="cannes").values("pk")[:2]).update(status="draft")
    PastSlug.objects.remember("film", "letyat-zhuravli", "cranes-are-flying")
    PastSlug.objects.remember("awardbody", "kann", "cannes")
    Event.objects.filter(slug="palme").update(desk_note=HIDDEN, description_en=f"A public description: {SHOWN}.")


def hide_something_of_every_kind() -> None:
    """Put in what no visitor may see, tied to what all may see wherever that can be."""
    film, person = Film.objects.get(slug="cranes-are-flying"), Person.objects.get(slug="kalatozov")
    body, event = AwardBody.objects.get(slug="cannes"), Event.objects.get(slug="palme")
    exhibit, lane = Exhibit.objects.published().get(), Lane.objects.get(slug="war")
    source = Source.objects.create(slug=f"{HIDDEN}-source", title=HIDDEN)
    dispute = Dispute.objects.create(slug=f"{HIDDEN}-dispute", question_en=HIDDEN, resolution_en=HIDDEN)
    Statement.objects.create(slug=f"{HIDDEN}-statement", text_en=HIDDEN)
    for state, words in STATES.items():
        slug = f"{HIDDEN}-{state}"
        place = Place.objects.create(slug=slug, name_en=HIDDEN, **words)
        someone = Person.objects.create(slug=slug, name_en=HIDDEN, sort_name_en=HIDDEN, birth="1900", **words)
        other = Film.objects.create(slug=slug, title_en=HIDDEN, original_title=HIDDEN, date="1950", **words)
        hidden = Event.objects.create(
            slug=slug, title_en=HIDDEN, date="1945", lane=lane, description_en=HIDDEN, **words
        )
        giver = AwardBody.objects.create(slug=slug, name_en=HIDDEN, **words)
        prize = Award.objects.create(slug=slug, body=body, category_en=HIDDEN, date="1958", **words)
        Award.objects.create(slug=f"{slug}-of-hidden", body=giver, category_en=HIDDEN, status="published")
        Exhibit.objects.create(slug=slug, title_en=HIDDEN, lead_en=HIDDEN, film=film, position=9, **words)
        part = Credit.objects.create(film=film, slug=slug, person=someone, department="cast", job_en="actor")
        Credit.objects.create(film=other, slug=slug, person=person, department="cast", job_en=HIDDEN)
        showing = Release.objects.create(film=film, place=place, date="1957-11", kind_en=HIDDEN)
        AwardRecipient.objects.create(award=prize, person=person)
        FilmBlock.objects.create(parent=exhibit, region="story", ordering=9000, film=other, note_en=HIDDEN)
        for cited in ({"event": hidden}, {"film": other}, {"person": someone}, {"release": showing}, {"credit": part}):
            Citation.objects.create(source=source, value=HIDDEN, **cited)
        event.people.add(someone)
        event.films.add(other)
        hidden.disputes.add(dispute)
        PastSlug.objects.create(noun="film", slug=f"{slug}-before", current=slug)
    Place.objects.filter(slug=f"{HIDDEN}-draft").update(status="draft")
    Event.objects.filter(slug="youth-festival").update(place=Place.objects.get(slug=f"{HIDDEN}-draft"))
    plate = Image.objects.get(slug="crane")
    with default_storage.open(str(plate.file.name)) as opened:
        default_storage.save(f"images/{HIDDEN}.webp", opened)
    words = {"file": f"images/{HIDDEN}.webp", "alt_en": HIDDEN, "credit_en": HIDDEN, "caption_en": HIDDEN}
    Image.objects.create(slug=f"{HIDDEN}-unused", **words)
    ended = Image.objects.create(
        slug=f"{HIDDEN}-ended", rights="licensed", rights_expire_on=datetime.date(2000, 1, 1), **words
    )
    FigureBlock.objects.create(parent=exhibit, region="story", ordering=9001, image=ended, caption_en=HIDDEN)
    Person.objects.filter(pk=person.pk).update(image=ended)
    kind = ContentType.objects.get_for_model(Film)
    Draft.objects.create(content_type=kind, object_id=film.pk, base={}, contents={"synopsis_en": HIDDEN})
    hidden_story = Exhibit.objects.get(slug=f"{HIDDEN}-draft")
    TextBlock.objects.create(parent=hidden_story, region="story", ordering=1, text_en=f"<p>{HIDDEN}</p>")


@pytest.fixture(scope="session")
def quickly_packed() -> Iterator[None]:
    """Pack loosely: how tightly is no matter of tests."""
    tight = dict(shelf.QUALITY)
    shelf.QUALITY.update({".br": 1, ".gz": 1, ".zst": 1})
    yield
    shelf.QUALITY.update(tight)


@pytest.fixture(scope="session")
def frozen_copy(
    django_db_setup: None, django_db_blocker: Any, quickly_packed: None, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Where a copy of the small museum lies: a folder as `freeze` makes it."""
    folder = tmp_path_factory.mktemp("frozen")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(SITE_URL=SITE_URL):
        become_small()
        hide_something_of_every_kind()
        with patch.object(listings, "PER_SHEET", 1):
            freeze(folder, jobs=1)
        transaction.set_rollback(True)
    default_storage.delete(f"images/{HIDDEN}.webp")
    return folder
