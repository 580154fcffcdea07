"""A wrong deletion is taken back in three clicks: the record, what it owned, and who named it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.serializers import serialize
from django.db import models
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from exhibit.models import (
    Admission,
    Award,
    Citation,
    Credit,
    Event,
    Film,
    FilmTitle,
    Image,
    Place,
    Release,
    Severed,
    Source,
)
from tests.test_admin import address, filled, listing

pytestmark = pytest.mark.usefixtures("museum")


@pytest.fixture
def film() -> Film:
    """A film with more than fifty relations, of every kind that there is."""
    made = Film.objects.create(
        slug="of-many", title_en="Of many", title_ru="О многих", original_title="О многих", date="1957"
    )
    for number in range(30):
        credit = Credit.objects.create(
            film=made, slug=f"of-many-{number}", department="crew", job_en=f"job {number}", name_en=f"Name {number}"
        )
        if number < 5:
            Citation.objects.create(credit=credit, source=Source.objects.order_by("pk")[0])
    for language in ("fr", "de", "it", "pl", "cs"):
        FilmTitle.objects.create(film=made, language=language, kind="release", title=f"Title {language}")
    places = Place.objects.order_by("pk")[:5]
    for place in places:
        Release.objects.create(film=made, place=place, date="1957-10", kind_en="premiere")
    Admission.objects.create(film=made, place=places[0], tickets=1000)
    for source in Source.objects.order_by("pk")[:4]:
        Citation.objects.create(film=made, source=source)
    for noun in (Event, Award):
        for other in noun._default_manager.order_by("pk")[:4]:
            other.films.add(made)
    for image in Image.objects.order_by("pk")[:3]:
        image.shows_films.add(made)
    return made


def graph() -> list[str]:
    """Every row that a film can have to do with, by natural keys; an empty text is one, whichever way it is empty."""
    nouns: tuple[type[models.Model], ...] = (
        Film,
        FilmTitle,
        Credit,
        Release,
        Admission,
        Citation,
        Event,
        Award,
        Image,
    )
    keys = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
    rows = [serialize("json", [row], **keys) for noun in nouns for row in noun._base_manager.all()]
    return sorted(row.replace(": null", ': ""') for row in rows)


def by_its_page(client: Client, film: Film) -> None:
    assert client.post(address(film, "delete"), {"post": "yes"}).status_code == 302


def by_the_list(client: Client, film: Film) -> None:
    asked = {"action": "delete_selected", "_selected_action": [film.pk], "post": "yes"}
    assert client.post(listing(Film), asked).status_code == 302


@pytest.mark.parametrize("delete", [by_its_page, by_the_list])
def test_what_was_deleted_comes_back_with_all_its_relations(
    curator_client: Client, film: Film, delete: Callable[[Client, Film], None]
) -> None:
    """Row 11: the list of what was deleted, its page, its button; then the graph is the same."""
    before = graph()
    relations = sum(f'"{film.slug}"' in row for row in before)
    assert relations > 50
    delete(curator_client, film)
    assert not Film.objects.filter(slug=film.slug).exists()
    deleted = curator_client.get(reverse("admin:exhibit_film_recoverlist"))
    version = Version.objects.get_deleted(Film).get(object_repr__contains="many")
    recover = reverse("admin:exhibit_film_recover", args=(version.pk,))
    assert recover in deleted.content.decode()
    page = curator_client.get(recover)
    answer = curator_client.post(recover, filled(page))
    assert answer.status_code == 302, getattr(answer, "context", None) and answer.context["errors"]
    after = graph()
    assert not Severed.objects.exists()
    assert [row for row in before if row not in after] == []
    assert [row for row in after if row not in before] == []


def test_without_the_note_those_who_named_it_would_have_forgotten_it(curator_client: Client, film: Film) -> None:
    event = film.events.order_by("pk")[0]
    by_its_page(curator_client, film)
    Severed.objects.all().delete()
    version = Version.objects.get_deleted(Film).get(object_repr__contains="many")
    recover = reverse("admin:exhibit_film_recover", args=(version.pk,))
    curator_client.post(recover, filled(curator_client.get(recover)))
    assert not event.films.filter(slug=film.slug).exists()


def test_who_has_gone_meanwhile_is_passed_over(curator_client: Client, film: Film) -> None:
    event, other = film.events.order_by("pk")[:2]
    by_its_page(curator_client, film)
    event.delete()
    version = Version.objects.get_deleted(Film).get(object_repr__contains="many")
    recover = reverse("admin:exhibit_film_recover", args=(version.pk,))
    curator_client.post(recover, filled(curator_client.get(recover)))
    assert other.films.filter(slug=film.slug).exists()


def test_a_new_record_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        Source.objects.create(slug="a-new-one", title="New")
