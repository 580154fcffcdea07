"""The one app of the house."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate
from django.utils.translation import gettext_lazy as _


class ExhibitConfig(AppConfig):
    """Records, evidence and stories of a film museum."""

    name = "exhibit"
    verbose_name = _("Museum")

    def ready(self) -> None:
        """Have renditions and drafts removed with what they are of; after migrations, all that is no table."""
        from exhibit import darkroom, search  # models are there only now
        from exhibit.fields import order
        from exhibit.models import drafts, names, stamp

        darkroom.attend()
        post_delete.connect(drafts.remove_with_record)
        post_migrate.connect(order.install, sender=self)
        post_migrate.connect(stamp.install, sender=self)
        post_migrate.connect(names.install, sender=self)
        search.attend(self)
