"""manage.py begin ADDRESS: everything between a fresh checkout and an exhibit that is served.

For development: it creates a curator with a password shown once, and Django's own server.
Nothing is loaded over an existing exhibit, so edits stay.
"""

import os
import secrets
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from exhibit.languages import others, own_name
from exhibit.translation import without_columns

CURATOR = "curator"


class Command(BaseCommand):
    help = "Prepare the database, load fixtures/ where it is empty, and serve. For development only."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000", help="host:port, default %(default)s")
        parser.add_argument("--no-serve", action="store_true", help="prepare only")

    def handle(self, *args: Any, address: str, no_serve: bool, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "This is for development. Set DEBUG=true, or serve config.wsgi with a production server."
            )
        if missing := without_columns():
            raise CommandError(
                f"The database has no room for texts in {', '.join(map(own_name, missing))} yet."
                f" Run: {sys.executable} manage.py makemigrations exhibit --name {'_'.join(missing).replace('-', '_')}"
            )
        call_command("migrate", verbosity=0)
        call_command("load_exhibit", settings.BASE_DIR / "fixtures", "--if-empty", "--renditions-later")
        self._introduce_curator()
        if no_serve:
            call_command("make_renditions", verbosity=0)
            return
        # The exhibit is served at once; until its renditions are made, pictures are shown as they are.
        subprocess.Popen([sys.executable, "manage.py", "make_renditions", "--verbosity=0"])
        here = address.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        self.stdout.write(f"\nThe exhibit:  http://{here}/")
        for code in others():
            self.stdout.write(f"{own_name(code) + ':':13} http://{here}/{code}/")
        self.stdout.write(f"The curators: http://{here}/admin/\nStop with Ctrl+C.\n")
        self.stdout.flush()
        os.execv(sys.executable, [sys.executable, "manage.py", "runserver", address])  # noqa: S606

    def _introduce_curator(self) -> None:
        users = get_user_model().objects
        if users.exists():
            self.stdout.write(f"Sign in as before; a lost password: manage.py changepassword {CURATOR}")
            return
        password = secrets.token_urlsafe(12)
        curator = users.create_user(CURATOR, password=password, is_staff=True)
        curator.groups.add(Group.objects.get(name="Administrators"))
        self.stdout.write(
            f"\nA curator for development, shown this once:\n  name      {CURATOR}\n  password  {password}"
        )
