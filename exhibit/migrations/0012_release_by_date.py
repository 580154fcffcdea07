"""Releases in the order of time, along an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exhibit", "0011_imports"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="release",
            index=models.Index(fields=["date_earliest", "date_latest"], name="release_by_date"),
        ),
    ]
