"""A further shape of renditions in a further format: tiles for deep zoom. No table changes."""

from django.db import migrations, models

FORMATS = [("avif", "AVIF"), ("webp", "WebP"), ("jpeg", "JPEG")]
SHAPES = [
    ("whole", "the whole picture"),
    ("full", "the whole picture, every pixel"),
    ("frame", "a film frame, 1.37:1"),
    ("portrait", "a portrait, 4:5"),
    ("tiles", "the whole picture in tiles"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("exhibit", "0013_search"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rendition",
            name="format",
            field=models.CharField(choices=FORMATS, max_length=4, verbose_name="format"),
        ),
        migrations.AlterField(
            model_name="rendition",
            name="shape",
            field=models.CharField(choices=SHAPES, max_length=8, verbose_name="shape"),
        ),
    ]
