"""Tables of the loop: parties, the talk before leaving, hard stops, passes, outcomes, unfinished registrations."""

import django.contrib.postgres.fields
import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journeys', '0002_walls'),
        ('network', '0002_workbook_names'),
        ('people', '0002_walls'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pass',
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
                ('code', models.CharField(max_length=16, verbose_name='code')),
                ('issued_at', models.DateTimeField(verbose_name='issued at')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='no longer valid since')),
            ],
            options={
                'verbose_name': "migrant's pass",
                'verbose_name_plural': "migrants' passes",
                'indexes': [
                    models.Index(fields=['code'], name='pass_code'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Trigger',
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
                ('code', models.CharField(choices=[('minor_for_work', 'a child goes away to work'), ('minor_with_unrelated_adult', 'a child travels with an adult who is not family'), ('batch_of_minors', 'several children are taken along together'), ('threat_or_confinement', 'threat, force or locking in'), ('papers_taken', 'papers taken away'), ('guardian_unaware', 'the guardian does not know of it'), ('sexual_offer', 'a sexual offer or demand'), ('debt_forbids_leaving', 'a debt forbids leaving the work'), ('contact_lost', 'contact lost after leaving')], max_length=32, verbose_name='hard stop')),
                ('by', models.CharField(choices=[('rule', 'seen in the answers'), ('worker', 'noted by a worker')], max_length=10, verbose_name='how it was noted')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('noted_at', models.DateTimeField(verbose_name='noted at')),
                ('acknowledged_by', models.UUIDField(blank=True, editable=False, null=True)),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='taken over at')),
                ('what_was_done', models.CharField(blank=True, max_length=500, verbose_name='what was done')),
            ],
            options={
                'verbose_name': 'hard stop',
                'verbose_name_plural': 'hard stops',
            },
        ),
        migrations.AddField(
            model_name='journey',
            name='advance',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='advance or debt (₹)'),
        ),
        migrations.AddField(
            model_name='journey',
            name='family_contact_name',
            field=models.CharField(blank=True, max_length=120, verbose_name='whom to ask at home'),
        ),
        migrations.AddField(
            model_name='journey',
            name='family_contact_phone',
            field=models.CharField(blank=True, max_length=15, verbose_name='telephone at home'),
        ),
        migrations.AddField(
            model_name='journey',
            name='family_contact_relation',
            field=models.CharField(blank=True, max_length=60, verbose_name='how related'),
        ),
        migrations.AddField(
            model_name='journey',
            name='hours_promised',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='hours promised (a day)'),
        ),
        migrations.AddField(
            model_name='journey',
            name='papers_in_hand',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('voter_id', 'voter identity card'), ('ration_card', 'ration card'), ('eshram', 'e-Shram card'), ('labour_card', 'labour department card'), ('passport', 'passport'), ('bank_book', 'bank passbook'), ('school', 'school certificate'), ('job_card', 'MGNREGA job card'), ('other', 'another paper')], max_length=16), blank=True, default=list, verbose_name='papers in own hand'),
        ),
        migrations.AddField(
            model_name='journey',
            name='phone_at_destination',
            field=models.CharField(blank=True, max_length=15, verbose_name='telephone at destination'),
        ),
        migrations.CreateModel(
            name='Action',
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
                ('question', models.CharField(max_length=32, verbose_name='question')),
                ('what', models.CharField(max_length=500, verbose_name='what is to be done')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('done_note', models.CharField(blank=True, max_length=500, verbose_name='what was done')),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='journeys.journey', verbose_name='journey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'task before leaving',
                'verbose_name_plural': 'tasks before leaving',
                'indexes': [
                    models.Index(fields=['organisation', 'journey'], name='action_journey'),
                    models.Index(condition=models.Q(('done_on__isnull', True)), fields=['organisation', 'due_on'], name='action_open_due'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Answer',
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
                ('question', models.CharField(max_length=32, verbose_name='question')),
                ('answer', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Does not know'), ('declined', 'Does not want to say')], max_length=10, verbose_name='answer')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('checklist', models.CharField(max_length=20, verbose_name='version of the checklist')),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='journeys.journey', verbose_name='journey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'journey', 'question'), name='answer_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Companion',
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
                ('age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='age in years')),
                ('relation', models.CharField(choices=[('family', 'family'), ('neighbour', 'from the same village'), ('unrelated', 'not related'), ('unknown', 'not known')], default='unknown', max_length=10, verbose_name='relation')),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='companions', to='journeys.journey', verbose_name='journey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'companion',
                'verbose_name_plural': 'companions',
                'indexes': [
                    models.Index(fields=['organisation', 'journey'], name='companion_journey'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Counselling',
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
                ('held_on', models.DateField(verbose_name='held on')),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('rights', 'rights at work: wage, hours, rest'), ('papers', "keeping papers in one's own hand"), ('money', 'advance, debt and sending money home'), ('route', 'the way, tickets and the station'), ('help', 'where help is to be had'), ('health', 'health and safety'), ('children', 'children who stay or go along'), ('fraud', 'false promises and how to check them'), ('contact', 'when we will talk again')], max_length=16), verbose_name='topics')),
                ('given_to', models.CharField(choices=[('person', 'the traveller'), ('family', 'the family'), ('both', 'both')], default='person', max_length=10, verbose_name='given to')),
                ('language', models.CharField(default='hi', max_length=16, verbose_name='language')),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counsellings', to='journeys.journey', verbose_name='journey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'counselling',
                'verbose_name_plural': 'counsellings',
                'indexes': [
                    models.Index(fields=['organisation', 'journey'], name='counselling_journey'),
                    models.Index(fields=['organisation', 'held_on'], name='counselling_held'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('owner', models.UUIDField(editable=False)),
                ('body', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'unfinished registration',
                'verbose_name_plural': 'unfinished registrations',
                'indexes': [
                    models.Index(fields=['organisation', 'owner', '-changed_at'], name='draft_owner'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Outcome',
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
                ('returned_on', models.DateField(verbose_name='came back on')),
                ('wage_actual', models.PositiveIntegerField(blank=True, null=True, verbose_name='wage received (₹ a month)')),
                ('hours_actual', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='hours worked (a day)')),
                ('months_worked', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='months worked')),
                ('dues', models.PositiveIntegerField(blank=True, null=True, verbose_name='wages still owed (₹)')),
                ('injury', models.CharField(blank=True, choices=[('none', 'none'), ('minor', 'a small one'), ('serious', 'a serious one'), ('died', 'died')], max_length=10, verbose_name='injury')),
                ('injury_note', models.CharField(blank=True, max_length=500, verbose_name='about the injury')),
                ('papers_back', models.CharField(blank=True, choices=[('yes', 'all'), ('partly', 'some'), ('no', 'none')], max_length=10, verbose_name='papers back')),
                ('reason', models.CharField(blank=True, choices=[('work_ended', 'the work was over'), ('home_season', 'harvest, festival or family at home'), ('illness', 'illness or injury'), ('not_paid', 'wages were not paid'), ('ill_treated', 'bad treatment at work'), ('rescued', 'was brought home'), ('other', 'another reason')], max_length=16, verbose_name='why she came back')),
                ('goes_again', models.BooleanField(blank=True, null=True, verbose_name='wants to go again')),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='journeys.journey', verbose_name='journey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'outcome of a journey',
                'verbose_name_plural': 'outcomes of journeys',
                'indexes': [
                    models.Index(fields=['organisation', 'returned_on'], name='outcome_returned'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'journey'), name='outcome_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Party',
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
                ('leaves_on', models.DateField(blank=True, null=True, verbose_name='leaves on')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'travelling party',
                'verbose_name_plural': 'travelling parties',
            },
        ),
        migrations.AddField(
            model_name='journey',
            name='party',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='journeys', to='journeys.party', verbose_name='travelling party'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(fields=['organisation', 'party'], name='journey_party'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(fields=['organisation', 'agent_phone'], name='journey_agent_phone'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(fields=['organisation', 'agent_fold'], name='journey_agent_fold'),
        ),
        migrations.AddField(
            model_name='pass',
            name='journey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passes', to='journeys.journey', verbose_name='journey'),
        ),
        migrations.AddField(
            model_name='pass',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation'),
        ),
        migrations.AddField(
            model_name='pass',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district'),
        ),
        migrations.AddField(
            model_name='trigger',
            name='journey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='triggers', to='journeys.journey', verbose_name='journey'),
        ),
        migrations.AddField(
            model_name='trigger',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation'),
        ),
        migrations.AddField(
            model_name='trigger',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district'),
        ),
        migrations.AddIndex(
            model_name='pass',
            index=models.Index(fields=['organisation', 'journey'], name='pass_journey'),
        ),
        migrations.AddConstraint(
            model_name='pass',
            constraint=models.UniqueConstraint(fields=('organisation', 'code'), name='pass_code_once'),
        ),
        migrations.AddIndex(
            model_name='trigger',
            index=models.Index(condition=models.Q(('acknowledged_at__isnull', True)), fields=['organisation', 'noted_at'], name='trigger_open'),
        ),
        migrations.AddConstraint(
            model_name='trigger',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'journey', 'code'), name='trigger_once'),
        ),
    ]
