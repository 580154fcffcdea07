"""Indexes for large collections: releases by date, and what has a picture."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exhibit", "0011_imports"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="award",
            index=models.Index(condition=models.Q(("image__isnull", False)), fields=["image"], name="award_by_image"),
        ),
        migrations.AddIndex(
            model_name="awardbody",
            index=models.Index(
                condition=models.Q(("image__isnull", False)), fields=["image"], name="awardbody_by_image"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(condition=models.Q(("image__isnull", False)), fields=["image"], name="event_by_image"),
        ),
        migrations.AddIndex(
            model_name="exhibit",
            index=models.Index(condition=models.Q(("image__isnull", False)), fields=["image"], name="exhibit_by_image"),
        ),
        migrations.AddIndex(
            model_name="film",
            index=models.Index(condition=models.Q(("image__isnull", False)), fields=["image"], name="film_by_image"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(condition=models.Q(("image__isnull", False)), fields=["image"], name="person_by_image"),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(condition=models.Q(("image__isnull", False)), fields=["image"], name="place_by_image"),
        ),
        migrations.AddIndex(
            model_name="release",
            index=models.Index(fields=["date_earliest", "date_latest"], name="release_by_date"),
        ),
    ]
