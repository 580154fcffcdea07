"""The timeline: importance of events, lanes that gather other records, a stamp of every change."""

from django.db import migrations, models

import exhibit.fields.spans


def gather(apps, schema_editor):
    """Keep films on the timelines of museums that have one already, and bring lives beside them."""
    Lane = apps.get_model("exhibit", "Lane")
    lanes = Lane.objects.using(schema_editor.connection.alias)
    if not lanes.exists():
        return
    last = max(lanes.values_list("position", flat=True))
    for step, (slug, en, ru, mark, gathers) in enumerate(
        (("films", "Films", "Фильмы", "film", "films"), ("lives", "Lives", "Жизни", "life", "lives")), start=1
    ):
        if not lanes.filter(slug=slug).exists():
            lanes.create(
                slug=slug, name=en, name_en=en, name_ru=ru, mark=mark, gathers=gathers, position=last + 10 * step
            )


def let_go(apps, schema_editor):
    """Take the triggers away that would write a stamp, before its table goes: see `exhibit.models.stamp`."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS exhibit_stamp_now, exhibit_stamp_settle CASCADE")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'exhibit%stamps'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


class Migration(migrations.Migration):
    dependencies = [
        ("exhibit", "0004_renditions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.BigIntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="event",
            name="importance",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "background"), (2, "normal"), (3, "key")],
                default=2,
                help_text="Where the timeline is crowded, key events keep their words longest.",
                verbose_name="importance",
            ),
        ),
        migrations.AddField(
            model_name="lane",
            name="gathers",
            field=models.CharField(
                blank=True,
                choices=[
                    ("films", "films"),
                    ("releases", "releases of films"),
                    ("lives", "lives of people"),
                    ("awards", "awards that no event tells of"),
                ],
                help_text="What it shows by itself, besides its events. What no lane gathers is not on the timeline.",
                max_length=8,
                verbose_name="gathers",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["date_earliest", "date_latest"], name="event_by_date"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["lane", "date_earliest", "date_latest"], name="event_by_lane"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["lane", "date_latest", "date_earliest"], name="event_by_lane_and_end"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["importance", "lane", "date_earliest"], name="event_by_importance"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(exhibit.fields.spans.SpansYears("date_earliest", "date_latest")),
                fields=["date_earliest", "date_latest"],
                name="event_long",
            ),
        ),
        migrations.AddConstraint(
            model_name="lane",
            constraint=models.UniqueConstraint(
                condition=models.Q(("gathers", ""), _negated=True),
                fields=("gathers",),
                name="lane_gathers_alone",
                violation_error_message="Another lane gathers these already.",
            ),
        ),
        migrations.RunPython(gather, migrations.RunPython.noop),
        migrations.RunPython(migrations.RunPython.noop, let_go),
    ]
