"""What every page of the desk shares: search in every language, history, publication.

History is kept by reversion, which knows only what was saved through it. A record that came with
the fixtures has no version yet, so one is kept before its first change and before every deletion.
"""

import datetime
from typing import Any

from csp.constants import NONCE, SELF
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from js_asset import Media
from modeltranslation.admin import TranslationAdmin
from modeltranslation.translator import NotRegistered, translator
from reversion.admin import VersionAdmin

from exhibit import curation
from exhibit.admin.bulk import asked
from exhibit.admin.chosen import load_chosen
from exhibit.admin.drafts import Drafted
from exhibit.admin.forms import Multilingual
from exhibit.admin.history import Historic
from exhibit.admin.lists import LongPaginator
from exhibit.admin.merging import Merged
from exhibit.admin.publication import state_of, tell_of_schedule
from exhibit.admin.readiness import Watched, hold_back
from exhibit.admin.tables import Tabled
from exhibit.admin.together import Together, one_at_a_time
from exhibit.admin.translations import Translated
from exhibit.admin.usage import Used, tell_editions
from exhibit.curation import versions
from exhibit.dates import UncertainDate
from exhibit.languages import active, columns_of, original_of
from exhibit.models import PastSlug, Record
from exhibit.models.names import spelled

PUBLICATION = (_("Publication"), {"fields": (("slug", "status"), ("publish_at", "unpublish_at"))})
"""The last fieldset of every record."""

MOST_NAMED = 20
"""Records that are named in messages one by one; the page before has shown more."""


def in_every_language(model: type[models.Model], path: str) -> list[str]:
    """Return the lookups that search `path`, for example "body__name", in all its languages.

    Each ignores case for Cyrillic too, which SQLite's `icontains` does not.
    """
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    try:
        translated = name in translator.get_options_for_model(model).all_fields
    except NotRegistered:
        translated = False
    columns = columns_of(name) if translated else [name]
    return ["__".join([*relations, column, "contains_any_case"]) for column in columns]


def in_words(date: UncertainDate | None) -> str:
    """A date as visitors read it, in the curator's language."""
    return date.words(active(), short=True) if date else "–"


class DeskAdmin(Tabled, Together, Historic, Used, Multilingual, VersionAdmin):
    """A page for one noun whose columns are in one language only."""

    history_latest_first = True
    list_per_page = 50
    paginator = LongPaginator
    show_full_result_count = False
    search_help_text = _("In every language, in any letter case.")

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Expand `search_fields`, which name model fields, into lookups."""
        return [lookup for path in self.search_fields for lookup in in_every_language(self.model, path)]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Say how many rows there are only where they are counted, and beside the search only what it found."""
        found = super().get_changelist_instance(request)
        is_long = found.paginator.is_long
        if is_long:
            found.result_count = len(found.result_list)  # nor can all be chosen at once
        if is_long or not (found.query or found.has_active_filters):
            found.show_full_result_count, found.full_result_count = True, found.result_count
        return found

    # The page

    def view_on_site(self, obj: models.Model) -> str | None:
        """Return the address at which visitors see `obj` now, None where they do not."""
        return page_of(obj)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Give the editors' import map, and the style element they make, this response's nonce."""
        load_chosen(
            [
                context["adminform"].form,
                *(f for inline in context["inline_admin_formsets"] for f in inline.formset.forms),
            ]
        )
        response = super().render_change_form(request, context, *args, **kwargs)
        media = response.context_data["media"]
        if isinstance(media, Media):
            response.context_data["media"] = media.with_nonce(request.csp_nonce)  # type: ignore[attr-defined]
            response._csp_update = {"style-src": [NONCE]}
        if context.get("has_preview"):
            response._csp_update = getattr(response, "_csp_update", {}) | {"frame-src": [SELF]}
        return response

    # History

    def keep(self, obj: models.Model, comment: str, user: Any = None) -> None:
        """Keep a version of `obj`, and of what it owns, as they are in the database; `user` made them so."""
        versions.keep(obj, comment, user)

    def keep_first(self, obj: models.Model | None) -> None:
        """Keep `obj` as it was before anybody changed it here, unless a version of it exists."""
        if obj is not None:
            versions.keep_first(self.model, [obj])

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        with one_at_a_time(self, request, object_id):
            self.compare(request, object_id)
            if request.method == "POST" and self.has_change_permission(request):
                self.keep_first(self.get_object(request, unquote(object_id)))
            return super().change_view(request, object_id, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        self.keep(obj, gettext("As it was before its deletion."))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for obj in queryset:
            self.keep(obj, gettext("As it was before its deletion."))
        super().delete_queryset(request, queryset)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """List without reversion's frame, which would make one version of all that an action changes.

        To revert one of those records would then revert the others with it.
        """
        may_change = {"has_change_permission": self.has_change_permission(request)}
        context = {**may_change, **self.offers(request), **(extra_context or {})}
        return super(VersionAdmin, self).changelist_view(request, context)


class TranslatedAdmin(Translated, DeskAdmin, TranslationAdmin):
    """A page for one noun with texts in every language."""


class RecordAdmin(Drafted, Merged, Watched, TranslatedAdmin):
    """A page for a record: it has an address, and it is published or not."""

    actions = ("publish", "withdraw")
    may_be_merged = True
    list_filter: tuple[Any, ...] = ("status",)
    source_of_slug = "title"

    def get_prepopulated_fields(self, request: HttpRequest, obj: models.Model | None = None) -> dict[str, Any]:
        """Offer an address for a new record; a record that has one keeps it until it is changed by hand."""
        return {"slug": (original_of(self.source_of_slug),)} if obj is None else {}

    def get_ordering(self, request: HttpRequest) -> Any:
        """Names go along the index of their alphabet."""
        if self.model.spelled_by:
            return (spelled(self.model.spelled_by, active()), "slug")
        return super().get_ordering(request)

    @admin.display(description=_("status"), ordering="status")
    def standing(self, record: Record) -> str:
        """Draft or published, and whether visitors see it now where these differ."""
        return format_html('<span class="status status--{}">{}</span>', record.status, state_of(record))

    @admin.display(description=_("page"))
    def page(self, record: Record) -> str:
        """A link to what visitors see."""
        if not record.is_published() or not hasattr(record, "get_absolute_url"):
            return "–"
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), gettext("View"))

    @admin.action(permissions=["publish"], description=_("Publish the selected %(verbose_name_plural)s"))
    def publish(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse | None:
        """Ask, then publish what is ready."""
        if response := asked(self, request, queryset, Record.Status.PUBLISHED):
            return response
        count = self._set_status(request, queryset, Record.Status.PUBLISHED)
        message = ngettext("%(count)d record was published.", "%(count)d records were published.", count)
        self.message_user(request, message % {"count": count})
        return None

    @admin.action(permissions=["publish"], description=_("Withdraw the selected %(verbose_name_plural)s"))
    def withdraw(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse | None:
        """Ask, then make drafts of them."""
        if response := asked(self, request, queryset, Record.Status.DRAFT):
            return response
        count = self._set_status(request, queryset, Record.Status.DRAFT)
        message = ngettext("%(count)d record is a draft again.", "%(count)d records are drafts again.", count)
        self.message_user(request, message % {"count": count})
        return None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what it owns; what is not ready stays a draft, with all that was written."""
        super().save_related(request, form, formsets, change)
        record = form.instance
        was_published = getattr(request, "was_published", False)  # as visitors saw it, before any draft
        keeps_draft = getattr(request, "keeps_draft", False)
        if keeps_draft:
            return
        if was_published and record.status == Record.Status.DRAFT:
            words = gettext("Visitors no longer see “%(name)s”: it is a draft.") % {"name": record}
            self.message_user(request, words, messages.WARNING)
            tell_editions(self, request, record)
        if record.status == Record.Status.PUBLISHED and not was_published:
            found = curation.readiness(record)
            if not found.is_ready:
                record.status = Record.Status.DRAFT
                record.save(update_fields=["status"])
                hold_back(self, request, [found])
        tell_of_schedule(self, request, record)

    def _set_status(self, request: HttpRequest, queryset: models.QuerySet[Any], status: str) -> int:
        """Change those that have another status, each with a version of its own; return their number."""
        changed = list(queryset.exclude(status=status))
        if status == Record.Status.PUBLISHED:
            held = [found for found in curation.of_records(changed).values() if not found.is_ready]
            hold_back(self, request, held[:MOST_NAMED])
            if len(held) > MOST_NAMED:
                words = ngettext("%(count)d more stays a draft.", "%(count)d more stay drafts.", len(held) - MOST_NAMED)
                self.message_user(request, words % {"count": len(held) - MOST_NAMED}, messages.ERROR)
            kept = {found.record.pk for found in held}
            changed = [record for record in changed if record.pk not in kept]
        for record in changed:
            self.keep_first(record)
            with self.create_revision(request):
                record.status = status
                record.save(update_fields=["status"])
                self.log_change(request, record, [{"changed": {"fields": [gettext("status")]}}])
        return len(changed)


def page_of(obj: models.Model, at: datetime.datetime | None = None) -> str | None:
    """Return the address of a published record's page, None for anything else."""
    if not isinstance(obj, Record) or not hasattr(obj, "get_absolute_url"):
        return None
    shown = type(obj)._default_manager.published(at).filter(pk=obj.pk).exists()
    return str(obj.get_absolute_url()) if shown else None


@admin.register(PastSlug)
class PastSlugAdmin(DeskAdmin):
    """Addresses that still lead somewhere; changed addresses add themselves."""

    list_display = ("slug", "noun", "current")
    list_filter = ("noun",)
    search_fields = ("slug", "current")
