"""Images: the file, its words, its rights."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from exhibit.admin.forms import both
from exhibit.admin.record import TranslatedAdmin
from exhibit.models import Image


@admin.register(Image)
class ImageAdmin(TranslatedAdmin):
    """Pictures that records and stories show."""

    list_display = ("preview", "slug", "alt", "credit", "rights", "rights_expire_on")
    list_display_links = ("preview", "slug")
    list_filter = ("rights", "rights_expire_on")
    search_fields = ("slug", "alt", "caption", "credit")
    autocomplete_fields = ("shows_people", "shows_films")
    readonly_fields = ("preview", "size")
    fieldsets = (
        (None, {"fields": ("preview", "file", "size", "slug")}),
        (_("Words"), {"fields": (both("alt"), both("caption"))}),
        (_("Credit and rights"), {"fields": (both("credit"), ("rights", "rights_expire_on"))}),
        (_("Kept in view when cropped"), {"fields": (("focal_x", "focal_y"),)}),
        (_("Shown"), {"fields": ("shows_people", "shows_films")}),
    )

    @admin.display(description=_("picture"))
    def preview(self, image: Image) -> str:
        """The picture itself, small."""
        return (
            format_html('<img class="preview" src="{}" alt="" loading="lazy">', image.file.url) if image.file else "–"
        )

    @admin.display(description=_("size"))
    def size(self, image: Image) -> str:
        """Width and height in pixels."""
        return f"{image.width} × {image.height}" if image.width else "–"
