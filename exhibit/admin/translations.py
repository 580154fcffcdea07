"""Translation at the desk: how far it is, texts for a translator and back, and what is older than its original."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exhibit.curation import progress
from exhibit.curation.translations import stale
from exhibit.interop import texts
from exhibit.languages import others, own_name
from exhibit.models import Block, Exhibit

MOST_BYTES = 2_000_000
MOST_SHOWN = 300
KEPT_SECONDS = 3600
"""How long the page goes by what was counted of whole tables."""


class UntranslatedFilter(admin.SimpleListFilter):
    """Only what lacks a text in one of the other languages."""

    title = _("missing translation")
    parameter_name = "untranslated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, own_name(code)) for code in others()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any] | None:
        language = self.value()
        return progress.untranslated(queryset, language) if language in others() else None


class Translated(admin.ModelAdmin):
    """A page for a noun that says how far its translations are, and which are older than their original."""

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        return (*super().get_list_filter(request), UntranslatedFilter)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Count the texts of the record and of its rows as they are loaded; say which changed after translation."""
        record = context.get("original")
        if record is not None and record.pk and "revert" not in context:
            rows = (form.instance for rows in context["inline_admin_formsets"] for form in rows.formset.initial_forms)
            told = [record, *rows]
            context["translated"] = [(code, own_name(code), progress.of_records(told, code)) for code in others()]
            context["stale"] = stale(record)
        return super().render_change_form(request, context, *args, **kwargs)


class CatalogueForm(forms.Form):
    """A file from a translator."""

    file = forms.FileField(label=_("PO file"))

    def clean_file(self) -> str:
        """Return the text of the file."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 2 MB. Take it over by manage.py texts import."))
        try:
            return str(given.read().decode("utf-8-sig"))
        except UnicodeDecodeError as problem:
            raise forms.ValidationError(_("This is no PO file. Use the file that was exported here.")) from problem


def translation_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show the progress; give and take catalogues."""
    if not request.user.has_perm("exhibit.view_exhibit"):
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    context |= {"title": gettext("Translation"), "languages": [(code, own_name(code)) for code in others()]}
    if not others():
        return TemplateResponse(request, "admin/translation.html", context)
    language = asked.get("language", "") if asked.get("language") in others() else others()[0]
    if "export" in request.GET:
        return _catalogue(language, request.GET["export"])
    form = CatalogueForm(request.POST or None, request.FILES or None)
    may_take = request.user.has_perm("exhibit.publish_exhibit")
    counted_at, by_noun = _by_noun(language, anew="anew" in request.GET)
    context |= {
        "form": form,
        "may_take": may_take,
        "language": language,
        "counted_at": counted_at,
        "by_noun": [(_name_of(noun), one) for noun, one in by_noun.items()],
        "by_exhibit": progress.of_exhibits(language),
    }
    if request.method == "POST":
        if not may_take:
            raise PermissionDenied
        text = request.POST.get("text", "")
        try:
            if text:
                counts = texts.counted(texts.take(text, language, request.user))
                cache.delete(_key(language))
                words = gettext("%(taken)d texts are taken over, %(refused)d are refused.") % counts
                messages.success(request, words)
                return HttpResponseRedirect(f"{request.path}?language={language}")
            if form.is_valid():
                text = form.cleaned_data["file"]
                outcomes = texts.read(text, language)
                shown = [outcome for outcome in outcomes if outcome.kind in ("taken", "refused")]
                context |= {"text": text, "outcomes": shown[:MOST_SHOWN], "counts": texts.counted(outcomes)}
        except texts.CatalogueError as problem:
            form.add_error("file" if "file" in form.fields else None, str(problem))
    return TemplateResponse(request, "admin/translation.html", context)


def _key(language: str) -> str:
    return f"translated-{language}"


def _by_noun(language: str, *, anew: bool) -> tuple[datetime.datetime, dict[type[models.Model], progress.Progress]]:
    """Return the progress of every noun and when it was counted; whole tables are not counted for each visit."""
    if anew:
        cache.delete(_key(language))
    found: Any = cache.get_or_set(_key(language), lambda: (timezone.now(), progress.of_nouns(language)), KEPT_SECONDS)
    return found[0], found[1]


def _name_of(noun: type[models.Model]) -> str:
    """What the texts are of; of blocks, that they are blocks."""
    plural = str(noun._meta.verbose_name_plural)
    return f"{Exhibit._meta.verbose_name}: {plural}" if issubclass(noun, Block) else plural


def _catalogue(language: str, slug: str) -> HttpResponse:
    exhibit = Exhibit.objects.filter(slug=slug).first()
    response = HttpResponse(texts.exported(language, exhibit), content_type="text/x-gettext-translation; charset=utf-8")
    name = f"{exhibit.slug if exhibit else 'museum'}-{language}.po"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
