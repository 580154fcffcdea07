"""The admin site of this project, in place of Django's own."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, with the curators' desk as its site."""

    default_site = "config.desk.Desk"
