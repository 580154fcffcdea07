"""The group “Curators”: everything about records and stories, nothing about users."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations


def make_group(apps: Any, schema_editor: Any) -> None:
    # Permissions usually come after all migrations; on a new database they are needed now.
    create_permissions(
        installed.get_app_config("exhibit"), verbosity=0, apps=installed, using=schema_editor.connection.alias
    )
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    curators, _created = Group.objects.using(schema_editor.connection.alias).get_or_create(name="Curators")
    curators.permissions.set(Permission.objects.filter(content_type__app_label="exhibit"))


def remove_group(apps: Any, schema_editor: Any) -> None:
    apps.get_model("auth", "Group").objects.filter(name="Curators").delete()


class Migration(migrations.Migration):
    dependencies = [("exhibit", "0001_records"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make_group, remove_group)]
