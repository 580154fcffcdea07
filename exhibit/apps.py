"""The one app of the house."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExhibitConfig(AppConfig):
    """Records, evidence and stories of a film museum."""

    name = "exhibit"
    verbose_name = _("Exhibit")
