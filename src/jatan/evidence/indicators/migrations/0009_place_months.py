"""All numbers of a district or block and month in one row, filled from the cells that stand."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table

# No organisation is set during a migration: the owner is let past the cells' policies until they are copied.
_FILL = """
ALTER TABLE indicators_monthlycell NO FORCE ROW LEVEL SECURITY;
INSERT INTO indicators_placemonth (organisation_id, dimension, month, member, keys, amounts)
    SELECT organisation_id, dimension, month, member, string_agg(indicator || '.' || value, ' ' ORDER BY indicator, value),
        array_agg(amount ORDER BY indicator, value)
    FROM indicators_monthlycell WHERE dimension IN ('district', 'block')
    GROUP BY organisation_id, dimension, month, member;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE indicators_monthlycell FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0008_themes_at_places")]
    operations = [
        migrations.CreateModel(
            name="PlaceMonth",
            fields=[
                ("pk", models.CompositePrimaryKey("organisation", "dimension", "month", "member", blank=True, editable=False, primary_key=True, serialize=False)),
                ("organisation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
                ("month", models.DateField()),
                ("dimension", models.CharField(max_length=20)),
                ("member", models.CharField(blank=True, max_length=60)),
                ("keys", models.TextField()),
                ("amounts", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        guard_table("indicators_placemonth", "facts", may_delete=True),
    ]
