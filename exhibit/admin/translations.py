"""Translation at the desk: how far it is, texts for a translator and back, and what is older than its original."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exhibit.curation.translations import stale
from exhibit.interop import texts
from exhibit.models import Exhibit
from exhibit.translation import own_name

MOST_BYTES = 2_000_000
MOST_SHOWN = 300


class Translated(admin.ModelAdmin):
    """A page for a noun whose form says which translations are older than their original."""

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Say which texts changed after they were translated."""
        record = context.get("original")
        if record is not None and record.pk and "revert" not in context:
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
    languages = texts.other_languages()
    language = asked.get("language", "") if asked.get("language") in languages else languages[0]
    if "export" in request.GET:
        return _catalogue(language, request.GET["export"])
    form = CatalogueForm(request.POST or None, request.FILES or None)
    may_take = request.user.has_perm("exhibit.publish_exhibit")
    context |= {
        "title": gettext("Translation"),
        "form": form,
        "may_take": may_take,
        "languages": [(code, own_name(code)) for code in languages],
        "language": language,
        "progress": texts.progress(language),
        "exhibits": Exhibit.objects.in_order(),
    }
    if request.method == "POST":
        if not may_take:
            raise PermissionDenied
        text = request.POST.get("text", "")
        try:
            if text:
                counts = texts.counted(texts.take(text, language, request.user))
                words = gettext("%(taken)d texts are taken over, %(refused)d are refused.") % counts
                messages.success(request, words)
                return HttpResponseRedirect(request.path)
            if form.is_valid():
                text = form.cleaned_data["file"]
                outcomes = texts.read(text, language)
                shown = [outcome for outcome in outcomes if outcome.kind in ("taken", "refused")]
                context |= {"text": text, "outcomes": shown[:MOST_SHOWN], "counts": texts.counted(outcomes)}
        except texts.CatalogueError as problem:
            form.add_error("file" if "file" in form.fields else None, str(problem))
    return TemplateResponse(request, "admin/translation.html", context)


def _catalogue(language: str, slug: str) -> HttpResponse:
    exhibit = Exhibit.objects.filter(slug=slug).first()
    response = HttpResponse(texts.exported(language, exhibit), content_type="text/x-gettext-translation; charset=utf-8")
    name = f"{exhibit.slug if exhibit else 'museum'}-{language}.po"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
