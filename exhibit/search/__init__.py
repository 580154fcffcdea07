"""Search: one question over all that is public, in any language, forgiving endings, spelling and script.

words      a word folded, its stem, its sound
marks      what a document can be chosen by: kind, years, lane, film, person, place
documents  what there is to find of each record
changes    which records must be read again, noted by the database
engines    where words lie: SQLite's FTS5, PostgreSQL's tsvector
index      documents in, and brought up to date before each question
question   what a visitor asks, read from the address
expansion  in which forms the words of a question may stand in documents
finding    the answer: what was found, in which order, and what it can be narrowed to
found      one thing that was found, and why
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate, pre_migrate


def attend(house: AppConfig) -> None:
    """Have changes noted, and everything read anew after a migration: data may have been written unseen."""
    from exhibit.search import changes

    pre_migrate.connect(changes.uninstall, sender=house)
    pre_migrate.connect(_owe, sender=house)
    post_migrate.connect(changes.install, sender=house)
    post_migrate.connect(_read_anew, sender=house)


def _owe(plan: Any = (), using: str = "default", **kwargs: Any) -> None:
    """Forget that anything was read: a migration that is killed half way is run again, and then has nothing to do."""
    from exhibit.models import SearchState

    if plan and SearchState._meta.db_table in connections[using].introspection.table_names():
        SearchState.objects.using(using).all().delete()


def _read_anew(plan: Any = (), using: str = "default", **kwargs: Any) -> None:
    """Read everything once the tables are those of this release: on the way there, or back, they are not yet."""
    from exhibit.models import SearchState
    from exhibit.search.index import rebuild

    executor = MigrationExecutor(connections[using])
    is_whole = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    if using == "default" and is_whole and (plan or not SearchState.objects.exists()):
        rebuild()
