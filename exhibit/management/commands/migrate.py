"""manage.py migrate: Django's own, but a migration and the note that it is done are one transaction.

Django notes a migration that adds keys or indexes after its transaction (https://code.djangoproject.com/ticket/32374).
Killed between the two, the migration could never be run again: its tables were there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor


class Executor(MigrationExecutor):
    """Does a migration and notes it, or neither."""

    def apply_migration(self, state: Any, migration: Migration, *args: Any, **kwargs: Any) -> Any:
        with self._whole(migration):
            return super().apply_migration(state, migration, *args, **kwargs)

    def unapply_migration(self, state: Any, migration: Migration, *args: Any, **kwargs: Any) -> Any:
        with self._whole(migration):
            return super().unapply_migration(state, migration, *args, **kwargs)

    @contextmanager
    def _whole(self, migration: Migration) -> Iterator[None]:
        if not (migration.atomic and self.connection.features.can_rollback_ddl):
            yield
            return
        # SQLite remakes tables without looking at keys, which it can be told before a transaction only.
        with self.connection.constraint_checks_disabled(), transaction.atomic(using=self.connection.alias):
            yield


migrate.MigrationExecutor = Executor  # type: ignore[attr-defined]  # the command asks nobody which to take


class Command(migrate.Command):
    """The same words and options."""
