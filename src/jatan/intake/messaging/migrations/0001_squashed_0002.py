"""Text messages in and out, texts and rules: by organisation, and no message names a person of another one.

Stands for the migrations 0001 to 0002 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import datetime
import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.network.newtables import NewTable
from jatan.foundation.db.row_walls import (guard_table, organisation_key, same_organisation)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("messaging", "0001_initial"),
        ("messaging", "0002_walls"),
    ]
    dependencies = [("network", "0001_squashed_0003"), ("people", "0001_squashed_0005"), ("places", "0001_initial")]
    operations = [
        NewTable(
            name='InMessage',
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
                ('reference', models.CharField(editable=False, max_length=80)),
                ('arrival', models.CharField(choices=[('text', 'message'), ('missed_call', 'missed call')], default='text', max_length=12, verbose_name='kind')),
                ('phone', models.CharField(max_length=40, verbose_name='telephone')),
                ('text', models.TextField(blank=True, verbose_name='message')),
                ('arrived_at', models.DateTimeField(default=jatan.kernel.clock.now, verbose_name='arrived')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='person')),
                ('about_journey', models.UUIDField(editable=False, null=True)),
                ('state', models.CharField(choices=[('new', 'new'), ('waiting', 'waits for a person'), ('done', 'done')], default='new', max_length=10, verbose_name='state')),
                ('meaning', models.CharField(blank=True, choices=[('safe', 'well'), ('unsafe', 'needs help'), ('stop', 'no more messages'), ('start', 'messages again'), ('call', 'call back'), ('unclear', 'to be read')], max_length=10, verbose_name='meaning')),
                ('reason', models.CharField(blank=True, choices=[('no_phone', 'no telephone number is known'), ('no_consent', 'she has not agreed to messages'), ('opted_out', 'this number asked for no messages'), ('budget', "the month's money for messages is spent"), ('wording', 'the text says something that no message may say'), ('no_gateway', 'no gateway is set up'), ('gateway', 'the gateway refused it'), ('unreached', 'the gateway could not be reached'), ('unclear', 'nobody knows whether it went out'), ('undelivered', 'the network could not deliver it'), ('unknown_number', 'this number is not known'), ('several', 'several travellers use this number'), ('no_open_contact', 'no question to her is open'), ('free_text', 'somebody must read it'), ('call_back', 'missed call: call back'), ('from_family', 'it came from the family'), ('too_many', 'this number sends very many messages'), ('not_recorded', 'it could not be recorded by itself'), ('company', 'it came from a company'), ('unreadable', 'the message could not be read')], max_length=20, verbose_name='why it waits')),
                ('is_urgent', models.BooleanField(default=False, verbose_name='urgent')),
                ('handled_at', models.DateTimeField(editable=False, null=True, verbose_name='read')),
                ('handled_by', models.UUIDField(editable=False, null=True)),
                ('issue', models.UUIDField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'arrived message',
                'verbose_name_plural': 'arrived messages',
                'indexes': [models.Index(condition=models.Q(('state__in', ['new', 'waiting'])), fields=['organisation', '-is_urgent', 'arrived_at'], name='inmessage_waiting'), models.Index(fields=['organisation', 'phone', '-arrived_at'], name='inmessage_phone'), models.Index(fields=['organisation', '-arrived_at'], name='inmessage_newest')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'reference'), name='inmessage_once')],
            },
        ),
        NewTable(
            name='OutMessage',
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
                ('reference', models.CharField(editable=False, max_length=80)),
                ('purpose', models.CharField(choices=[('check', 'asks how she is'), ('unsafe_heard', 'says that help is coming'), ('stopped', 'says that messages have stopped'), ('started', 'says that messages go on'), ('unclear', 'asks to answer with 1 or 2'), ('answer', 'written by a colleague')], max_length=14, verbose_name='for what')),
                ('language', models.CharField(default='hi', max_length=16, verbose_name='language')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('text', models.TextField(blank=True, verbose_name='message')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='person')),
                ('about_contact', models.UUIDField(editable=False, null=True)),
                ('in_answer_to', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='messaging.inmessage')),
                ('is_urgent', models.BooleanField(default=False, verbose_name='urgent')),
                ('state', models.CharField(choices=[('queued', 'waiting to go out'), ('held', 'held until the morning'), ('claimed', 'being handed over'), ('handed', 'with the gateway'), ('sent', 'sent'), ('delivered', 'arrived'), ('failed', 'failed'), ('refused', 'not sent'), ('not_needed', 'no longer needed')], default='queued', max_length=12, verbose_name='state')),
                ('reason', models.CharField(blank=True, choices=[('no_phone', 'no telephone number is known'), ('no_consent', 'she has not agreed to messages'), ('opted_out', 'this number asked for no messages'), ('budget', "the month's money for messages is spent"), ('wording', 'the text says something that no message may say'), ('no_gateway', 'no gateway is set up'), ('gateway', 'the gateway refused it'), ('unreached', 'the gateway could not be reached'), ('unclear', 'nobody knows whether it went out'), ('undelivered', 'the network could not deliver it'), ('unknown_number', 'this number is not known'), ('several', 'several travellers use this number'), ('no_open_contact', 'no question to her is open'), ('free_text', 'somebody must read it'), ('call_back', 'missed call: call back'), ('from_family', 'it came from the family'), ('too_many', 'this number sends very many messages'), ('not_recorded', 'it could not be recorded by itself'), ('company', 'it came from a company'), ('unreadable', 'the message could not be read')], max_length=20, verbose_name='why not')),
                ('not_before', models.DateTimeField(default=jatan.kernel.clock.now, verbose_name='not before')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('claimed_at', models.DateTimeField(editable=False, null=True)),
                ('sent_at', models.DateTimeField(editable=False, null=True, verbose_name='sent')),
                ('delivered_at', models.DateTimeField(editable=False, null=True, verbose_name='arrived')),
                ('gateway_reference', models.CharField(blank=True, editable=False, max_length=80)),
                ('segments', models.PositiveSmallIntegerField(default=0, verbose_name='parts')),
                ('cost_paise', models.PositiveIntegerField(default=0, verbose_name='cost in paise')),
            ],
            options={
                'verbose_name': 'outgoing message',
                'verbose_name_plural': 'outgoing messages',
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'held', 'claimed', 'handed'])), fields=['organisation', 'not_before'], name='outmessage_active'), models.Index(fields=['organisation', 'claimed_at'], name='outmessage_spent'), models.Index(fields=['organisation', 'phone', '-sent_at'], name='outmessage_phone'), models.Index(fields=['organisation', '-id'], name='outmessage_newest')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'reference'), name='outmessage_once')],
            },
        ),
        NewTable(
            name='OptOut',
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
                ('phone', models.CharField(max_length=40, verbose_name='telephone')),
                ('since', models.DateTimeField(default=jatan.kernel.clock.now, verbose_name='since')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'number without messages',
                'verbose_name_plural': 'numbers without messages',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True), ('withdrawn_at__isnull', True)), fields=('organisation', 'phone'), name='optout_once')],
            },
        ),
        NewTable(
            name='Template',
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
                ('purpose', models.CharField(choices=[('check', 'asks how she is'), ('unsafe_heard', 'says that help is coming'), ('stopped', 'says that messages have stopped'), ('started', 'says that messages go on'), ('unclear', 'asks to answer with 1 or 2'), ('answer', 'written by a colleague')], max_length=14, verbose_name='for what')),
                ('language', models.CharField(max_length=16, verbose_name='language')),
                ('text', models.TextField(blank=True, verbose_name='message')),
                ('registered_as', models.CharField(blank=True, max_length=40, verbose_name='number in the DLT register')),
            ],
            options={
                'verbose_name': 'text',
                'verbose_name_plural': 'texts',
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'purpose', 'language'), name='template_once')],
            },
        ),
        NewTable(
            name='SendingRules',
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
                ('quiet_from', models.TimeField(default=datetime.time(20, 0), verbose_name='quiet from')),
                ('quiet_until', models.TimeField(default=datetime.time(8, 0), verbose_name='quiet until')),
                ('paise_per_part', models.PositiveSmallIntegerField(default=25, verbose_name='paise for one part')),
                ('monthly_rupees', models.PositiveIntegerField(blank=True, default=500, null=True, verbose_name='rupees a month')),
                ('monthly_messages', models.PositiveIntegerField(blank=True, null=True, verbose_name='messages a month')),
                ('language', models.CharField(default='hi', max_length=16, verbose_name='language')),
                ('helpline_phone', models.CharField(blank=True, max_length=40, verbose_name='number of the desk')),
            ],
            options={
                'verbose_name': 'rules of sending',
                'verbose_name_plural': 'rules of sending',
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation',), name='sendingrules_once')],
            },
        ),
        organisation_key("messaging_inmessage", "messaging_outmessage", "messaging_optout", "messaging_template", "messaging_sendingrules"),
        guard_table("messaging_inmessage", "messages"),
        guard_table("messaging_outmessage", "messages"),
        guard_table("messaging_optout", "messages"),
        guard_table("messaging_template", "messages"),
        guard_table("messaging_sendingrules", "messages"),
        same_organisation("messaging_inmessage", [("person_id", "people_person")]),
        same_organisation("messaging_outmessage", [("person_id", "people_person"), ("in_answer_to_id", "messaging_inmessage")]),
    ]
