"""Statements about agents: by organisation, linked inside one. A statement may be withdrawn and folded anew; PostgreSQL refuses
every other change, to whomever.

Requests for one entry: the secretariat asks, the member answers, and a yes opens that entry for its days. Who asks cannot
answer and who answers cannot ask, whatever the program above says. The second policy on statements stands beside the
first: rows of the own register, or an entry that was granted to the secretariat and whose day is not over.

Stands for the migrations 0001 to 0005 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import (guard_table, organisation_key, same_organisation)

_IMMUTABLE = """
CREATE FUNCTION agents_statement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may text[] := ARRAY['name_fold', 'name_key', 'fold_version', 'changed_at',
                        'withdrawn_at', 'withdrawn_by', 'withdrawn_reason'];
BEGIN
    IF to_jsonb(NEW) - may <> to_jsonb(OLD) - may THEN
        RAISE EXCEPTION 'a statement is withdrawn and said anew, never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agents_statement_stays BEFORE UPDATE ON agents_statement
    FOR EACH ROW EXECUTE FUNCTION agents_statement_stays();
"""
_IMMUTABLE_UNDO = """
DROP TRIGGER IF EXISTS agents_statement_stays ON agents_statement;
DROP FUNCTION IF EXISTS agents_statement_stays();
"""
_LISTED = "(SELECT string_to_array(current_setting('jatan.{}', true), ',')::uuid[])::uuid[]"
_ASK, _SEE = _LISTED.format("write_asks"), _LISTED.format("read_asks")
_SEES_REGISTER, _WRITES_REGISTER = _LISTED.format("read_agents"), _LISTED.format("write_agents")
_ANSWERS = f"organisation_id = ANY ({_SEES_REGISTER}) AND organisation_id = ANY ({_WRITES_REGISTER})"
_REQUESTS = f"""
ALTER TABLE agents_entryrequest ENABLE ROW LEVEL SECURITY;
ALTER TABLE agents_entryrequest FORCE ROW LEVEL SECURITY;
CREATE POLICY agents_entryrequest_read ON agents_entryrequest FOR SELECT USING (organisation_id = ANY ({_SEE}));
CREATE POLICY agents_entryrequest_insert ON agents_entryrequest FOR INSERT
    WITH CHECK (organisation_id = ANY ({_ASK}) AND reply = '' AND statement_id IS NULL);
CREATE POLICY agents_entryrequest_update ON agents_entryrequest FOR UPDATE
    USING ({_ANSWERS} AND reply = '') WITH CHECK ({_ANSWERS});
CREATE POLICY agents_statement_granted ON agents_statement FOR SELECT USING (id = ANY ((
    SELECT array_agg(asked.statement_id) FROM agents_entryrequest asked
    WHERE asked.reply = 'yes' AND asked.until >= (now() AT TIME ZONE 'Asia/Kolkata')::date
      AND asked.organisation_id = ANY ({_ASK})
)::uuid[]));
"""
_REQUESTS_UNDO = """
DROP POLICY IF EXISTS agents_statement_granted ON agents_statement;
DROP POLICY IF EXISTS agents_entryrequest_read ON agents_entryrequest;
DROP POLICY IF EXISTS agents_entryrequest_insert ON agents_entryrequest;
DROP POLICY IF EXISTS agents_entryrequest_update ON agents_entryrequest;
ALTER TABLE agents_entryrequest NO FORCE ROW LEVEL SECURITY;
ALTER TABLE agents_entryrequest DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("agents", "0001_initial"),
        ("agents", "0002_walls"),
        ("agents", "0003_fold_version"),
        ("agents", "0004_entry_requests"),
        ("agents", "0005_request_walls"),
    ]
    dependencies = [("journeys", "0001_squashed_0006"), ("network", "0001_squashed_0003"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('kind', models.CharField(choices=[('agent', 'agent or recruiter'), ('contractor', 'contractor'), ('agency', 'placement agency'), ('employer', 'employer')], max_length=12, verbose_name='about')),
                ('name', models.CharField(blank=True, max_length=160, verbose_name='name or nickname')),
                ('name_fold', models.CharField(blank=True, editable=False, max_length=600)),
                ('name_key', models.CharField(blank=True, editable=False, max_length=600)),
                ('fold_version', models.CharField(editable=False, max_length=24)),
                ('phones', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=15), blank=True, default=list, verbose_name='phone numbers')),
                ('vehicle', models.CharField(blank=True, max_length=60, verbose_name='vehicle')),
                ('route', models.CharField(blank=True, max_length=200, verbose_name='route')),
                ('destination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='destination')),
                ('destination_as_written', models.CharField(blank=True, max_length=120, verbose_name='destination as written')),
                ('journey', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journeys.journey', verbose_name='journey')),
                ('is_from_journey', models.BooleanField(default=False, editable=False, verbose_name="taken from the journey's registration")),
                ('said_on', models.DateField(verbose_name='said on')),
                ('source', models.CharField(choices=[('migrant', 'the migrant herself or himself'), ('family', 'the family'), ('forum', 'the forum or the village'), ('police', 'police'), ('newspaper', 'newspaper'), ('office_paper', 'a paper of an office'), ('worker', 'a worker of ours')], max_length=12, verbose_name='who says so')),
                ('reliability', models.CharField(choices=[('heard', 'heard from others'), ('seen', 'seen or lived through'), ('document', 'stands on a paper'), ('several', 'several people say the same')], max_length=10, verbose_name='how it is known')),
                ('what_is_said', models.TextField(blank=True, verbose_name='what is said')),
            ],
            options={
                'verbose_name': 'statement',
                'verbose_name_plural': 'statements',
                'indexes': [models.Index(fields=['organisation', 'said_on'], name='statement_said'), models.Index(fields=['organisation', 'name_key'], name='statement_key'), models.Index(fields=['organisation', 'journey'], name='statement_journey')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_from_journey', True), ('withdrawn_at__isnull', True)), fields=('organisation', 'journey', 'kind'), name='statement_once_a_journey')],
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('seed', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agents.statement', verbose_name='first statement')),
            ],
            options={
                'verbose_name': 'statements that belong together',
                'verbose_name_plural': 'statements that belong together',
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'seed'), name='profile_seed_once')],
            },
        ),
        migrations.CreateModel(
            name='Joining',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('profile', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='joinings', to='agents.profile', verbose_name='set')),
                ('statement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='joinings', to='agents.statement', verbose_name='statement')),
                ('reason', models.TextField(verbose_name='why they belong together')),
                ('confirmed_by', models.UUIDField(editable=False, null=True)),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='confirmed on')),
            ],
            options={
                'verbose_name': 'joining',
                'verbose_name_plural': 'joinings',
                'indexes': [models.Index(fields=['organisation', 'profile'], name='joining_profile')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'statement'), name='joining_once')],
            },
        ),
        migrations.CreateModel(
            name='EntryRequest',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='member')),
                ('number', models.CharField(max_length=10, verbose_name='number of the entry')),
                ('reason', models.CharField(max_length=500, verbose_name='what it is needed for')),
                ('asked_from', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('asked_by', models.UUIDField(editable=False)),
                ('asked_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False, verbose_name='asked on')),
                ('reply', models.CharField(blank=True, choices=[('yes', 'Yes, until a day'), ('no', 'No')], max_length=3, verbose_name='answer')),
                ('statement', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agents.statement')),
                ('until', models.DateField(blank=True, null=True, verbose_name='may be read until')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('answered_by', models.UUIDField(editable=False, null=True)),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answered on')),
            ],
            options={
                'verbose_name': 'request for one entry',
                'verbose_name_plural': 'requests for one entry',
                'indexes': [models.Index(fields=['organisation', 'asked_at'], name='entryrequest_asked'), models.Index(fields=['asked_by', 'asked_at'], name='entryrequest_by')],
            },
        ),
        organisation_key("agents_statement", "agents_profile", "agents_joining", "agents_entryrequest"),
        guard_table("agents_statement", "agents"),
        guard_table("agents_profile", "agents"),
        guard_table("agents_joining", "agents"),
        same_organisation("agents_statement", [("journey_id", "journeys_journey")]),
        same_organisation("agents_profile", [("seed_id", "agents_statement")]),
        same_organisation("agents_joining", [("profile_id", "agents_profile"), ("statement_id", "agents_statement")]),
        same_organisation("agents_entryrequest", [("statement_id", "agents_statement")]),
        migrations.RunSQL(_IMMUTABLE, _IMMUTABLE_UNDO),
        migrations.RunSQL(_REQUESTS, _REQUESTS_UNDO),
    ]
