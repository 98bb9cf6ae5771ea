"""Tables of safeguarding: plan, agreed contacts, contacts, the ladder and stand-ins."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('journeys', '0004_loop_walls'),
        ('network', '0002_workbook_names'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
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
                ('due_on', models.DateField(verbose_name='due on')),
                ('by_whom', models.CharField(choices=[('sms', 'automatic text message'), ('forum_leader', 'forum leader'), ('desk', 'help desk'), ('counsellor', 'counsellor'), ('supervisor', 'case supervisor'), ('coordinator', 'coordinator')], max_length=12, verbose_name='by whom')),
                ('rule', models.CharField(max_length=40, verbose_name='rule')),
                ('plan', models.PositiveIntegerField(default=0, verbose_name='version of the plan')),
                ('reason', models.JSONField(default=dict, verbose_name='why on this day')),
                ('answer_by', models.DateTimeField(verbose_name='to be answered by')),
                ('outcome', models.CharField(blank=True, choices=[('safe', 'safe'), ('unsafe', 'not safe'), ('someone_else', 'somebody else answered'), ('unreachable', 'could not be reached'), ('returned', 'has come home')], max_length=12, verbose_name='what came of it')),
                ('missed_at', models.DateTimeField(editable=False, null=True, verbose_name='missed since')),
                ('contacted_at', models.DateTimeField(editable=False, null=True, verbose_name='contacted at')),
                ('contacted_by', models.UUIDField(editable=False, null=True)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='journeys.journey', verbose_name='journey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
            },
        ),
        migrations.CreateModel(
            name='Escalation',
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
                ('plan', models.PositiveIntegerField(default=0, verbose_name='version of the ladder')),
                ('opened_at', models.DateTimeField(verbose_name='since')),
                ('step', models.PositiveSmallIntegerField(default=0, verbose_name='step')),
                ('step_code', models.CharField(blank=True, choices=[('again', 'try again'), ('family', 'ask the family'), ('visit', 'forum visits the family'), ('issue', 'issue at the help desk'), ('missing', 'treat as missing'), ('case', 'hand over as a case')], max_length=10, verbose_name='step')),
                ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='next step at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('closed_because', models.CharField(blank=True, choices=[('safe', 'she was heard from and is safe'), ('unsafe', 'she was heard from and needs help'), ('returned', 'she has come home'), ('withdrawn', 'the journey was taken back'), ('case', 'taken over as a case')], max_length=10, verbose_name='closed because')),
                ('closed_by', models.UUIDField(editable=False, null=True)),
                ('closing_note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='safeguarding.contact', verbose_name='contact')),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='journeys.journey', verbose_name='journey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'missed contact on the ladder',
                'verbose_name_plural': 'missed contacts on the ladder',
            },
        ),
        migrations.CreateModel(
            name='EscalationStep',
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
                ('number', models.PositiveSmallIntegerField(verbose_name='step')),
                ('code', models.CharField(choices=[('again', 'try again'), ('family', 'ask the family'), ('visit', 'forum visits the family'), ('issue', 'issue at the help desk'), ('missing', 'treat as missing'), ('case', 'hand over as a case')], max_length=10, verbose_name='step')),
                ('by_whom', models.CharField(choices=[('sms', 'automatic text message'), ('forum_leader', 'forum leader'), ('desk', 'help desk'), ('counsellor', 'counsellor'), ('supervisor', 'case supervisor'), ('coordinator', 'coordinator')], max_length=12, verbose_name='by whom')),
                ('planned_at', models.DateTimeField(verbose_name='by the table at')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('due_at', models.DateTimeField(verbose_name='to be taken by')),
                ('acknowledged_by', models.UUIDField(editable=False, null=True)),
                ('acknowledged_at', models.DateTimeField(editable=False, null=True, verbose_name='taken at')),
                ('what_was_done', models.CharField(blank=True, max_length=500, verbose_name='what was done')),
                ('issue', models.UUIDField(editable=False, null=True)),
                ('escalation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='safeguarding.escalation', verbose_name='missed contact')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'step of the ladder',
                'verbose_name_plural': 'steps of the ladder',
            },
        ),
        migrations.CreateModel(
            name='HandOff',
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
                ('issue', models.UUIDField(editable=False)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('trigger', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_offs', to='journeys.trigger', verbose_name='hard stop')),
            ],
            options={
                'verbose_name': 'hard stop handed to the desk',
                'verbose_name_plural': 'hard stops handed to the desk',
            },
        ),
        migrations.CreateModel(
            name='Handover',
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
                ('account', models.UUIDField(verbose_name='who is away')),
                ('stand_in', models.UUIDField(verbose_name='who stands in')),
                ('since', models.DateField(verbose_name='from')),
                ('until', models.DateField(verbose_name='until')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'stand-in',
                'verbose_name_plural': 'stand-ins',
            },
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('schedule', 'contact schedule'), ('ladder', 'ladder of steps')], max_length=10, verbose_name='kind')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('body', models.JSONField()),
                ('from_day', models.DateField(verbose_name='in force from')),
                ('includes_away', models.BooleanField(default=True, verbose_name='also for those who are away already')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'version of the plan',
                'verbose_name_plural': 'versions of the plan',
            },
        ),
        migrations.CreateModel(
            name='Agreement',
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
                ('walked_until', models.DateField(editable=False)),
                ('heard_on', models.DateField(blank=True, null=True, verbose_name='last heard from on')),
                ('gaps', models.PositiveIntegerField(default=0, editable=False)),
                ('gap_days', models.PositiveIntegerField(default=0, editable=False)),
                ('pace', models.CharField(blank=True, editable=False, max_length=60)),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended on')),
                ('ended_because', models.CharField(blank=True, choices=[('safe', 'she was heard from and is safe'), ('unsafe', 'she was heard from and needs help'), ('returned', 'she has come home'), ('withdrawn', 'the journey was taken back'), ('case', 'taken over as a case')], max_length=10, verbose_name='ended because')),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='journeys.journey', verbose_name='journey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'agreed contacts',
                'verbose_name_plural': 'agreed contacts',
                'indexes': [models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['organisation', 'walked_until'], name='agreement_walk')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'journey'), name='agreement_once')],
            },
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(condition=models.Q(('missed_at__isnull', True), ('outcome', ''), ('withdrawn_at__isnull', True)), fields=['organisation', 'answer_by'], name='contact_waiting'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['organisation', 'due_on'], name='contact_due'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['organisation', 'journey', '-due_on'], name='contact_journey'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(fields=('organisation', 'journey', 'rule', 'due_on'), name='contact_once'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(condition=models.Q(('missed_at__isnull', True), ('outcome', ''), ('withdrawn_at__isnull', True)), fields=('organisation', 'journey'), name='contact_one_waiting'),
        ),
        migrations.AddIndex(
            model_name='escalation',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['organisation', 'next_at'], name='escalation_next'),
        ),
        migrations.AddIndex(
            model_name='escalation',
            index=models.Index(fields=['organisation', 'journey'], name='escalation_journey'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.UniqueConstraint(fields=('organisation', 'contact'), name='escalation_once'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('organisation', 'journey'), name='escalation_one_open'),
        ),
        migrations.AddIndex(
            model_name='escalationstep',
            index=models.Index(condition=models.Q(('acknowledged_at__isnull', True)), fields=['organisation', 'due_at'], name='escalationstep_waiting'),
        ),
        migrations.AddConstraint(
            model_name='escalationstep',
            constraint=models.UniqueConstraint(fields=('organisation', 'escalation', 'number'), name='escalationstep_once'),
        ),
        migrations.AddConstraint(
            model_name='handoff',
            constraint=models.UniqueConstraint(fields=('organisation', 'trigger'), name='handoff_once'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(fields=['organisation', 'stand_in', 'until'], name='handover_stand_in'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.UniqueConstraint(fields=('organisation', 'kind', 'number'), name='planversion_once'),
        ),
    ]
