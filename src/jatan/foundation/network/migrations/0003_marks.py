"""Marks that members compare, behind walls of their own.

Whoever sees or records people or agents anywhere may compare with everybody's marks; she writes and takes back only
marks of organisations whose people or agents she records. Marks are never changed.
"""

import django.db.models.deletion
from django.db import migrations, models

import jatan.kernel.ids

_MAY_WRITE = " OR ".join(
    f"organisation_id = ANY ((SELECT string_to_array(current_setting('jatan.write_{family}', true), ',')::uuid[])"
    "::uuid[])"
    for family in ("people", "agents")
)
_MAY_COMPARE = (
    "(SELECT coalesce(current_setting('jatan.read_people', true), '') <> ''"
    " OR coalesce(current_setting('jatan.read_agents', true), '') <> '')"
)
_WALLS = f"""
ALTER TABLE network_mark ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_mark FORCE ROW LEVEL SECURITY;
CREATE POLICY network_mark_read ON network_mark FOR SELECT USING ({_MAY_COMPARE});
CREATE POLICY network_mark_insert ON network_mark FOR INSERT WITH CHECK ({_MAY_WRITE});
CREATE POLICY network_mark_delete ON network_mark FOR DELETE USING ({_MAY_WRITE});
"""
_UNDO = """
DROP POLICY IF EXISTS network_mark_read ON network_mark;
DROP POLICY IF EXISTS network_mark_insert ON network_mark;
DROP POLICY IF EXISTS network_mark_delete ON network_mark;
ALTER TABLE network_mark NO FORCE ROW LEVEL SECURITY;
ALTER TABLE network_mark DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0002_workbook_names")]
    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("mark", models.BinaryField(max_length=16)),
                ("about", models.UUIDField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "mark"], name="mark_same")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "about", "kind", "mark"), name="mark_once")
                ],
            },
        ),
        migrations.RunSQL(_WALLS, _UNDO),
    ]
