"""Renditions: derived rows, so nobody gets permissions to edit them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exhibit", "0003_opening")]
    operations = [
        migrations.CreateModel(
            name="Rendition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("whole", "the whole picture"),
                            ("full", "the whole picture, every pixel"),
                            ("frame", "a film frame, 1.37:1"),
                            ("portrait", "a portrait, 4:5"),
                        ],
                        max_length=8,
                        verbose_name="shape",
                    ),
                ),
                ("width", models.PositiveIntegerField(verbose_name="width")),
                ("height", models.PositiveIntegerField(verbose_name="height")),
                (
                    "format",
                    models.CharField(choices=[("avif", "AVIF"), ("webp", "WebP")], max_length=4, verbose_name="format"),
                ),
                ("file", models.FileField(max_length=150, unique=True, upload_to="", verbose_name="file")),
                ("byte_count", models.PositiveIntegerField(verbose_name="bytes")),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renditions",
                        to="exhibit.image",
                        verbose_name="image",
                    ),
                ),
            ],
            options={
                "verbose_name": "rendition",
                "verbose_name_plural": "renditions",
                "ordering": ("image", "shape", "format", "width"),
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(
                fields=("image", "shape", "width", "format"), name="rendition_once_per_shape_size_and_format"
            ),
        ),
    ]
