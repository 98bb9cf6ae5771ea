"""Texts that tell a colleague of an urgent issue, and which issue."""

from django.db import migrations, models

PURPOSES = [
    ("check", "asks how she is"),
    ("unsafe_heard", "says that help is coming"),
    ("stopped", "says that messages have stopped"),
    ("started", "says that messages go on"),
    ("unclear", "asks to answer with 1 or 2"),
    ("answer", "written by a colleague"),
    ("urgent", "tells a colleague that something urgent waits"),
]


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_squashed_0002")]
    operations = [
        migrations.AddField("outmessage", "about_issue", models.UUIDField(editable=False, null=True)),
        migrations.AlterField(
            "outmessage",
            "purpose",
            models.CharField(choices=PURPOSES, max_length=14, verbose_name="for what"),
        ),
        migrations.AlterField(
            "template",
            "purpose",
            models.CharField(choices=PURPOSES, max_length=14, verbose_name="for what"),
        ),
        migrations.AddIndex(
            "outmessage",
            models.Index(
                condition=models.Q(about_issue__isnull=False),
                fields=["organisation", "about_issue"],
                name="outmessage_issue",
            ),
        ),
    ]
