"""Images: the file, its words, its rights, and how far its renditions are."""

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from js_asset import Script

from exhibit import darkroom
from exhibit.admin.forms import each
from exhibit.admin.readiness import Watched, change_address
from exhibit.admin.record import TranslatedAdmin
from exhibit.admin.uploads import UploadsMany
from exhibit.languages import original_of
from exhibit.models import Image


@admin.register(Image)
class ImageAdmin(UploadsMany, Watched, TranslatedAdmin):
    """Pictures that records and stories show."""

    list_display = ("preview", "slug", "alt", "credit", "rights", "rights_expire_on")
    list_display_links = ("preview", "slug")
    list_filter = ("rights", "rights_expire_on")
    search_fields = ("slug", "alt", "caption", "credit")
    autocomplete_fields = ("shows_people", "shows_films")
    readonly_fields = ("preview", "size", "progress")
    actions = ("make_renditions_again",)
    fieldsets = (
        (None, {"fields": ("preview", "file", "size", "progress", "slug")}),
        (_("Words"), {"fields": (each("alt"), each("caption"))}),
        (_("Credit and rights"), {"fields": (each("credit"), ("rights", "rights_expire_on"))}),
        (
            _("Kept in view when cropped"),
            {
                "fields": (("focal_x", "focal_y"),),
                "description": _("Once the picture is saved, click on it above at what must stay in view."),
            },
        ),
        (_("Shown"), {"fields": ("shows_people", "shows_films")}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Image]:
        """Load the renditions of all images of a page in one query."""
        images: models.QuerySet[Image] = super().get_queryset(request).prefetch_related("renditions")
        return images

    @property
    def media(self) -> Any:
        """Add the module by which the focus is set on the picture."""
        return super().media + forms.Media(js=[Script("js/focus-desk.js", type="module")])

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the form field; the focus says in words how it is set, and rights are chosen, never given."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "rights" and field is not None:
            field.initial, field.choices = None, [*BLANK_CHOICE_DASH, *Image.Rights.choices]
        if db_field.name == "focal_x" and field is not None:
            words = {
                "label": gettext("Focus: click on the picture, or move it by the arrow keys (with Shift farther)"),
                "said": gettext("Focus: {x} from the left, {y} from the top, in per cent."),
            }
            field.widget.attrs["data-focus"] = json.dumps(words, ensure_ascii=False)
        return field

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Say if the museum has the same file already."""
        super().save_related(request, form, formsets, change)
        if "file" in form.changed_data:
            self.tell_of_twins(request, form.instance)

    def tell_of_twins(self, request: HttpRequest, image: Image) -> None:
        """Say what else has the file of a picture that was just saved."""
        twins = Image.objects.exclude(pk=image.pk).filter(checksum=image.checksum) if image.checksum else []
        if twins:
            links = format_html_join(", ", '<a href="{}">{}</a>', ((change_address(twin), twin) for twin in twins))
            words = format_html("{} {}", gettext("The museum has this file already:"), links)
            self.message_user(request, words, messages.WARNING)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Offer a key for a new picture."""
        return {"slug": (original_of("alt"),)} if obj is None else {}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The key stays once it is given: printed labels lead to the picture's page by it."""
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields

    def view_on_site(self, obj: models.Model) -> str | None:
        """Return the picture's own page, None where visitors do not see it now."""
        is_shown = Image.objects.shown().filter(pk=obj.pk).exists()
        return obj.get_absolute_url() if isinstance(obj, Image) and is_shown else None

    @admin.display(description=_("picture"))
    def preview(self, image: Image) -> str:
        """The picture itself, small: a rendition, or the file as long as there is none."""
        if not image.file:
            return "–"
        cut = image.renditions.whole() if image.pk else None
        address = cut.smallest.file.url if cut else image.file.url
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', address)

    @admin.display(description=_("size"))
    def size(self, image: Image) -> str:
        """Width and height in pixels."""
        return f"{image.width} × {image.height}" if image.width else "–"

    @admin.display(description=_("copies for visitors"))
    def progress(self, image: Image) -> str:
        """How many renditions are there; they are made after the save."""
        made, planned = darkroom.progress(image) if image.pk else (0, 0)
        if not planned:
            return "–"
        if made == planned:
            words = ngettext("%(count)d rendition made.", "All %(count)d renditions made.", planned)
            return words % {"count": planned}
        return gettext("%(made)d of %(planned)d renditions made. Visitors see the file itself until then.") % {
            "made": made,
            "planned": planned,
        }

    @admin.action(permissions=["change"], description=_("Make renditions again"))
    def make_renditions_again(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """Remove the renditions of the selected images and have them made in the background."""
        count = 0
        for image in queryset:
            darkroom.reprint(image)
            count += 1
        message = ngettext(
            "The renditions of %(count)d image are being made.",
            "The renditions of %(count)d images are being made.",
            count,
        )
        self.message_user(request, message % {"count": count})
