"""People."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from exhibit.admin.forms import CitationInline, columns, each
from exhibit.admin.record import PUBLICATION, RecordAdmin, in_words
from exhibit.models import Person


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    """Lives, in the order in which a page tells them."""

    list_display = (*columns(Person, "name"), "born", "died", "occupations", "standing", "page")
    search_fields = ("name", "sort_name", "other_names", "native_name", "slug")
    source_of_slug = "name"
    autocomplete_fields = ("birth_place", "death_place", "image", "disputes")
    inlines = (CitationInline,)
    fieldsets = (
        (None, {"fields": (each("name"), each("sort_name"), each("other_names"), ("native_name", "native_language"))}),
        (
            _("Life"),
            {
                "fields": (
                    ("birth", "birth_place"),
                    each("birth_note"),
                    ("death", "death_place"),
                    each("death_note"),
                    each("occupations"),
                    each("biography"),
                    each("honours"),
                )
            },
        ),
        (_("Evidence and picture"), {"fields": (each("note"), "disputes", "image")}),
        PUBLICATION,
        (_("Identifiers"), {"fields": (("imdb_id", "tmdb_id", "wikidata_id"),), "classes": ("collapse",)}),
    )

    @admin.display(description=_("born"), ordering="birth_earliest")
    def born(self, person: Person) -> str:
        """The date of birth in words."""
        return in_words(person.birth)

    @admin.display(description=_("died"), ordering="death_earliest")
    def died(self, person: Person) -> str:
        """The date of death in words."""
        return in_words(person.death)
