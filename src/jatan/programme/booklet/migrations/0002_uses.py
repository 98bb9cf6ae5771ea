"""What she said yes to. Of what was agreed before, the text spoke of a booklet only: such editions leave the public."""

import django.contrib.postgres.fields
from django.db import migrations, models

import jatan.programme.booklet.models
from jatan.foundation.db.row_walls import update_every_row

_USES = [
    ("meeting", "told at meetings"),
    ("booklet", "printed in the booklet"),
    ("donor", "in reports to donors and government"),
    ("public", "where anybody may read it"),
    ("press", "given to the press"),
    ("photo", "with her photo or voice"),
]
_IS_EDITION = """EXISTS (SELECT 1 FROM booklet_edition
    WHERE booklet_edition.organisation_id = library_material.organisation_id
    AND booklet_edition.material_id = library_material.id)"""
_INSIDE = f"""
ALTER TABLE booklet_edition NO FORCE ROW LEVEL SECURITY;
{update_every_row("library_material", f"stays_inside = {_IS_EDITION}, is_public = is_public AND NOT {_IS_EDITION}")}
ALTER TABLE booklet_edition FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("booklet", "0001_stories_and_editions"), ("library", "0004_stays_inside")]
    operations = [
        migrations.AddField(
            "story",
            "uses",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=_USES, max_length=8),
                default=jatan.programme.booklet.models.booklet_alone,
                size=None,
                verbose_name="she said yes to",
            ),
        ),
        migrations.RunSQL(_INSIDE, migrations.RunSQL.noop),
    ]
