"""Four roles. Who was a curator could publish until now, and becomes an editor too, so that nobody loses a right."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

WITHOUT_DRAFTS = {"lane", "pastslug"}
"""Every page shows a change of these at once: they are for those who publish."""

VERBS = {"Viewers": ("view",), "Curators": ("view", "add", "change", "delete")}


def make_roles(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    for label in ("exhibit", "auth"):  # permissions usually come after all migrations; they are needed now
        create_permissions(installed.get_app_config(label), verbosity=0, apps=installed, using=using)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    permissions = Permission.objects.using(using).filter(content_type__app_label="exhibit")
    roles = {
        name: Group.objects.using(using).get_or_create(name=name)[0] for name in (*VERBS, "Editors", "Administrators")
    }
    roles["Editors"].user_set.add(*roles["Curators"].user_set.all())
    for name, verbs in VERBS.items():
        wanted = [
            one
            for one in permissions
            if one.codename.partition("_")[0] in verbs
            and ("view" in one.codename or one.content_type.model not in WITHOUT_DRAFTS)
        ]
        roles[name].permissions.set(wanted)
    roles["Editors"].permissions.set(permissions)
    accounts = Permission.objects.using(using).filter(content_type__app_label="auth", content_type__model="user")
    groups = Permission.objects.using(using).filter(content_type__app_label="auth", codename="view_group")
    roles["Administrators"].permissions.set([*permissions, *accounts, *groups])


def remove_roles(apps: Any, schema_editor: Any) -> None:
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    using = schema_editor.connection.alias
    Group.objects.using(using).filter(name__in=("Viewers", "Editors", "Administrators")).delete()
    curators = Group.objects.using(using).filter(name="Curators").first()
    if curators:
        curators.permissions.set(Permission.objects.using(using).filter(content_type__app_label="exhibit"))


class Migration(migrations.Migration):
    dependencies = [("exhibit", "0007_curation"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make_roles, remove_roles)]
