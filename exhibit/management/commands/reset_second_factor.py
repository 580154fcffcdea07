"""manage.py reset_second_factor NAME: for whoever lost telephone and paper, and has no administrator left to ask."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from exhibit.accounts import keys


class Command(BaseCommand):
    help = "Take away the second factors and recovery codes of an account and end its sessions. Its password stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name by which the account signs in")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        account = get_user_model()._default_manager.filter(username=name).first()
        if account is None:
            raise CommandError(f"There is no account “{name}”. Names are written exactly as at the door.")
        count = keys.reset(account)
        self.stdout.write(f"{count} second factors of “{name}” are gone, and its sessions ended.")
