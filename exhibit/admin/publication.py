"""Whether visitors see a record, in words: for its list, the front page, and what is said after it was saved."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from exhibit.models import Record


def state_of(record: Record) -> str:
    """Return “draft”, “published”, or when it appears or disappeared."""
    words = str(record.get_status_display())
    if record.status == Record.Status.DRAFT or record.is_published():
        return words
    now = timezone.now()
    if record.publish_at and record.publish_at > now:
        return gettext("appears on %(day)s") % {"day": _day(record.publish_at)}
    return gettext("disappeared on %(day)s") % {"day": _day(record.unpublish_at)}


def tell_of_schedule(page: ModelAdmin, request: HttpRequest, record: Record) -> None:
    """Say when a record appears; and that a draft does not, whatever its times say."""
    if not record.publish_at or record.publish_at <= timezone.now():
        return
    if record.status == Record.Status.PUBLISHED:
        words, level = gettext("Visitors see it from %(day)s."), messages.INFO
    else:
        words = gettext("It is a draft: it does not appear on %(day)s unless its status is “%(status)s”.")
        if getattr(record, "is_announced", False):
            words += " " + gettext("Nor is it announced before.")
        level = messages.WARNING
    page.message_user(request, words % {"day": _day(record.publish_at), "status": Record.Status.PUBLISHED.label}, level)


def _day(moment: object) -> str:
    return date_format(timezone.localtime(moment), "j E Y, H:i")  # type: ignore[arg-type]
