"""Films, and what a film owns: titles, credits, releases, admissions.

Credits come before films: a page registers what it owns with the history when it is made, and
the history of a film has to know by then that a credit owns citations.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibit.admin.forms import CitationInline, Ordered, Rows, columns, each
from exhibit.admin.lists import FewChoicesFilter
from exhibit.admin.record import PUBLICATION, RecordAdmin, TranslatedAdmin, in_words, page_of
from exhibit.languages import original_of
from exhibit.models import Admission, Credit, Film, FilmTitle, Release


class CreditForm(forms.ModelForm):
    """Asks for a person or a name in the first language, as the database does."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("person") and not cleaned.get(original_of("name")) and not self.errors.get("person"):
            self.add_error("person", _("Choose a person, or write a name in the museum’s first language."))
        return cleaned


class PartOfFilmAdmin(TranslatedAdmin):
    """A page for a row that belongs to a film and has citations of its own."""

    list_filter = (("film", FewChoicesFilter), "confidence")
    list_select_related: tuple[str, ...] = ("film", "place")
    search_fields: tuple[str, ...] = ("film__title", "film__original_title", "place__name", "note")
    autocomplete_fields: tuple[str, ...] = ("film", "place")
    inlines = (CitationInline,)

    def view_on_site(self, obj: Any) -> str | None:
        """The film's page shows its parts."""
        return page_of(obj.film)

    # Here there are no drafts: whoever may not publish films drafts their parts on the film's own page.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and request.user.has_perm("exhibit.publish_film")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and request.user.has_perm("exhibit.publish_film")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and request.user.has_perm("exhibit.publish_film")


@admin.register(Credit)
class CreditAdmin(PartOfFilmAdmin):
    """Who did what on which film."""

    form = CreditForm
    list_display = ("who", "department", "job", "character", "film", "billing_order", "confidence")
    list_filter = ("department", ("film", FewChoicesFilter), "is_on_screen", "confidence")
    list_select_related = ("film", "person")
    ordering = ("film_id", "billing_order", "slug")  # film by film, along an index
    search_fields = ("person__name", "name", "credited_as", "job", "character", "film__title", "film__original_title")
    autocomplete_fields = ("film", "person")
    fieldsets = (
        (None, {"fields": ("film", "person", each("name"))}),
        (_("Work"), {"fields": ("department", each("job"), each("character"))}),
        (_("On the screen"), {"fields": (("credited_as", "billing_order"), "is_on_screen")}),
        (_("Evidence"), {"fields": ("confidence", each("note"))}),
    )

    @admin.display(description=pgettext_lazy("of a person", "name"))
    def who(self, credit: Credit) -> str:
        """The person's name, or the name written here."""
        return credit.name_in_full


@admin.register(Release)
class ReleaseAdmin(PartOfFilmAdmin):
    """Where and when a film opened."""

    list_display = ("film", "place", "opened", "kind", "confidence")
    fieldsets = (
        (None, {"fields": ("film", "place", "date", each("kind"))}),
        (_("Evidence"), {"fields": ("confidence", each("note"))}),
    )

    @admin.display(description=_("date"), ordering="date_earliest")
    def opened(self, release: Release) -> str:
        """The date in words."""
        return in_words(release.date)


@admin.register(Admission)
class AdmissionAdmin(PartOfFilmAdmin):
    """How many people came."""

    list_display = ("film", "place", "tickets", "confidence")
    ordering = ("film_id", "-tickets", "pk")
    fieldsets = (
        (None, {"fields": ("film", "place", "tickets")}),
        (_("Evidence"), {"fields": ("confidence", each("note"))}),
    )


class FilmTitleInline(admin.TabularInline):
    """Titles elsewhere and before."""

    model = FilmTitle
    extra = 0


class CreditInline(Ordered, Rows):
    """The list of credits; the rest of a credit is on its own page."""

    model = Credit
    form = CreditForm
    order_field = "billing_order"
    fields = ("person", "name", "department", "job", "character", "billing_order")
    autocomplete_fields = ("person",)
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Credit]:
        """In billing order, with people."""
        queryset: Any = super().get_queryset(request)
        return queryset.with_people().in_billing_order()


class ReleaseInline(Rows):
    """Openings; their citations are on their own pages."""

    model = Release
    fields = ("place", "date", "kind", "confidence", "note")
    autocomplete_fields = ("place",)
    show_change_link = True


class AdmissionInline(Rows):
    """Tickets sold; citations are on their own pages."""

    model = Admission
    fields = ("place", "tickets", "confidence", "note")
    autocomplete_fields = ("place",)
    show_change_link = True


@admin.register(Film)
class FilmAdmin(RecordAdmin):
    """Films as works."""

    list_display = (*columns(Film, "title"), "made", "country", "standing", "page")
    search_fields = ("title", "original_title", "transliteration", "titles__title", "slug")
    autocomplete_fields = ("image", "disputes")
    inlines = (FilmTitleInline, CreditInline, ReleaseInline, AdmissionInline, CitationInline)
    fieldsets = (
        (None, {"fields": (each("title"), ("original_title", "original_language", "transliteration"), "date")}),
        (_("Texts"), {"fields": (each("synopsis"), each("significance"), each("based_on"))}),
        (
            _("The film"),
            {
                "fields": (
                    ("running_time_minutes", "aspect_ratio"),
                    each("colour"),
                    each("sound"),
                    each("spoken_language"),
                    each("country"),
                    each("studio"),
                    each("genre"),
                )
            },
        ),
        (_("Evidence and picture"), {"fields": (each("note"), "disputes", "image")}),
        PUBLICATION,
        (
            _("Identifiers"),
            {"fields": (("imdb_id", "tmdb_id", "wikidata_id", "criterion_spine"),), "classes": ("collapse",)},
        ),
    )

    @admin.display(description=_("year"), ordering="date_earliest")
    def made(self, film: Film) -> str:
        """The year in words."""
        return in_words(film.date)
