"""Allies, meetings, asks, promises and mentions: read by the whole network, written by the organisation that recorded them.

Stands for the migrations 0001 to 0002 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import (guard_table, organisation_key, same_organisation)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("allies", "0001_initial"),
        ("allies", "0002_walls"),
    ]
    dependencies = [("network", "0001_squashed_0003"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='Ally',
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
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('name_fold', models.CharField(blank=True, editable=False, max_length=600)),
                ('kind', models.CharField(choices=[('government', 'government office'), ('civil', 'civil-society organisation'), ('media', 'media house'), ('police', 'police'), ('judiciary', 'judiciary'), ('other', 'other')], max_length=12, verbose_name='kind')),
                ('level', models.CharField(choices=[('panchayat', 'panchayat'), ('block', 'block'), ('district', 'district'), ('state', 'state'), ('national', 'national'), ('international', 'international')], max_length=14, verbose_name='level')),
                ('is_ahtu', models.BooleanField(default=False, verbose_name='is an Anti-Human-Trafficking Unit')),
                ('contact_person', models.CharField(blank=True, max_length=120, verbose_name='contact person')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('role_text', models.TextField(blank=True, verbose_name='what they do for us')),
            ],
            options={
                'verbose_name': 'ally',
                'verbose_name_plural': 'allies',
                'indexes': [models.Index(fields=['organisation', 'name_fold'], name='ally_name'), models.Index(fields=['organisation', 'level', 'kind'], name='ally_level')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
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
                ('ally', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='allies.ally', verbose_name='ally')),
                ('held_on', models.DateField(verbose_name='held on')),
                ('purpose', models.TextField(blank=True, verbose_name='purpose')),
                ('outcome', models.TextField(blank=True, verbose_name='outcome')),
            ],
            options={
                'verbose_name': 'meeting',
                'verbose_name_plural': 'meetings',
                'indexes': [models.Index(fields=['organisation', 'ally', 'held_on'], name='meeting_ally')],
            },
        ),
        migrations.CreateModel(
            name='Ask',
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
                ('ally', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='asks', to='allies.ally', verbose_name='ally')),
                ('meeting', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asks', to='allies.meeting', verbose_name='meeting')),
                ('asked_on', models.DateField(verbose_name='asked on')),
                ('what', models.TextField(verbose_name='what was asked')),
            ],
            options={
                'verbose_name': 'ask',
                'verbose_name_plural': 'asks',
                'indexes': [models.Index(fields=['organisation', 'ally', 'asked_on'], name='ask_ally')],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
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
                ('ally', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='allies.ally', verbose_name='ally')),
                ('ask', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='allies.ask', verbose_name='ask')),
                ('promised_on', models.DateField(verbose_name='promised on')),
                ('what', models.TextField(verbose_name='what was promised')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('outcome', models.CharField(choices=[('open', 'open'), ('kept', 'kept'), ('partly', 'partly kept'), ('broken', 'not kept')], default='open', max_length=8, verbose_name='what became of it')),
                ('settled_on', models.DateField(blank=True, null=True, verbose_name='settled on')),
                ('what_became', models.TextField(blank=True, verbose_name='how it ended')),
            ],
            options={
                'verbose_name': 'commitment',
                'verbose_name_plural': 'commitments',
                'indexes': [models.Index(fields=['organisation', 'ally'], name='commitment_ally'), models.Index(condition=models.Q(('outcome', 'open'), ('withdrawn_at__isnull', True)), fields=['organisation', 'due_on'], name='commitment_due')],
            },
        ),
        migrations.CreateModel(
            name='MediaMention',
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
                ('published_on', models.DateField(verbose_name='published on')),
                ('outlet', models.CharField(max_length=160, verbose_name='newspaper or channel')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address of the page')),
                ('tone', models.CharField(blank=True, choices=[('favourable', 'favourable'), ('neutral', 'neutral'), ('critical', 'critical')], max_length=12, verbose_name='tone')),
                ('about', models.TextField(blank=True, verbose_name='what it is about')),
            ],
            options={
                'verbose_name': 'media mention',
                'verbose_name_plural': 'media mentions',
                'indexes': [models.Index(fields=['organisation', 'published_on'], name='mediamention_published')],
            },
        ),
        organisation_key("allies_ally", "allies_meeting", "allies_ask", "allies_commitment", "allies_mediamention"),
        guard_table("allies_ally", "allies"),
        guard_table("allies_meeting", "allies"),
        guard_table("allies_ask", "allies"),
        guard_table("allies_commitment", "allies"),
        guard_table("allies_mediamention", "allies"),
        same_organisation("allies_meeting", [("ally_id", "allies_ally")]),
        same_organisation("allies_ask", [("ally_id", "allies_ally"), ("meeting_id", "allies_meeting")]),
        same_organisation("allies_commitment", [("ally_id", "allies_ally"), ("ask_id", "allies_ask")]),
    ]
