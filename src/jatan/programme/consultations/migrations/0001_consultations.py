"""Consultations, invitations, recommendations, evidence and files: by organisation, linked inside one."""

import django.contrib.postgres.fields
import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation

_TABLES = ("consultation", "invitation", "recommendation", "evidence", "consultationfile")
_PARTS = _TABLES[1:]


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0004_law_topics'),
        ('network', '0006_caretaker'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
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
                ('level', models.CharField(choices=[('block', 'block'), ('district', 'district'), ('state', 'state'), ('national', 'national')], max_length=12, verbose_name='level')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('planned_on', models.DateField(verbose_name='planned for')),
                ('venue', models.CharField(blank=True, max_length=200, verbose_name='venue')),
                ('purpose', models.TextField(blank=True, verbose_name='what it is to achieve')),
                ('agenda', models.TextField(blank=True, verbose_name='agenda')),
                ('law_topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('domestic_violence', 'domestic violence'), ('workplace_harassment', 'sexual harassment at work'), ('dowry', 'dowry and cruelty in marriage'), ('child_marriage', 'child marriage'), ('witch_branding', 'witch-branding'), ('trafficking', 'human trafficking'), ('pocso', 'sexual offences against children (POCSO)'), ('juvenile_justice', 'care of children (Juvenile Justice Act)'), ('bonded_labour', 'bonded labour'), ('migrant_work', 'migrant workers and labour codes')], max_length=20), blank=True, default=list, verbose_name='laws concerned')),
                ('cancelled_on', models.DateField(blank=True, null=True, verbose_name='cancelled on')),
                ('cancelled_because', models.CharField(blank=True, max_length=300, verbose_name='why it was cancelled')),
                ('activity', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='activities.activity', verbose_name='activity')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'consultation',
                'verbose_name_plural': 'consultations',
            },
        ),
        migrations.CreateModel(
            name='ConsultationFile',
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
                ('kind', models.CharField(choices=[('minutes', 'minutes'), ('invitation', 'letter of invitation'), ('agenda', 'agenda'), ('attendance', 'attendance sheet'), ('report', 'report'), ('other', 'other paper')], max_length=12, verbose_name='kind')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='remark')),
                ('file', models.CharField(editable=False, max_length=80, verbose_name='file')),
                ('file_name', models.CharField(editable=False, max_length=120, verbose_name='file name')),
                ('format', models.CharField(editable=False, max_length=8)),
                ('file_size', models.PositiveIntegerField(editable=False)),
                ('file_digest', models.CharField(editable=False, max_length=64)),
                ('consultation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='consultations.consultation', verbose_name='consultation')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'file of a consultation',
                'verbose_name_plural': 'files of consultations',
            },
        ),
        migrations.CreateModel(
            name='Evidence',
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
                ('kind', models.CharField(choices=[('material', 'study, report or other material of the library'), ('number', 'number of our report'), ('other', 'something else')], max_length=8, verbose_name='kind')),
                ('material', models.UUIDField(blank=True, editable=False, null=True)),
                ('indicator', models.CharField(blank=True, editable=False, max_length=40)),
                ('value', models.CharField(blank=True, editable=False, max_length=40)),
                ('since', models.DateField(blank=True, null=True, verbose_name='from')),
                ('until', models.DateField(blank=True, null=True, verbose_name='to')),
                ('shown', models.CharField(max_length=300, verbose_name='what was shown')),
                ('consultation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='consultations.consultation', verbose_name='consultation')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
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
                ('ally', models.UUIDField(blank=True, editable=False, null=True)),
                ('institution', models.CharField(max_length=200, verbose_name='office or organisation')),
                ('kind', models.CharField(choices=[('government', 'government office'), ('police', 'police'), ('judiciary', 'judiciary'), ('panchayat', 'panchayat representatives'), ('community', 'community, forum or group'), ('civil', 'civil-society organisation'), ('labour', 'union or employers'), ('media', 'media house'), ('research', 'university or researcher'), ('other', 'others')], max_length=12, verbose_name='who is invited')),
                ('post', models.CharField(blank=True, max_length=120, verbose_name='post')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('invited_on', models.DateField(blank=True, null=True, verbose_name='invited on')),
                ('means', models.CharField(blank=True, choices=[('letter', 'by letter'), ('phone', 'by telephone'), ('message', 'by message or e-mail'), ('person', 'in person')], max_length=8, verbose_name='invited how')),
                ('reply', models.CharField(blank=True, choices=[('', 'no reply yet'), ('comes', 'comes'), ('sends', 'sends somebody'), ('not', 'does not come')], max_length=8, verbose_name='reply')),
                ('replied_on', models.DateField(blank=True, null=True, verbose_name='replied on')),
                ('came', models.BooleanField(default=False, verbose_name='came')),
                ('represented_by', models.CharField(blank=True, max_length=120, verbose_name='who came instead')),
                ('consultation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='consultations.consultation', verbose_name='consultation')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
            },
        ),
        migrations.CreateModel(
            name='Recommendation',
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
                ('made_on', models.DateField(verbose_name='recommended on')),
                ('what', models.TextField(verbose_name='what is recommended')),
                ('addressed_to', models.CharField(blank=True, max_length=200, verbose_name='to whom')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='by when')),
                ('outcome', models.CharField(choices=[('open', 'open'), ('taken_up', 'taken up'), ('done', 'done'), ('refused', 'refused')], default='open', max_length=8, verbose_name='what became of it')),
                ('outcome_on', models.DateField(blank=True, null=True, verbose_name='since when')),
                ('what_became', models.CharField(blank=True, max_length=500, verbose_name='in words')),
                ('consultation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='consultations.consultation', verbose_name='consultation')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'recommendation',
                'verbose_name_plural': 'recommendations',
            },
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['organisation', '-planned_on', '-id'], name='consultation_newest'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.UniqueConstraint(condition=models.Q(('activity__isnull', False), ('withdrawn_at__isnull', True)), fields=('organisation', 'activity'), name='consultation_activity_once'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('ally__isnull', False), ('withdrawn_at__isnull', True)), fields=('organisation', 'consultation', 'ally'), name='invitation_ally_once'),
        ),
        migrations.AddIndex(
            model_name='recommendation',
            index=models.Index(fields=['organisation', 'made_on'], name='recommendation_made'),
        ),
        organisation_key(*(f"consultations_{table}" for table in _TABLES)),
        *(guard_table(f"consultations_{table}", "activities") for table in _TABLES),
        same_organisation("consultations_consultation", [("activity_id", "activities_activity")]),
        *(
            same_organisation(f"consultations_{table}", [("consultation_id", "consultations_consultation")])
            for table in _PARTS
        ),
    ]
