"""Studies: questions, drawn villages, findings and shared copies of the leading office; interviews of the members."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('library', '0001_squashed_0002'),
        ('network', '0006_caretaker'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('drawn_on', models.DateField(verbose_name='drawn on')),
                ('plan', models.JSONField(verbose_name='rule and seed')),
                ('frame', models.JSONField(verbose_name='list of villages')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'draw of villages',
                'verbose_name_plural': 'draws of villages',
            },
        ),
        migrations.CreateModel(
            name='Enumerator',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('study_ref', models.UUIDField(verbose_name='study')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('trained_on', models.DateField(blank=True, null=True, verbose_name='trained on')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'enumerator',
                'verbose_name_plural': 'enumerators',
            },
        ),
        migrations.CreateModel(
            name='Interview',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('study_ref', models.UUIDField(verbose_name='study')),
                ('site_ref', models.UUIDField(verbose_name='drawn village')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version of the questions')),
                ('number', models.PositiveIntegerField(verbose_name='number of the interview')),
                ('held_on', models.DateField(verbose_name='held on')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minutes it took')),
                ('consent', models.CharField(choices=[('spoken', 'yes, she said so'), ('written', 'yes, signed or with thumbprint')], max_length=8, verbose_name='consent')),
                ('answers', models.JSONField(default=dict, verbose_name='answers')),
                ('enumerator', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='interviews', to='studies.enumerator', verbose_name='enumerator')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'interview',
                'verbose_name_plural': 'interviews',
            },
        ),
        migrations.CreateModel(
            name='ParkedInterview',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('study_ref', models.UUIDField(verbose_name='study')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version of the questions')),
                ('row', models.PositiveIntegerField(verbose_name='row of the workbook')),
                ('cells', models.JSONField(default=dict, verbose_name='what stands there')),
                ('code', models.CharField(max_length=40, verbose_name='why it was parked')),
                ('field', models.CharField(blank=True, max_length=40, verbose_name='in which column')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('closed_because', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'parked interview',
                'verbose_name_plural': 'parked interviews',
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('position', models.PositiveIntegerField(verbose_name='line of the list')),
                ('size', models.PositiveIntegerField(null=True, verbose_name='size')),
                ('times', models.PositiveSmallIntegerField(default=1, verbose_name='times drawn')),
                ('weight', models.FloatField(verbose_name='weight')),
                ('draw', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='studies.draw', verbose_name='draw')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'drawn village',
                'verbose_name_plural': 'drawn villages',
            },
        ),
        migrations.CreateModel(
            name='Study',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('title', models.CharField(max_length=200, verbose_name='title of the study')),
                ('question', models.TextField(max_length=2000, verbose_name='what the study wants to know')),
                ('consent_text', models.TextField(max_length=2000, verbose_name='what is read aloud before consent')),
                ('interviews_in_village', models.PositiveSmallIntegerField(default=10, verbose_name='interviews in each village')),
                ('begins_on', models.DateField(blank=True, null=True, verbose_name='interviews begin on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='interviews end on')),
                ('finished_on', models.DateField(blank=True, null=True, verbose_name='study finished on')),
                ('released_on', models.DateField(editable=False, null=True, verbose_name='tables released on')),
                ('released_tables', models.JSONField(editable=False, null=True, verbose_name='released tables')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('report', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.material', verbose_name='report')),
            ],
            options={
                'verbose_name': 'study',
                'verbose_name_plural': 'studies',
            },
        ),
        migrations.CreateModel(
            name='SharedCopy',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('given_on', models.DateField(verbose_name='given on')),
                ('to_whom', models.CharField(max_length=200, verbose_name='office or organisation')),
                ('copies', models.PositiveIntegerField(default=1, verbose_name='copies')),
                ('what_changed', models.TextField(blank=True, max_length=1000, verbose_name='what it changed')),
                ('changed_on', models.DateField(blank=True, null=True, verbose_name='changed on')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('study', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='shared_copies', to='studies.study', verbose_name='study')),
            ],
            options={
                'verbose_name': 'shared copy',
                'verbose_name_plural': 'shared copies',
            },
        ),
        migrations.CreateModel(
            name='Instrument',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('questions', models.JSONField(default=list, verbose_name='questions')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('study', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='instruments', to='studies.study', verbose_name='study')),
            ],
            options={
                'verbose_name': 'questions of a study',
                'verbose_name_plural': 'questions of studies',
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('text', models.TextField(max_length=1000, verbose_name='what was found')),
                ('basis', models.CharField(blank=True, max_length=12, verbose_name='rests on question')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('study', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='studies.study', verbose_name='study')),
            ],
            options={
                'verbose_name': 'finding',
                'verbose_name_plural': 'findings',
            },
        ),
        migrations.AddField(
            model_name='draw',
            name='study',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='studies.study', verbose_name='study'),
        ),
        migrations.AddConstraint(
            model_name='enumerator',
            constraint=models.UniqueConstraint(fields=('organisation', 'study_ref', 'number'), name='enumerator_number'),
        ),
        migrations.AddIndex(
            model_name='interview',
            index=models.Index(fields=['organisation', 'study_ref', 'site_ref'], name='interview_site'),
        ),
        migrations.AddIndex(
            model_name='interview',
            index=models.Index(fields=['organisation', 'held_on'], name='interview_held'),
        ),
        migrations.AddConstraint(
            model_name='interview',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'study_ref', 'number'), name='interview_number'),
        ),
        migrations.AddIndex(
            model_name='parkedinterview',
            index=models.Index(fields=['organisation', 'study_ref', 'closed_on'], name='parked_interview_open'),
        ),
        migrations.AddIndex(
            model_name='site',
            index=models.Index(fields=['organisation', 'draw', 'position'], name='site_of_draw'),
        ),
        migrations.AddIndex(
            model_name='study',
            index=models.Index(fields=['organisation', 'finished_on'], name='study_finished'),
        ),
        migrations.AddIndex(
            model_name='sharedcopy',
            index=models.Index(fields=['organisation', 'study', 'given_on'], name='sharedcopy_study'),
        ),
        migrations.AddConstraint(
            model_name='instrument',
            constraint=models.UniqueConstraint(fields=('organisation', 'study', 'version'), name='instrument_once'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['organisation', 'study'], name='finding_of_study'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'study'), name='draw_one_of_study'),
        ),
        organisation_key(
            "studies_study", "studies_instrument", "studies_draw", "studies_site", "studies_finding",
            "studies_sharedcopy", "studies_enumerator", "studies_interview", "studies_parkedinterview",
        ),
        *(
            guard_table(f"studies_{table}", "studies")
            for table in ("study", "instrument", "draw", "site", "finding", "sharedcopy")
        ),
        *(guard_table(f"studies_{table}", "interviews") for table in ("enumerator", "interview", "parkedinterview")),
        same_organisation("studies_study", [("report_id", "library_material")]),
        *(
            same_organisation(f"studies_{table}", [("study_id", "studies_study")])
            for table in ("instrument", "draw", "finding", "sharedcopy")
        ),
        same_organisation("studies_site", [("draw_id", "studies_draw")]),
        same_organisation("studies_interview", [("enumerator_id", "studies_enumerator")]),
    ]
