"""The one app of the house."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save
from django.utils.translation import gettext_lazy as _


class ExhibitConfig(AppConfig):
    """Records, evidence and stories of a film museum."""

    name = "exhibit"
    verbose_name = _("Museum")

    def ready(self) -> None:
        """Have renditions and drafts removed with what they are of, changes of rights noted; after migrations, all
        that is no table."""
        from exhibit import darkroom, search  # models are there only now
        from exhibit.accounts import advice, changes  # noqa: F401  # advice registers itself
        from exhibit.fields import order
        from exhibit.models import drafts, names, severed, stamp

        darkroom.attend()
        changes.attend()
        post_delete.connect(drafts.remove_with_record)
        pre_delete.connect(severed.note_before_deletion)
        pre_save.connect(severed.look_before_return)
        post_save.connect(severed.tie_after_return)
        post_migrate.connect(order.install, sender=self)
        post_migrate.connect(stamp.install, sender=self)
        post_migrate.connect(names.install, sender=self)
        search.attend(self)
        from exhibit.keeping import checks

        register(checks.check_sqlite, Tags.compatibility)
        register(checks.check_restoration, Tags.files)
