"""The import desk: behind the wall of imports, linked inside one organisation.

No statistics are gathered of what waiting rows say: PostgreSQL would keep samples of it, in clear and for long.
`jatan_rewrite_waiting_rows` writes their tables anew every night, as `jatan_rewrite_cases` does for cases.

Stands for the migrations 0001 to 0004 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import (guard_table, organisation_key, same_organisation)

_NO_SAMPLES = """
ALTER TABLE registers_parkedrow ALTER COLUMN cells SET STATISTICS 0, ALTER COLUMN problems SET STATISTICS 0;
ALTER TABLE registers_proposedcorrection ALTER COLUMN cells SET STATISTICS 0;
"""
_REWRITE = """
CREATE FUNCTION jatan_rewrite_waiting_rows() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    PERFORM set_config('lock_timeout', '3s', true);
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE public.registers_parkedrow
        ALTER COLUMN cells TYPE jsonb USING cells || '{}'::jsonb,
        ALTER COLUMN problems TYPE jsonb USING problems || '[]'::jsonb;
    ALTER TABLE public.registers_proposedcorrection ALTER COLUMN cells TYPE jsonb USING cells || '{}'::jsonb;
END
$body$;
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("registers", "0001_initial"),
        ("registers", "0002_walls"),
        ("registers", "0003_cases_leave_no_day"),
        ("registers", "0004_waiting_rows_written_anew"),
    ]
    dependencies = [("network", "0001_squashed_0003")]
    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('file_name', models.CharField(max_length=255, verbose_name='file')),
                ('file_digest', models.CharField(blank=True, max_length=64)),
                ('stored_as', models.CharField(blank=True, max_length=80)),
                ('by', models.UUIDField(editable=False, null=True)),
                ('started_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('is_dry_run', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('waiting', 'waiting'), ('running', 'running'), ('done', 'done'), ('previewed', 'previewed, nothing kept'), ('failed', 'failed, nothing kept')], default='running', max_length=10)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('counts', models.JSONField(default=dict)),
                ('unknown_sheets', models.JSONField(default=list)),
                ('sheet_now', models.CharField(blank=True, max_length=120)),
                ('rows_done', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'indexes': [models.Index(fields=['organisation', '-started_at'], name='importrun_latest')],
            },
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('kind', models.CharField(max_length=24)),
                ('identity', models.BinaryField(max_length=16)),
                ('occurrence', models.PositiveIntegerField(default=0)),
                ('serial', models.CharField(blank=True, max_length=40)),
                ('sheet', models.CharField(max_length=120)),
                ('row_number', models.PositiveIntegerField()),
                ('run', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.importrun')),
                ('marks', models.JSONField(default=dict)),
                ('record_label', models.CharField(max_length=40)),
                ('record_id', models.UUIDField()),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'kind', 'serial'], name='importedrow_serial'), models.Index(fields=['organisation', 'record_id'], name='importedrow_record')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'kind', 'identity', 'occurrence'), name='importedrow_once')],
            },
        ),
        migrations.CreateModel(
            name='ParkedRow',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('kind', models.CharField(max_length=24)),
                ('identity', models.BinaryField(max_length=16)),
                ('occurrence', models.PositiveIntegerField(default=0)),
                ('serial', models.CharField(blank=True, max_length=40)),
                ('sheet', models.CharField(max_length=120)),
                ('row_number', models.PositiveIntegerField()),
                ('run', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.importrun')),
                ('cells', models.JSONField(default=dict)),
                ('problems', models.JSONField(default=list)),
                ('code', models.CharField(max_length=24, verbose_name='reason')),
                ('corrects', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.importedrow')),
                ('status', models.CharField(choices=[('open', 'waiting to be mended'), ('closed', 'mended'), ('dismissed', 'dismissed')], default='open', max_length=10)),
                ('closed_by_record', models.UUIDField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.UUIDField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason for dismissing')),
            ],
            options={
                'verbose_name': 'parked row',
                'verbose_name_plural': 'parked rows',
                'indexes': [models.Index(fields=['organisation', 'status', 'kind'], name='parkedrow_waiting'), models.Index(fields=['organisation', 'kind', 'serial'], name='parkedrow_serial')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'kind', 'identity', 'occurrence'), name='parkedrow_once')],
            },
        ),
        migrations.CreateModel(
            name='ProposedCorrection',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('kind', models.CharField(max_length=24)),
                ('identity', models.BinaryField(max_length=16)),
                ('occurrence', models.PositiveIntegerField(default=0)),
                ('serial', models.CharField(blank=True, max_length=40)),
                ('sheet', models.CharField(max_length=120)),
                ('row_number', models.PositiveIntegerField()),
                ('run', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.importrun')),
                ('imported_row', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='registers.importedrow')),
                ('cells', models.JSONField(default=dict)),
                ('fields', models.JSONField(default=list)),
                ('status', models.CharField(choices=[('open', 'proposed'), ('accepted', 'accepted'), ('rejected', 'rejected')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.UUIDField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'status'], name='correction_waiting')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'kind', 'identity', 'occurrence'), name='correction_once')],
            },
        ),
        migrations.CreateModel(
            name='RowWarning',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('run', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.importrun')),
                ('imported_row', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='warnings', to='registers.importedrow')),
                ('code', models.CharField(max_length=32)),
                ('field', models.CharField(blank=True, max_length=32)),
                ('detail', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'run', 'code'], name='rowwarning_run')],
            },
        ),
        migrations.CreateModel(
            name='LearnedMapping',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('what', models.CharField(max_length=32)),
                ('kind', models.CharField(blank=True, max_length=24)),
                ('word', models.CharField(max_length=200)),
                ('as_written', models.CharField(max_length=200)),
                ('meaning', models.CharField(max_length=64)),
                ('by', models.UUIDField(null=True)),
                ('at', models.DateTimeField(default=jatan.kernel.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'what', 'kind', 'word'), name='learnedmapping_once')],
            },
        ),
        organisation_key("registers_importrun", "registers_importedrow", "registers_parkedrow", "registers_proposedcorrection", "registers_rowwarning", "registers_learnedmapping"),
        guard_table("registers_importrun", "imports"),
        guard_table("registers_importedrow", "imports"),
        guard_table("registers_parkedrow", "imports"),
        guard_table("registers_proposedcorrection", "imports"),
        guard_table("registers_rowwarning", "imports"),
        guard_table("registers_learnedmapping", "imports", may_delete=True),
        same_organisation("registers_importedrow", [("run_id", "registers_importrun")]),
        same_organisation("registers_parkedrow", [("run_id", "registers_importrun"), ("corrects_id", "registers_importedrow")]),
        same_organisation("registers_proposedcorrection", [("run_id", "registers_importrun"), ("imported_row_id", "registers_importedrow")]),
        same_organisation("registers_rowwarning", [("run_id", "registers_importrun"), ("imported_row_id", "registers_importedrow")]),
        migrations.RunSQL(_NO_SAMPLES, migrations.RunSQL.noop),
        migrations.RunSQL(_REWRITE, "DROP FUNCTION jatan_rewrite_waiting_rows();"),
    ]
