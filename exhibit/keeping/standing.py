"""What an administrator should know: when the museum was last backed up, proved, looked through, and how that ended."""

import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exhibit.models import PreservationEvent

Kind = PreservationEvent.Kind

BACKUP_AFTER = datetime.timedelta(hours=26)
"""A day, and the two hours by which a nightly backup may be late."""

PROOF_AFTER = datetime.timedelta(days=30)
FIXITY_AFTER = datetime.timedelta(days=90)


def warnings() -> list[str]:
    """Return what is amiss, in words, in production; a developer's museum is nobody's loss."""
    if settings.DEBUG:
        return []
    now, found = timezone.now(), []
    backed_up, proved = _last(Kind.BACKUP), _last(Kind.PROOF)
    if backed_up is None:
        found.append(_("The museum was never backed up here. Its operator runs: manage.py backup"))
    elif now - backed_up > BACKUP_AFTER:
        found.append(_("The last backup is older than a day: %(when)s.") % {"when": _moment(backed_up)})
    if backed_up is not None and proved is None:
        found.append(_("No backup was ever proved by restoring it. Its operator runs: manage.py prove_backup"))
    elif proved is not None and now - proved > PROOF_AFTER:
        found.append(_("The last proof of a backup is older than 30 days: %(when)s.") % {"when": _moment(proved)})
    looked = PreservationEvent.objects.filter(kind=Kind.FIXITY).order_by("-at", "-pk").first()
    if looked and looked.outcome == PreservationEvent.Outcome.BAD:
        words = _("At the last fixity check, %(when)s, not all was as it should be: %(subject)s.")
        found.append(words % {"when": _moment(looked.at), "subject": looked.subject})
    elif looked and now - looked.at > FIXITY_AFTER:
        found.append(_("The last fixity check is older than 90 days: %(when)s.") % {"when": _moment(looked.at)})
    return found


def _last(kind: str) -> datetime.datetime | None:
    return PreservationEvent.objects.last_at(kind)


def _moment(at: datetime.datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
