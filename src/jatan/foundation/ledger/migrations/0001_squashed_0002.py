"""The ledger: one chain an organisation, append-only for every role; revisions behind the wall of the row they are about.

Stands for the migrations 0001 to 0002 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import (guard_table, organisation_key)

APPEND_ONLY = """
CREATE FUNCTION jatan_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_event_append_only BEFORE UPDATE OR DELETE ON ledger_event
    FOR EACH ROW EXECUTE FUNCTION jatan_append_only();
CREATE TRIGGER ledger_event_no_truncate BEFORE TRUNCATE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION jatan_append_only();
CREATE TRIGGER ledger_revision_append_only BEFORE UPDATE OR DELETE ON ledger_revision
    FOR EACH ROW EXECUTE FUNCTION jatan_append_only();
"""
APPEND_ONLY_UNDO = """
DROP TRIGGER ledger_revision_append_only ON ledger_revision;
DROP TRIGGER ledger_event_no_truncate ON ledger_event;
DROP TRIGGER ledger_event_append_only ON ledger_event;
DROP FUNCTION jatan_append_only();
"""
LISTED = "organisation_id = ANY (string_to_array(current_setting('jatan.{verb}_' || family, true), ',')::uuid[])"
REVISION = f"""
ALTER TABLE ledger_revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_revision FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_revision_read ON ledger_revision FOR SELECT USING ({LISTED.format(verb="read")});
CREATE POLICY ledger_revision_insert ON ledger_revision FOR INSERT WITH CHECK ({LISTED.format(verb="write")});
"""
REVISION_UNDO = """
DROP POLICY ledger_revision_insert ON ledger_revision;
DROP POLICY ledger_revision_read ON ledger_revision;
ALTER TABLE ledger_revision NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_revision DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("ledger", "0001_initial"),
        ("ledger", "0002_walls"),
    ]
    dependencies = [("network", "0001_squashed_0003")]
    operations = [
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='network.organisation')),
                ('sequence', models.BigIntegerField(default=0)),
                ('digest', models.BinaryField(default=b'')),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('sequence', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.UUIDField(null=True)),
                ('verb', models.CharField(max_length=64)),
                ('about_type', models.CharField(blank=True, max_length=48)),
                ('about', models.UUIDField(null=True)),
                ('payload', models.JSONField(default=dict)),
                ('previous', models.BinaryField()),
                ('digest', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'about'], name='event_about')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'sequence'), name='event_one_per_sequence')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('family', models.CharField(max_length=16)),
                ('about_type', models.CharField(max_length=48)),
                ('about', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('by', models.UUIDField(null=True)),
                ('verb', models.CharField(max_length=64)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'about', 'at'], name='revision_about')],
            },
        ),
        organisation_key("ledger_event", "ledger_revision"),
        guard_table("ledger_chain", "ledger"),
        guard_table("ledger_event", "ledger", append_only=True),
        migrations.RunSQL(APPEND_ONLY, APPEND_ONLY_UNDO),
        migrations.RunSQL(REVISION, REVISION_UNDO),
    ]
