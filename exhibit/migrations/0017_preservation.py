"""What was done so that nothing is lost: backups, proofs, fixity; and who named what was deleted."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

SEEN_BY = "Administrators"


def show_to_administrators(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    create_permissions(installed.get_app_config("exhibit"), verbosity=0, apps=installed, using=using)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    view = Permission.objects.using(using).get(content_type__app_label="exhibit", codename="view_preservationevent")
    view.group_set.set(Group.objects.using(using).filter(name=SEEN_BY))


def show_to_nobody(apps: Any, schema_editor: Any) -> None:
    Permission = apps.get_model("auth", "Permission")
    view = Permission.objects.using(schema_editor.connection.alias).filter(codename="view_preservationevent")
    view.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("exhibit", "0016_accounts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.CreateModel(
            name="PreservationEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("backup", "backup"),
                            ("proof", "proof of a backup"),
                            ("restoration", "restoration"),
                            ("fixity", "fixity check"),
                            ("repair", "repair"),
                        ],
                        max_length=16,
                        verbose_name="event",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="A picture file, a backup, or an archive.", max_length=500, verbose_name="object"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(choices=[("good", "good"), ("bad", "bad")], max_length=8, verbose_name="outcome"),
                ),
                ("note", models.TextField(blank=True, verbose_name="details")),
            ],
            options={
                "verbose_name": "preservation event",
                "verbose_name_plural": "preservation events",
                "ordering": ("-at", "-pk"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["kind", "-at"], name="preservation_by_kind")],
            },
        ),
        migrations.CreateModel(
            name="Severed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_id", models.PositiveBigIntegerField()),
                ("links", models.JSONField()),
                ("deleted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="contenttypes.contenttype"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("content_type", "object_id"), name="severed_once"),
                ],
            },
        ),
        migrations.RunPython(show_to_administrators, show_to_nobody),
    ]
