"""Letters, and which team receives them. Whoever works on cases in one member may leave a letter for another's team;
only the receiver reads it."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

_LISTED = "(SELECT string_to_array(current_setting('jatan.{setting}', true), ',')::uuid[])::uuid[]"
_READ, _WRITE = _LISTED.format(setting="read_cases"), _LISTED.format(setting="write_cases")
_WALL = f"""
ALTER TABLE vault_letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault_letter FORCE ROW LEVEL SECURITY;
CREATE POLICY vault_letter_read ON vault_letter FOR SELECT USING (organisation_id = ANY (({_READ})));
CREATE POLICY vault_letter_insert ON vault_letter FOR INSERT WITH CHECK (sender_id = ANY (({_WRITE})));
CREATE POLICY vault_letter_update ON vault_letter FOR UPDATE
    USING (organisation_id = ANY (({_WRITE}))) WITH CHECK (organisation_id = ANY (({_WRITE})));
"""
_UNDO = """
DROP POLICY IF EXISTS vault_letter_read ON vault_letter;
DROP POLICY IF EXISTS vault_letter_insert ON vault_letter;
DROP POLICY IF EXISTS vault_letter_update ON vault_letter;
ALTER TABLE vault_letter NO FORCE ROW LEVEL SECURITY;
ALTER TABLE vault_letter DISABLE ROW LEVEL SECURITY;
"""
# The first team that was founded receives; houses that had teams before letters learn it here.
_FIRST = """
ALTER TABLE vault_team NO FORCE ROW LEVEL SECURITY;
ALTER TABLE vault_directorykey NO FORCE ROW LEVEL SECURITY;
UPDATE vault_team t SET is_receiving = true WHERE t.id = (
    SELECT f.id FROM vault_team f WHERE f.organisation_id = t.organisation_id AND f.closed_at IS NULL ORDER BY f.id LIMIT 1
);
UPDATE vault_directorykey k SET is_receiving = true FROM vault_team t
    WHERE k.kind = 'team' AND k.principal = t.id AND k.organisation_id = t.organisation_id AND t.is_receiving;
ALTER TABLE vault_team FORCE ROW LEVEL SECURITY;
ALTER TABLE vault_directorykey FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_unlocks"), ("network", "0003_marks")]
    operations = [
        migrations.RenameField("team", "is_supervising", "is_receiving"),
        migrations.AddField("directorykey", "is_receiving", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.UUIDField()),
                ("epoch", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("about", models.UUIDField(null=True)),
                ("sealed", models.BinaryField()),
                ("sent_at", models.DateTimeField(default=jatan.kernel.clock.now)),
                ("taken_at", models.DateTimeField(null=True)),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
                ("sender", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("taken_at__isnull", True)), fields=["organisation", "team", "kind"], name="letter_waiting")
                ],
            },
        ),
        migrations.RunSQL(_WALL, _UNDO),
        migrations.RunSQL(_FIRST, migrations.RunSQL.noop),
    ]
