"""Issues at the help desk and their follow-ups: by organisation, linked inside one.

Stands for the migrations 0001 to 0003 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import (guard_table, organisation_key, same_organisation)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("helpdesk", "0001_initial"),
        ("helpdesk", "0002_walls"),
        ("helpdesk", "0003_urgent_issues"),
    ]
    dependencies = [("network", "0001_squashed_0003"), ("people", "0001_squashed_0005"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='Issue',
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
                ('received_on', models.DateField(verbose_name='received on')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='people.person', verbose_name='person')),
                ('caller_name', models.CharField(blank=True, max_length=120, verbose_name="caller's name")),
                ('caller_fold', models.CharField(blank=True, editable=False, max_length=600)),
                ('caller_phone', models.CharField(blank=True, max_length=15, verbose_name='phone')),
                ('sex', models.CharField(blank=True, choices=[('f', 'female'), ('m', 'male'), ('t', 'transgender or other'), ('', 'not recorded')], max_length=1, verbose_name='sex')),
                ('age', models.PositiveIntegerField(blank=True, null=True, verbose_name='age')),
                ('kind', models.CharField(choices=[('unpaid_wages', 'unpaid wages'), ('accident_death', 'accident or death'), ('missing_contact', 'no contact with the migrant'), ('stranded', 'stranded or confined'), ('documents_held', 'papers held back'), ('fraud', 'recruitment fraud'), ('abuse', 'abuse at work'), ('registration', 'registration'), ('scheme_delayed', 'scheme delayed or denied'), ('identity_papers', 'identity papers'), ('child_labour', 'child labour'), ('child_marriage', 'child marriage'), ('violence', 'violence'), ('legal_aid', 'legal aid'), ('other', 'other')], max_length=20, verbose_name='issue')),
                ('kind_as_written', models.CharField(blank=True, max_length=120, verbose_name='issue as written')),
                ('description', models.TextField(blank=True, verbose_name='what happened')),
                ('sent_to', models.CharField(blank=True, choices=[('labour_office', 'labour office'), ('block_office', 'block office'), ('ahtu', 'Anti-Human-Trafficking Unit'), ('dlsa', 'District Legal Services Authority'), ('police', 'police'), ('cwc', 'Child Welfare Committee'), ('other', 'other office')], max_length=20, verbose_name='sent to')),
                ('sent_to_as_written', models.CharField(blank=True, max_length=120, verbose_name='office as written')),
                ('sent_on', models.DateField(blank=True, null=True, verbose_name='sent on')),
                ('reference_number', models.CharField(blank=True, max_length=60, verbose_name='reference number')),
                ('reply', models.TextField(blank=True, verbose_name='reply')),
                ('replied_on', models.DateField(blank=True, null=True, verbose_name='replied on')),
                ('status', models.CharField(choices=[('received', 'received'), ('sent', 'sent to an office'), ('replied', 'reply received'), ('resolved', 'resolved'), ('partly', 'partly resolved'), ('refused', 'refused'), ('withdrawn', 'withdrawn by the caller'), ('unreachable', 'caller unreachable')], default='received', max_length=12, verbose_name='status')),
                ('resolved_on', models.DateField(blank=True, null=True, verbose_name='resolved on')),
                ('money_recovered', models.PositiveIntegerField(blank=True, null=True, verbose_name='money recovered (₹)')),
                ('next_follow_up_on', models.DateField(blank=True, null=True, verbose_name='next follow-up on')),
                ('is_urgent', models.BooleanField(default=False, verbose_name='urgent')),
                ('origin', models.CharField(choices=[('desk', 'told at the desk'), ('contact', 'an agreed contact'), ('ladder', 'no contact for days'), ('message', 'a text message'), ('pass', "the migrant's pass"), ('trigger', 'a hard stop before leaving'), ('outcome', 'told after coming home')], default='desk', max_length=10, verbose_name='brought by')),
                ('about_journey', models.UUIDField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'issue',
                'verbose_name_plural': 'issues',
                'indexes': [models.Index(fields=['organisation', 'received_on'], name='issue_received'), models.Index(fields=['organisation', 'resolved_on'], name='issue_resolved'), models.Index(condition=models.Q(('about_journey__isnull', False)), fields=['organisation', 'about_journey'], name='issue_journey'), models.Index(condition=models.Q(('status__in', ['received', 'sent', 'replied']), ('withdrawn_at__isnull', True)), fields=['organisation', 'received_on'], name='issue_queue'), models.Index(fields=['organisation', 'caller_fold'], name='issue_caller')],
            },
        ),
        migrations.CreateModel(
            name='IssueFollowUp',
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
                ('issue', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='helpdesk.issue', verbose_name='issue')),
                ('on', models.DateField(verbose_name='followed up on')),
                ('note', models.TextField(blank=True, verbose_name='note')),
            ],
            options={
                'verbose_name': 'follow-up',
                'verbose_name_plural': 'follow-ups',
                'indexes': [models.Index(fields=['organisation', 'issue', 'on'], name='issuefollowup_issue')],
            },
        ),
        organisation_key("helpdesk_issue", "helpdesk_issuefollowup"),
        guard_table("helpdesk_issue", "helpdesk"),
        guard_table("helpdesk_issuefollowup", "helpdesk"),
        same_organisation("helpdesk_issue", [("person_id", "people_person")]),
        same_organisation("helpdesk_issuefollowup", [("issue_id", "helpdesk_issue")]),
    ]
