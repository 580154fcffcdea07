"""manage.py forget_sign_ins: what is older than AUDIT_DAYS, for a museum at whose door nobody signs in for long."""

from typing import Any

from django.core.management.base import BaseCommand

from exhibit.accounts import retention


class Command(BaseCommand):
    help = "Delete old sign-ins and changes of rights (AUDIT_DAYS), ended sessions, old attempts, unsaved words."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in retention.forget().items():
            self.stdout.write(f"{name}: {count}")
