"""Tables at the desk: a list as a file, a file looked through row by row and imported, an import put back.

What is sent is kept between the look and the confirmation, for whoever sent it and for a day. It is planned anew when
it is confirmed, and only what was looked at is written: where the museum changed meanwhile the curator looks again.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from exhibit.admin.readiness import change_address
from exhibit.interop import tables
from exhibit.interop.tables import Outcome, Plan, PlanChangedError, Rights, TableError, Undoing
from exhibit.interop.tables.nouns import page_of
from exhibit.models import Import, Upload

ON_A_PAGE = 100
MOST_WRITTEN = 2_000
"""New and changed rows of one import at the desk: each is saved with its history, within one request."""

SHOWN = {
    "all": (_("all rows"), tuple(Outcome)),
    "changes": (_("new and changed"), (Outcome.NEW, Outcome.CHANGED)),
    "errors": (_("errors"), (Outcome.ERROR,)),
}
FORMATS = {
    "xlsx": _("Workbook (.xlsx), for Excel and LibreOffice: up to 10,000 rows"),
    "csv": _("CSV in UTF-8, for any program: as many rows as there are"),
}


class TableForm(forms.Form):
    """A file, and which table it is."""

    table = forms.ChoiceField(label=_("Table"))
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A workbook (.xlsx; its first sheet is read) or CSV, with commas, semicolons or tabs. "
            "Up to 10 MB and 5,000 rows."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt,text/csv"}),
    )

    def __init__(self, nouns: list[type[models.Model]], *args: Any) -> None:
        super().__init__(*args)
        self.nouns = {str(noun._meta.model_name): noun for noun in nouns}
        field: Any = self.fields["table"]
        field.choices = [(name, capfirst(noun._meta.verbose_name_plural)) for name, noun in self.nouns.items()]
        if len(nouns) == 1:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(self.nouns))

    def clean(self) -> dict[str, Any]:
        """Read the file as far as is needed to see that it is the table."""
        cleaned = super().clean() or self.cleaned_data
        file, table = cleaned.get("file"), cleaned.get("table")
        if not file or not table:
            return cleaned
        try:
            tables.check_size(file.size)
            cleaned["content"] = file.read()
            sheet = tables.read(cleaned["content"], file.name)
            tables.columns_of_sheet(self.nouns[table], sheet.header)
            cleaned["name"] = sheet.name
        except TableError as problem:
            self.add_error("file", ValidationError(str(problem).split("\n")))
        return cleaned


class Tabled(admin.ModelAdmin):
    """A page for a noun whose list is given and taken as a table."""

    change_list_template = "admin/exhibit/change_list.html"

    def get_urls(self) -> list[Any]:
        """Add the pages of the table."""
        if self.model not in tables.TABLES:
            return super().get_urls()
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        pages: dict[str, tuple[str, Any]] = {
            "export": ("export/", self.export_view),
            "import": ("import/", self.import_view),
            "import_plan": ("import/<int:upload>/", self.plan_view),
        }
        return [
            *(path(at, self.admin_site.admin_view(page), name=f"{stem}_{name}") for name, (at, page) in pages.items()),
            *super().get_urls(),
        ]

    def offers(self, request: HttpRequest) -> dict[str, bool]:
        """Return what stands above the list: its table, to take and to give."""
        is_table = self.model in tables.TABLES
        return {"offers_export": is_table, "offers_import": is_table and bool(self._taken(request))}

    def _given(self, request: HttpRequest) -> list[type[models.Model]]:
        rights = Rights(request.user)
        return [noun for noun in tables.TABLES[self.model] if rights.may("view", noun) or rights.may("change", noun)]

    def _taken(self, request: HttpRequest) -> list[type[models.Model]]:
        rights = Rights(request.user)
        return [noun for noun in tables.TABLES[self.model] if rights.may("add", noun) or rights.may("change", noun)]

    def _at(self, name: str, *args: Any, **query: Any) -> str:
        at = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)
        return f"{at}?{urlencode(query)}" if query else at

    def about(self, request: HttpRequest, title: str) -> dict[str, Any]:
        """Return what a page of its own beside the list tells of itself."""
        return self.admin_site.each_context(request) | {"opts": self.opts, "title": title}

    # Out

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Ask what to write, and write it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        nouns = {str(noun._meta.model_name): noun for noun in self._given(request)}
        asked = request.GET
        query = asked.get("list", "").removeprefix("?")
        try:
            shown = self._shown(request, query)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(self._at("export"))
        every = self.get_queryset(request)
        if asked.get("format") in FORMATS and asked.get("table") in nouns:
            rows = every if asked.get("which") == "all" else shown
            try:
                return _file(_rows_of(nouns[asked["table"]], rows), asked["format"])
            except tables.WorkbookError as problem:
                messages.error(request, str(problem))
        title = gettext("Export: %(name)s") % {"name": self.opts.verbose_name_plural}
        context = self.about(request, title) | {
            "query": query,
            "tables": [(name, noun._meta.verbose_name_plural) for name, noun in nouns.items()],
            "formats": FORMATS.items(),
            "is_narrowed": bool(query),
            "shown_count": shown.count(),
            "every_count": every.count(),
        }
        return TemplateResponse(request, "admin/exhibit/table_export.html", context)

    def _shown(self, request: HttpRequest, query: str) -> models.QuerySet[Any]:
        """Return what the list shows under a query, on all its pages."""
        asked, before = QueryDict(query, mutable=True), request.GET
        for name in ("p", "all", "e"):
            asked.pop(name, None)
        try:
            request.GET = asked
            found: models.QuerySet[Any] = self.get_changelist_instance(request).queryset
            return found
        finally:
            request.GET = before

    # In

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file, and lead to what would become of it."""
        nouns = self._taken(request)
        if not nouns:
            raise PermissionDenied
        form = TableForm(nouns, *([request.POST, request.FILES] if request.method == "POST" else []))
        if request.method == "POST" and form.is_valid():
            sent = form.cleaned_data
            upload = Upload.objects.create(
                user=request.user, noun=sent["table"], file_name=sent["name"], content=sent["content"]
            )
            Upload.objects.sweep(request.user)
            return HttpResponseRedirect(self._at("import_plan", upload.pk))
        title = gettext("Import: %(name)s") % {"name": self.opts.verbose_name_plural}
        context = self.about(request, title) | {
            "form": form,
            "fields": AdminForm(form, [(None, {"fields": list(form.fields)})], {}),  # type: ignore[arg-type]
            "columns": [(noun._meta.verbose_name_plural, list(_columns(noun))) for noun in nouns],
        }
        return TemplateResponse(request, "admin/exhibit/table_import.html", context)

    def plan_view(self, request: HttpRequest, upload: int) -> HttpResponse:
        """Show what would become of each row of a file, and import it."""
        nouns = {str(noun._meta.model_name): noun for noun in self._taken(request)}
        if not nouns:
            raise PermissionDenied
        sent = Upload.objects.filter(pk=upload, user_id=request.user.pk, noun__in=nouns).first()
        if sent is None:
            messages.error(request, gettext("This file is no longer here: it was imported, or a day is over."))
            return HttpResponseRedirect(self._at("import"))
        noun, rights = nouns[sent.noun], Rights(request.user)
        try:
            sheet = tables.read(bytes(sent.content), sent.file_name)
            if request.method == "POST":
                return self._carry_out(request, sent, noun, sheet)
            plan = tables.planned(noun, sheet, rights)
        except PlanChangedError as problem:
            messages.warning(request, str(problem))
            return HttpResponseRedirect(self._at("import_plan", upload))
        except TableError as problem:
            messages.error(request, str(problem))
            again = self._at("import_plan", upload) if request.method == "POST" else self._at("import")
            return HttpResponseRedirect(again)
        title = gettext("Import of “%(file)s”") % {"file": plan.name}
        context = self.about(request, title) | self._shown_plan(request, plan)
        return TemplateResponse(request, "admin/exhibit/table_plan.html", context)

    def _shown_plan(self, request: HttpRequest, plan: Plan) -> dict[str, Any]:
        show = request.GET.get("show", "")
        show = show if show in SHOWN else "all"
        lines = plan.of(*SHOWN[show][1])
        counts = plan.counts
        written = counts[Outcome.NEW] + counts[Outcome.CHANGED]
        return {
            "plan": plan,
            "page": Paginator(lines, ON_A_PAGE).get_page(request.GET.get("page")),
            "show": show,
            "choices": [(name, words, len(plan.of(*outcomes))) for name, (words, outcomes) in SHOWN.items()],
            "counts": [(outcome, count) for outcome, count in counts.items() if count],
            "errors": counts[Outcome.ERROR],
            "written": written,
            "is_too_much": written > MOST_WRITTEN,
            "most": MOST_WRITTEN,
            "noun": plan.noun._meta.verbose_name_plural,
        }

    def _carry_out(self, request: HttpRequest, sent: Upload, noun: type[models.Model], sheet: Any) -> HttpResponse:
        kept = tables.carry_out(
            noun,
            sheet,
            Rights(request.user),
            leaves_errors_out="leave_out" in request.POST,
            mark=request.POST.get("mark", ""),
            most=MOST_WRITTEN,
        )
        sent.delete()
        count = kept.created_count + kept.changed_count
        words = ngettext("%(count)d row was imported.", "%(count)d rows were imported.", count) % {"count": count}
        messages.success(request, words + " " + gettext("It can be undone here."))
        return HttpResponseRedirect(reverse("admin:import", args=(kept.pk,)))


def _rows_of(noun: type[models.Model], listed: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Return the rows of a table that belong to the records of a list."""
    if noun is listed.model:
        return listed
    belongs = {f"{tables.LISTED_WITH[noun]}__in": listed.order_by().values("pk")}
    return noun._default_manager.filter(**belongs)


def _file(rows: models.QuerySet[Any], kind: str) -> HttpResponseBase:
    name = f"{rows.model._meta.model_name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    if kind == "xlsx":
        return FileResponse(tables.workbook(rows), as_attachment=True, filename=name)
    response = StreamingHttpResponse(tables.csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _columns(noun: type[models.Model]) -> Iterator[tuple[str, str, str]]:
    """Yield each column of a table: its name, its words, and what is written in it."""
    resource = tables.resource_of(noun)
    for name in resource.columns:
        words = gettext("as an export writes it; empty for a new row") if name == "key" else resource.cell(name).help
        yield name, resource.label(name), str(words)


# What was imported


def imports_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """List the imports of what the curator may see, the latest first."""
    seen = _seen(request)
    rows = Import.objects.filter(noun__in=seen).select_related("user", "undone_by").defer("base", "contents")
    context |= {
        "title": gettext("Imports of tables"),
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    for kept in context["page"]:
        kept.noun_words = seen[kept.noun]._meta.verbose_name_plural
    return TemplateResponse(request, "admin/imports.html", context)


def import_page(request: HttpRequest, context: dict[str, Any], key: int) -> HttpResponse:
    """Show what an import wrote and what undoing it would put back; put it back."""
    kept = get_object_or_404(Import.objects.select_related("user", "undone_by"), pk=key, noun__in=_seen(request))
    noun, rights = tables.noun_of(kept), Rights(request.user)
    may_undo = rights.may("change", noun) or rights.may("add", noun)
    if request.method == "POST":
        if not may_undo:
            raise PermissionDenied
        try:
            _said(request, tables.undo(kept, rights))
        except TableError as problem:
            messages.error(request, str(problem))
        return HttpResponseRedirect(request.path)
    steps = tables.undoing(kept, rights)
    page = Paginator(steps, ON_A_PAGE).get_page(request.GET.get("page"))
    left = sum(bool(step.why) for step in steps)
    context |= {
        "title": gettext("Import of “%(file)s”") % {"file": kept},
        "kept": kept,
        "noun": noun._meta.verbose_name_plural,
        "page": page,
        "steps": [(step, _address(step), tables.wrote(kept, step.key)) for step in page],
        "left": left,
        "back": len(steps) - left,
        "may_undo": may_undo and not kept.undone_at,
    }
    return TemplateResponse(request, "admin/import.html", context)


def _seen(request: HttpRequest) -> dict[str, type[models.Model]]:
    rights = Rights(request.user)
    seen = {name: noun for name, noun in tables.NOUNS.items() if rights.may("view", noun) or rights.may("change", noun)}
    if not seen:
        raise PermissionDenied
    return seen


def _said(request: HttpRequest, steps: list[Undoing]) -> None:
    """Tell what an undo put back, and name what it left."""
    back = sum(not step.why for step in steps)
    words = ngettext("%(count)d row was put back.", "%(count)d rows were put back.", back)
    messages.success(request, words % {"count": back})
    left = [step for step in steps if step.why]
    if left:
        names = "; ".join(f"“{step.name}”: {step.why}" for step in left[:10])
        words = ngettext("%(count)d row was left as it is:", "%(count)d rows were left as they are:", len(left))
        messages.warning(request, f"{words % {'count': len(left)}} {names}{' …' if len(left) > 10 else ''}")


def _address(step: Undoing) -> str:
    if step.record is None:
        return ""
    try:
        return change_address(page_of(step.record))
    except NoReverseMatch:
        return ""
