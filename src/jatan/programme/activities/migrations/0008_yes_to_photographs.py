"""What each photograph may be used for, and whether somebody can be recognised. Of those taken before nobody was asked."""

import django.contrib.postgres.fields
from django.db import migrations, models

_FACES = [
    ("", "nobody has looked yet"),
    ("nobody", "nobody: no face can be seen"),
    ("asked", "grown-ups who were asked, and all of them said yes"),
    ("others", "somebody who was not asked, or a child"),
]
_USES = [
    ("donor", "in reports to donors and government"),
    ("public", "where anybody may see it"),
    ("press", "given to the press"),
]


class Migration(migrations.Migration):
    dependencies = [("activities", "0007_meetings_of_members")]

    operations = [
        migrations.AddField(
            "photograph",
            "faces",
            models.CharField(
                blank=True, choices=_FACES, default="", max_length=8, verbose_name="who can be recognised"
            ),
        ),
        migrations.AddField(
            "photograph",
            "uses",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=_USES, max_length=8),
                blank=True,
                default=list,
                size=None,
                verbose_name="there is a yes for",
            ),
        ),
    ]
