"""The desk's way in for a timeline from TimelineJS: choose a file, look at every row, confirm.

Between the two pages nothing is kept on the server. The preview carries on what it shows, signed
for this curator and for a day, and the confirmation writes just that: another file, another
reading or other lanes in between cannot change it.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.models import ADDITION, LogEntry
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from exhibit.admin.tables import Tabled
from exhibit.interop import timelinejs
from exhibit.interop.timelinejs import Batch, Outcome, Plan, TimelineError, Wishes
from exhibit.languages import active
from exhibit.models import Lane

A_DAY = 24 * 60 * 60
MOST_CARRIED = 2_000_000
"""Characters that one form field may bring back, below Django's limit for a whole form."""


class ImportForm(forms.Form):
    """A file, and how to import it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "The TimelineJS spreadsheet as CSV (in Google Sheets: File › Download › Comma-separated values), "
            "or a TimelineJS JSON file. Up to 5 MB and 5,000 rows."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.json,text/csv,application/json"}),
    )
    language = forms.ChoiceField(label=_("Language of the texts"), choices=settings.LANGUAGES)
    lane: Any = forms.ModelChoiceField(
        Lane.objects.all(),
        label=_("Lane for all other rows"),
        help_text=_("A group goes to the lane of the same name; rows without such a group or lane go here."),
        empty_label=_("none: refuse these rows"),
        required=False,
    )
    make_lanes = forms.BooleanField(
        label=_("Make new lanes"),
        help_text=_("Each group that is no lane yet becomes one."),
        required=False,
    )
    strict = forms.BooleanField(
        label=_("All or nothing"),
        help_text=_("If a single row is refused, write none."),
        required=False,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            timelinejs.check_size(file.size)
            return timelinejs.read(file.read(), file.name)
        except TimelineError as problem:
            raise ValidationError(str(problem)) from problem

    def plan(self) -> Plan:
        """What an import of the file would do, as it was wished."""
        said = self.cleaned_data
        lane = said["lane"].slug if said["lane"] else None
        wishes = Wishes(said["language"], lane, said.get("make_lanes", False), said["strict"])
        return timelinejs.draft(said["file"], wishes)


class ImportsTimelines(Tabled):
    """Adds the import to the page of a noun's list."""

    change_list_template = "admin/exhibit/event/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.import_timelinejs)
        return [path("import-timelinejs/", view, name="exhibit_event_import_timelinejs"), *super().get_urls()]

    def import_timelinejs(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file, show what it would become, and write what was shown."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST" and "carried" in request.POST:
            return self._write(request)
        form = ImportForm(request.POST or None, request.FILES or None, initial={"language": active()})
        if not request.user.has_perm("exhibit.add_lane"):
            del form.fields["make_lanes"]
        if request.method == "POST" and form.is_valid():
            plan = form.plan()
            carried = signing.dumps(plan.batch.packed(), salt=_salt(request), compress=True)
            if len(carried) <= MOST_CARRIED:
                return self._preview(request, plan, carried)
            form.add_error("file", _("There is too much text to show at once. Divide the file into two."))
        fields = AdminForm(form, [(None, {"fields": list(form.fields)})], {})  # type: ignore[arg-type]  # any form will do
        title = gettext("Import from TimelineJS")
        context = self.about(request, title) | {"form": form, "fields": fields}
        return TemplateResponse(request, "admin/exhibit/event/import_timelinejs.html", context)

    def _preview(self, request: HttpRequest, plan: Plan, carried: str) -> HttpResponse:
        context = self.about(request, gettext("Import from TimelineJS: preview")) | {
            "plan": plan,
            "carried": carried if plan.batch.drafts and not plan.is_blocked else "",
            "with_remarks": sum(bool(line.remarks) for line in plan.lines),
            "refused": plan.counts[Outcome.REFUSED],
        }
        return TemplateResponse(request, "admin/exhibit/event/import_timelinejs_preview.html", context)

    def _write(self, request: HttpRequest) -> HttpResponse:
        """Write what the preview carried on; whatever is wrong leads back to the beginning."""
        again = HttpResponseRedirect(reverse("admin:exhibit_event_import_timelinejs"))
        try:
            carried = signing.loads(request.POST["carried"], salt=_salt(request), max_age=A_DAY)
            written = timelinejs.write(Batch.unpacked(carried), request.user)
        except signing.SignatureExpired:
            messages.error(request, gettext("This preview is more than a day old. Import the file again."))
            return again
        except (signing.BadSignature, ValueError, TypeError):  # or signed by another release of this house
            messages.error(request, gettext("This preview is not whole, or not yours. Import the file again."))
            return again
        except TimelineError as problem:
            messages.error(request, str(problem))
            return again
        assert request.user.pk is not None  # nobody else is let in
        LogEntry.objects.log_actions(
            request.user.pk, written.events, ADDITION, change_message=gettext("Imported from TimelineJS.")
        )
        count = len(written.events)
        text = ngettext("%(count)d draft was imported.", "%(count)d drafts were imported.", count)
        messages.success(request, text % {"count": count})
        if written.skipped:
            text = ngettext(
                "%(count)d was here already in the meantime and was left as it is.",
                "%(count)d were here already in the meantime and were left as they are.",
                written.skipped,
            )
            messages.warning(request, text % {"count": written.skipped})
        return HttpResponseRedirect(reverse("admin:exhibit_event_changelist", query={"status__exact": "draft"}))


def _salt(request: HttpRequest) -> str:
    return f"exhibit.timelinejs.{request.user.pk}"
