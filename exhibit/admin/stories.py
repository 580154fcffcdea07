"""The exhibit: a story composed of blocks, each kind with its own form."""

from typing import Any

from content_editor.admin import ContentEditor, ContentEditorInline
from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from js_asset import JSON, Media, Script
from modeltranslation.admin import TranslationStackedInline

from exhibit import models as nouns
from exhibit.admin.editions import InEditions
from exhibit.admin.forms import Multilingual, columns, each
from exhibit.admin.record import PUBLICATION, RecordAdmin
from exhibit.models import Exhibit


class BlockInline(Multilingual, ContentEditorInline):
    """A block; its head shows the icon, the kind and the first words."""

    color = "var(--body-quiet-color)"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """The block's own fields, and the two hidden ones in which the editor keeps its place."""
        return (*self.fields, "region", "ordering")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Load what the head of each block names in the same query, and the lists of all blocks in one more each."""
        names = [
            field.name for field in self.model._meta.concrete_fields if field.many_to_one and field.name != "parent"
        ]
        queryset: models.QuerySet[Any] = super().get_queryset(request)
        queryset = queryset.prefetch_related(*(field.name for field in self.model._meta.many_to_many))
        return queryset.select_related(*names) if names else queryset


class TranslatedBlockInline(BlockInline, TranslationStackedInline):
    """A block with words of its own."""


class ChapterForm(forms.ModelForm):
    """Takes an empty address for none yet: two new chapters do not have the same one."""

    def clean_slug(self) -> str | None:
        return self.cleaned_data["slug"] or None


class ChapterInline(TranslatedBlockInline):
    model = nouns.ChapterBlock
    form = ChapterForm
    icon = "bookmark"
    fields = (each("title"), each("summary_text"), "slug")


class TextInline(TranslatedBlockInline):
    model = nouns.TextBlock
    icon = "notes"
    fields = (each("text"),)


class QuotationInline(TranslatedBlockInline):
    model = nouns.QuotationBlock
    icon = "format_quote"
    fields = (each("quotation"), each("attribution"), "source")
    autocomplete_fields = ("source",)


class FigureInline(TranslatedBlockInline):
    model = nouns.FigureBlock
    icon = "image"
    fields = (("image", "width"), each("caption"))
    autocomplete_fields = ("image",)


class FilmInline(TranslatedBlockInline):
    model = nouns.FilmBlock
    icon = "movie"
    fields = ("film", each("note"))
    autocomplete_fields = ("film",)


class PersonInline(TranslatedBlockInline):
    model = nouns.PersonBlock
    icon = "person"
    fields = ("person", each("note"))
    autocomplete_fields = ("person",)


class TimelineInline(TranslatedBlockInline):
    model = nouns.TimelineBlock
    icon = "timeline"
    fields = (each("title"), "events")
    autocomplete_fields = ("events",)


class AwardListInline(TranslatedBlockInline):
    model = nouns.AwardListBlock
    icon = "emoji_events"
    fields = (each("title"), "awards")
    autocomplete_fields = ("awards",)


class DisputeInline(BlockInline):
    model = nouns.DisputeBlock
    icon = "compare_arrows"
    fields = ("dispute",)
    autocomplete_fields = ("dispute",)


class DiagramInline(TranslatedBlockInline):
    model = nouns.DiagramBlock
    icon = "gesture"
    fields = ("drawing", each("title"), each("caption"))


@admin.register(Exhibit)
class ExhibitAdmin(InEditions, RecordAdmin, ContentEditor):
    """A story: its opening, and its blocks in order."""

    list_display = (*columns(Exhibit, "title"), "film", "position", "standing", "page")
    list_select_related = ("film",)
    may_be_merged = False  # two stories are two
    search_fields = ("title", "subtitle", "lead", "slug")
    autocomplete_fields = ("film", "image", "disputes")
    inlines = (
        ChapterInline,
        TextInline,
        QuotationInline,
        FigureInline,
        FilmInline,
        PersonInline,
        TimelineInline,
        AwardListInline,
        DisputeInline,
        DiagramInline,
    )
    fieldsets = (
        (None, {"fields": (each("title"), each("subtitle"), each("lead"), each("closing"))}),
        (_("Shown with it"), {"fields": (("film", "image", "drawing"), "disputes", "position")}),
        (PUBLICATION[0], {"fields": (*PUBLICATION[1]["fields"], "is_announced")}),
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new exhibit comes last: what opens the home page is chosen, never taken over."""
        last = Exhibit.objects.aggregate(last=Max("position"))["last"]
        return {"position": 0 if last is None else last + 1} | super().get_changeform_initial_data(request)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Put our module before the content editor's, with the words that it says; also where history is shown."""
        response = super().render_change_form(request, context, *args, **kwargs)
        words = {
            "add": gettext("Add a block here"),
            "up": gettext("Move this block up"),
            "down": gettext("Move this block down"),
            "open": gettext("Open or close this block"),
            "moved": gettext("Now at place {place} of {count}."),
        }
        ours = Media(js=[JSON(words, id="story-desk-words"), Script("js/story-desk.js", type="module")])
        response.context_data["media"] = ours + response.context_data["media"]
        return response
