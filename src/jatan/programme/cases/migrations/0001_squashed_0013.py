"""The coded register of cases, what is counted of it, and who read which file. Bodies that wait for keys are never sampled for statistics.

`jatan_rewrite_cases` writes the tables anew after days were sealed and facts shuffled, so that nothing of them stays in
the pages on the disk: an ALTER of a column's type with an expression makes PostgreSQL copy the living rows into new
files. The runtime role owns no table and may not; the function runs as the owner, takes no argument and changes no
value. It waits three seconds for its turn, then fails, so that no page waits behind it.

Stands for the migrations 0001 to 0013 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
import uuid
from django.db import migrations, models

from jatan.foundation.db.row_walls import (guard_table, organisation_key, same_organisation)

_REWRITE = """
CREATE FUNCTION jatan_rewrite_cases() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    PERFORM set_config('lock_timeout', '3s', true);
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE public.cases_casewaiting ALTER COLUMN body TYPE jsonb USING body || '{}'::jsonb;
    ALTER TABLE public.cases_casefact ALTER COLUMN outcome TYPE varchar(16) USING substr(outcome, 1);
END
$body$;
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("cases", "0001_initial"),
        ("cases", "0002_walls"),
        ("cases", "0003_days_may_wait"),
        ("cases", "0004_facts"),
        ("cases", "0005_quarter_beside_the_day"),
        ("cases", "0006_days_leave_the_register"),
        ("cases", "0007_corrections_tell_no_days"),
        ("cases", "0008_only_the_quarter_is_open"),
        ("cases", "0009_tables_written_anew"),
        ("cases", "0010_readings"),
        ("cases", "0011_exports"),
        ("cases", "0012_reasons_are_codes"),
        ("cases", "0013_letters_are_read"),
    ]
    dependencies = [("network", "0001_squashed_0003"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.quarter_start, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.quarter_start, editable=False)),
                ('code', models.CharField(max_length=40, verbose_name='case code')),
                ('kind', models.CharField(choices=[('trafficking', 'human trafficking'), ('labour_exploitation', 'labour exploitation'), ('violence', 'violence'), ('missing_person', 'missing person'), ('other', 'other')], max_length=24, verbose_name='kind')),
                ('opened_quarter', models.DateField(verbose_name='quarter')),
                ('is_closed', models.BooleanField(default=False, verbose_name='closed')),
                ('assigned_to', models.UUIDField(blank=True, null=True, verbose_name='counsellor')),
            ],
            options={
                'verbose_name': 'case',
                'verbose_name_plural': 'cases',
                'indexes': [models.Index(fields=['organisation', 'opened_quarter'], name='case_opened'), models.Index(fields=['organisation', 'code'], name='case_code'), models.Index(fields=['organisation', 'assigned_to'], name='case_assigned')],
                'constraints': [models.CheckConstraint(condition=models.Q(('opened_quarter__day', 1), ('opened_quarter__month__in', [1, 4, 7, 10])), name='case_tells_quarter'), models.CheckConstraint(condition=models.Q(('withdrawn_reason__in', ['', 'twice', 'no_case', 'wrong_house', 'test', 'other', 'erased'])), name='case_withdrawn_by_code')],
            },
        ),
        migrations.CreateModel(
            name='CaseWaiting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('body', models.JSONField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'case'), name='case_waits_once')],
            },
        ),
        migrations.CreateModel(
            name='CaseFact',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('quarter', models.DateField()),
                ('kind', models.CharField(choices=[('trafficking', 'human trafficking'), ('labour_exploitation', 'labour exploitation'), ('violence', 'violence'), ('missing_person', 'missing person'), ('other', 'other')], max_length=24)),
                ('age_band', models.CharField(blank=True, max_length=16)),
                ('sex', models.CharField(blank=True, max_length=16)),
                ('sector', models.CharField(blank=True, max_length=16)),
                ('route', models.CharField(blank=True, max_length=16)),
                ('stage', models.CharField(blank=True, max_length=16)),
                ('outcome', models.CharField(blank=True, max_length=16)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'quarter'], name='casefact_quarter')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quarter__day', 1), ('quarter__month__in', [1, 4, 7, 10])), name='casefact_tells_quarter')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('case', models.UUIDField()),
                ('account', models.UUIDField()),
                ('what', models.CharField(choices=[('file', 'the file'), ('identity', 'the identity card'), ('paper', 'a paper or recording'), ('letter', 'a letter')], max_length=10)),
                ('at', models.DateTimeField(default=jatan.kernel.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'account', 'at'], name='reading_by_account'), models.Index(fields=['organisation', 'case', 'at'], name='reading_of_case')],
            },
        ),
        migrations.CreateModel(
            name='ReadingAlert',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('account', models.UUIDField()),
                ('why', models.CharField(choices=[('hour', 'many files within an hour'), ('day', 'many files within a day'), ('night', 'at night')], max_length=12)),
                ('how_many', models.PositiveIntegerField()),
                ('raised_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.UUIDField(null=True)),
                ('answer', models.CharField(blank=True, choices=[('work', 'her own work asked for it'), ('rescue', 'a rescue or an emergency'), ('review', 'cases were looked through or handed over'), ('no_reason', 'there was no good reason; it is followed up'), ('other', 'another reason')], max_length=12)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'answered_at'], name='readingalert_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['', 'work', 'rescue', 'review', 'no_reason', 'other'])), name='readingalert_answered_by_code')],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('made_by', models.UUIDField()),
                ('case', models.UUIDField(null=True)),
                ('entry', models.UUIDField(null=True)),
                ('level', models.CharField(choices=[('full', 'everything, with her name'), ('coded', 'in codes, without name, day and village'), ('statistical', 'numbers alone'), ('incidents', 'coded incidents'), ('print', 'on paper, in plain words')], max_length=12)),
                ('reason', models.CharField(choices=[('referral', 'a referral'), ('transfer', 'handing the case over'), ('her_copy', 'her own copy'), ('supervision', 'supervision'), ('statistics', 'statistics'), ('court', 'police or court')], max_length=12)),
                ('made_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('downloads', models.PositiveSmallIntegerField(default=0)),
                ('content', models.BinaryField(default=b'')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'made_by', 'expires_at'], name='export_of_maker')],
            },
        ),
        organisation_key("cases_case", "cases_casewaiting", "cases_casefact", "cases_reading", "cases_readingalert", "cases_export"),
        guard_table("cases_case", "cases"),
        guard_table("cases_casewaiting", "cases", may_delete=True),
        guard_table("cases_casefact", "cases", may_delete=True),
        guard_table("cases_reading", "cases"),
        guard_table("cases_readingalert", "cases"),
        guard_table("cases_export", "cases"),
        same_organisation("cases_casewaiting", [("case_id", "cases_case")]),
        migrations.RunSQL("ALTER TABLE cases_casewaiting ALTER COLUMN body SET STATISTICS 0;", migrations.RunSQL.noop),
        migrations.RunSQL(_REWRITE, "DROP FUNCTION jatan_rewrite_cases();"),
    ]
