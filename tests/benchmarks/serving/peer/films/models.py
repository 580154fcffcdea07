"""A film page, its rows, and the snippets that they name."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.snippets.models import register_snippet
from wagtailcache.cache import WagtailCacheMixin


@register_snippet
class Person(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)

    def __str__(self):
        return self.name


@register_snippet
class AwardBody(models.Model):
    name = models.CharField(max_length=150)
    slug = models.SlugField(unique=True)

    def __str__(self):
        return self.name


class FilmList(Page):
    """What stands above the films in the address."""


class FilmPage(WagtailCacheMixin, Page):
    date = models.CharField(max_length=40)
    running_time_minutes = models.PositiveSmallIntegerField(null=True)
    country = models.CharField(max_length=100)
    studio = models.CharField(max_length=100)
    genre = models.CharField(max_length=100)
    significance = models.TextField()
    synopsis = RichTextField()

    def get_context(self, request):
        """Each kind of row is one query, whatever it names."""
        return super().get_context(request) | {
            "film_credits": self.film_credits.select_related("person"),
            "awards": self.awards.select_related("body", "person"),
            "events": self.events.all(),
        }


class Credit(Orderable):
    film = ParentalKey(FilmPage, on_delete=models.CASCADE, related_name="film_credits")
    person = models.ForeignKey(Person, models.PROTECT)
    department = models.CharField(max_length=20)
    job = models.CharField(max_length=100)


class Award(Orderable):
    film = ParentalKey(FilmPage, on_delete=models.CASCADE, related_name="awards")
    body = models.ForeignKey(AwardBody, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT)
    category = models.CharField(max_length=150)
    date = models.CharField(max_length=40)


class Event(Orderable):
    film = ParentalKey(FilmPage, on_delete=models.CASCADE, related_name="events")
    title = models.CharField(max_length=200)
    date = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    description = models.TextField()
