"""Training: curricula in the library's family, series and what happens in them in that of the activities."""

import django.contrib.postgres.fields
import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation


_LIBRARY = ("curriculum", "phase", "module", "question")
_ACTIVITIES = ("facilitator", "series", "trainee", "session", "attendance", "answersheet", "completion")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0005_trainings_of_staff'),
        ('groups', '0004_rhythm_and_books'),
        ('network', '0006_caretaker'),
        ('people', '0006_found_by_village'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Curriculum',
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
                ('root', models.UUIDField(editable=False)),
                ('version', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='version')),
                ('title_hi', models.CharField(blank=True, max_length=200, verbose_name='title in Hindi')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title in English')),
                ('audience', models.CharField(choices=[('forum', 'members of forums and groups'), ('staff', 'staff of members'), ('frontline', 'frontline workers'), ('panchayat', 'panchayat representatives'), ('other', 'others')], max_length=12, verbose_name='for whom')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('hi', 'Hindi'), ('en', 'English'), ('sat', 'Santali'), ('hoc', 'Ho'), ('kru', 'Kurukh'), ('unr', 'Mundari'), ('sck', 'Nagpuri'), ('mag-x-khortha', 'Khortha'), ('bn', 'Bengali'), ('or', 'Odia'), ('other', 'other language')], max_length=16), blank=True, default=list, verbose_name='languages')),
                ('about', models.TextField(blank=True, verbose_name='what it is about')),
                ('published_on', models.DateField(blank=True, editable=False, null=True, verbose_name='published on')),
                ('shipped', models.CharField(blank=True, editable=False, max_length=60)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'curriculum',
                'verbose_name_plural': 'curricula',
            },
        ),
        migrations.CreateModel(
            name='Facilitator',
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
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('hi', 'Hindi'), ('en', 'English'), ('sat', 'Santali'), ('hoc', 'Ho'), ('kru', 'Kurukh'), ('unr', 'Mundari'), ('sck', 'Nagpuri'), ('mag-x-khortha', 'Khortha'), ('bn', 'Bengali'), ('or', 'Odia'), ('other', 'other language')], max_length=16), blank=True, default=list, verbose_name='languages')),
                ('may_teach', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=36), blank=True, default=list, verbose_name='may teach')),
                ('since', models.DateField(blank=True, null=True, verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='where she learnt it')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'facilitator',
                'verbose_name_plural': 'facilitators',
            },
        ),
        migrations.CreateModel(
            name='Module',
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
                ('phase', models.PositiveSmallIntegerField(verbose_name='phase')),
                ('number', models.PositiveSmallIntegerField(editable=False, verbose_name='number')),
                ('title_hi', models.CharField(blank=True, max_length=200, verbose_name='title in Hindi')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title in English')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='minutes')),
                ('how', models.TextField(blank=True, verbose_name='how it is done')),
                ('curriculum', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='modules', to='training.curriculum', verbose_name='curriculum')),
                ('material_id', models.UUIDField(blank=True, null=True, verbose_name='material of the library')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'module',
                'verbose_name_plural': 'modules',
            },
        ),
        migrations.CreateModel(
            name='Phase',
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
                ('number', models.PositiveSmallIntegerField(verbose_name='phase')),
                ('title_hi', models.CharField(blank=True, max_length=200, verbose_name='title in Hindi')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title in English')),
                ('after_weeks', models.PositiveSmallIntegerField(default=0, verbose_name='weeks after the phase before')),
                ('curriculum', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='phases', to='training.curriculum', verbose_name='curriculum')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'phase',
                'verbose_name_plural': 'phases',
            },
        ),
        migrations.CreateModel(
            name='Question',
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
                ('phase', models.PositiveSmallIntegerField(verbose_name='phase')),
                ('number', models.PositiveSmallIntegerField(editable=False, verbose_name='number')),
                ('text_hi', models.CharField(blank=True, max_length=300, verbose_name='question in Hindi')),
                ('text_en', models.CharField(blank=True, max_length=300, verbose_name='question in English')),
                ('options_hi', models.TextField(blank=True, verbose_name='answers in Hindi')),
                ('options_en', models.TextField(blank=True, verbose_name='answers in English')),
                ('right', models.PositiveSmallIntegerField(verbose_name='which answer is right')),
                ('curriculum', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='training.curriculum', verbose_name='curriculum')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
            },
        ),
        migrations.CreateModel(
            name='Series',
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
                ('title', models.CharField(max_length=200, verbose_name='name of the training')),
                ('audience', models.CharField(choices=[('forum', 'members of forums and groups'), ('staff', 'staff of members'), ('frontline', 'frontline workers'), ('panchayat', 'panchayat representatives'), ('other', 'others')], max_length=12, verbose_name='for whom')),
                ('language', models.CharField(blank=True, choices=[('hi', 'Hindi'), ('en', 'English'), ('sat', 'Santali'), ('hoc', 'Ho'), ('kru', 'Kurukh'), ('unr', 'Mundari'), ('sck', 'Nagpuri'), ('mag-x-khortha', 'Khortha'), ('bn', 'Bengali'), ('or', 'Odia'), ('other', 'other language')], max_length=16, verbose_name='taught in')),
                ('begins_on', models.DateField(verbose_name='begins on')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended on')),
                ('curriculum_id', models.UUIDField(verbose_name='curriculum')),
                ('group', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='series', to='groups.group', verbose_name='group')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'phased training',
                'verbose_name_plural': 'phased trainings',
            },
        ),
        migrations.CreateModel(
            name='Session',
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
                ('phase', models.PositiveSmallIntegerField(verbose_name='phase')),
                ('planned_on', models.DateField(verbose_name='planned for')),
                ('covers', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, verbose_name='what is taught')),
                ('made_activity', models.BooleanField(default=False, editable=False)),
                ('others_women', models.PositiveIntegerField(default=0, verbose_name='other women')),
                ('others_men', models.PositiveIntegerField(default=0, verbose_name='other men')),
                ('others_girls', models.PositiveIntegerField(default=0, verbose_name='other girls')),
                ('others_boys', models.PositiveIntegerField(default=0, verbose_name='other boys')),
                ('activity', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='training_sessions', to='activities.activity', verbose_name='activity')),
                ('facilitator', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='training.facilitator', verbose_name='facilitator')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('series', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='training.series', verbose_name='phased training')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
            },
        ),
        migrations.CreateModel(
            name='Trainee',
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
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('sex', models.CharField(blank=True, choices=[('f', 'female'), ('m', 'male'), ('t', 'transgender or other'), ('', 'not recorded')], max_length=1, verbose_name='sex')),
                ('from_where', models.CharField(blank=True, max_length=200, verbose_name='work or office')),
                ('stopped_on', models.DateField(blank=True, null=True, verbose_name='left the training on')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to='people.person', verbose_name='person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('series', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='trainees', to='training.series', verbose_name='phased training')),
            ],
            options={
                'verbose_name': 'participant of a training',
                'verbose_name_plural': 'participants of a training',
            },
        ),
        migrations.CreateModel(
            name='Completion',
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
                ('phase', models.PositiveSmallIntegerField(verbose_name='phase')),
                ('completed_on', models.DateField(verbose_name='completed on')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('series', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='training.series', verbose_name='phased training')),
                ('trainee', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='training.trainee', verbose_name='participant of a training')),
            ],
            options={
                'verbose_name': 'completed phase',
                'verbose_name_plural': 'completed phases',
            },
        ),
        migrations.CreateModel(
            name='Attendance',
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
                ('is_present', models.BooleanField(verbose_name='present')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='training.session', verbose_name='session')),
                ('trainee', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='training.trainee', verbose_name='participant of a training')),
            ],
            options={
                'verbose_name': 'attendance',
                'verbose_name_plural': 'attendances',
            },
        ),
        migrations.CreateModel(
            name='AnswerSheet',
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
                ('phase', models.PositiveSmallIntegerField(verbose_name='phase')),
                ('stage', models.CharField(choices=[('before', 'before the phase'), ('after', 'after the phase')], max_length=8, verbose_name='when it was asked')),
                ('people', models.PositiveIntegerField(default=1, verbose_name='how many answered')),
                ('answers', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), verbose_name='answers')),
                ('asked_on', models.DateField(verbose_name='asked on')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('series', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='answer_sheets', to='training.series', verbose_name='phased training')),
                ('trainee', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answer_sheets', to='training.trainee', verbose_name='participant of a training')),
            ],
            options={
                'verbose_name': 'answers to the questions',
                'verbose_name_plural': 'answers to the questions',
            },
        ),
        migrations.AddIndex(
            model_name='curriculum',
            index=models.Index(fields=['organisation', '-id'], name='curriculum_newest'),
        ),
        migrations.AddConstraint(
            model_name='curriculum',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'root', 'version'), name='curriculum_version_once'),
        ),
        migrations.AddIndex(
            model_name='facilitator',
            index=models.Index(fields=['organisation', '-id'], name='facilitator_newest'),
        ),
        migrations.AddConstraint(
            model_name='module',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'curriculum', 'number'), name='module_once'),
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'curriculum', 'number'), name='phase_once'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'curriculum', 'number'), name='question_once'),
        ),
        migrations.AddIndex(
            model_name='series',
            index=models.Index(fields=['organisation', '-begins_on', '-id'], name='series_newest'),
        ),
        migrations.AddIndex(
            model_name='series',
            index=models.Index(fields=['organisation', 'group'], name='series_group'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['organisation', 'series', 'phase'], name='session_series'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(condition=models.Q(('activity__isnull', True), ('withdrawn_at__isnull', True)), fields=['organisation', 'planned_on'], name='session_planned'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'activity'), name='session_activity_once'),
        ),
        migrations.AddIndex(
            model_name='trainee',
            index=models.Index(fields=['organisation', 'series'], name='trainee_series'),
        ),
        migrations.AddConstraint(
            model_name='trainee',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'series', 'person'), name='trainee_once'),
        ),
        migrations.AddConstraint(
            model_name='trainee',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), models.Q(('name', ''), _negated=True), _connector='OR'), name='trainee_person_or_name'),
        ),
        migrations.AddIndex(
            model_name='completion',
            index=models.Index(fields=['organisation', 'completed_on'], name='completion_day'),
        ),
        migrations.AddIndex(
            model_name='completion',
            index=models.Index(fields=['organisation', 'series', 'phase'], name='completion_series'),
        ),
        migrations.AddConstraint(
            model_name='completion',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'trainee', 'phase'), name='completion_once'),
        ),
        migrations.AddIndex(
            model_name='attendance',
            index=models.Index(fields=['organisation', 'trainee'], name='attendance_trainee'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'session', 'trainee'), name='attendance_once'),
        ),
        migrations.AddConstraint(
            model_name='answersheet',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'series', 'phase', 'stage', 'trainee'), name='answer_sheet_once', nulls_distinct=False),
        ),
        organisation_key(*(f"training_{name}" for name in (*_LIBRARY, *_ACTIVITIES))),
        *(guard_table(f"training_{name}", "library") for name in _LIBRARY),
        *(guard_table(f"training_{name}", "activities") for name in _ACTIVITIES),
        *(same_organisation(f"training_{name}", [("curriculum_id", "training_curriculum")]) for name in _LIBRARY[1:]),
        same_organisation("training_series", [("group_id", "groups_group")]),
        same_organisation("training_trainee", [("series_id", "training_series"), ("person_id", "people_person")]),
        same_organisation(
            "training_session",
            [
                ("series_id", "training_series"),
                ("facilitator_id", "training_facilitator"),
                ("activity_id", "activities_activity"),
            ],
        ),
        same_organisation(
            "training_attendance", [("session_id", "training_session"), ("trainee_id", "training_trainee")]
        ),
        same_organisation(
            "training_answersheet", [("series_id", "training_series"), ("trainee_id", "training_trainee")]
        ),
        same_organisation(
            "training_completion", [("series_id", "training_series"), ("trainee_id", "training_trainee")]
        ),
    ]
