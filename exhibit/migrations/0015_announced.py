"""Exhibits may be announced before they open."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exhibit", "0014_tiles"),
    ]

    operations = [
        migrations.AddField(
            model_name="exhibit",
            name="is_announced",
            field=models.BooleanField(
                default=False,
                help_text="Published with a day to come: its title, subtitle and day already stand in the calendar.",
                verbose_name="announced before it opens",
            ),
        ),
    ]
