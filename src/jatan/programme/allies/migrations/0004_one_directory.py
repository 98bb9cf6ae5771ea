"""One directory of institutions for the network; each member's work with them keeps to its organisation.

A row of `allies_ally` stays as it was, with its id, and becomes the network's: its organisation is now who entered it
(`entered_by_id`), its key the id alone, and the links of meetings, asks and promises no longer bind it to one member.
Rows that are the same institution are merged by people later, never here.
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import (
    guard_confidential,
    guard_directory,
    guard_table,
    organisation_key,
)

_NEW = ("allies_agreement", "allies_contact", "allies_jointwork", "allies_note")
_OLD = ("allies_meeting", "allies_ask", "allies_commitment")
# The links and walls of version 0.1.0 go, and the key becomes the id, so that rows of every member can point at it.
_SHARED = """
ALTER TABLE allies_meeting DROP CONSTRAINT allies_meeting_ally_id_same_org;
ALTER TABLE allies_ask DROP CONSTRAINT allies_ask_ally_id_same_org;
ALTER TABLE allies_commitment DROP CONSTRAINT allies_commitment_ally_id_same_org;
DROP POLICY allies_ally_read ON allies_ally;
DROP POLICY allies_ally_insert ON allies_ally;
DROP POLICY allies_ally_update ON allies_ally;
ALTER TABLE allies_ally DROP CONSTRAINT allies_ally_pkey;
DROP INDEX allies_ally_id;
ALTER TABLE allies_ally ADD CONSTRAINT allies_ally_pkey PRIMARY KEY (id);
ALTER TABLE allies_ally RENAME COLUMN organisation_id TO entered_by_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("allies", "0003_clippings"),
        ("network", "0006_caretaker"),
        ("places", "0001_initial"),
    ]
    operations = [
        migrations.RemoveIndex(
            model_name='ally',
            name='ally_name',
        ),
        migrations.RemoveIndex(
            model_name='ally',
            name='ally_level',
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_SHARED, elidable=False)],
            state_operations=[
                migrations.AlterField(
                    model_name='ally',
                    name='organisation',
                    field=models.ForeignKey(db_column='entered_by_id', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation'),
                ),
            ],
        ),
        migrations.AddField(
            model_name='ally',
            name='address',
            field=models.CharField(blank=True, max_length=300, verbose_name='address'),
        ),
        migrations.AddField(
            model_name='ally',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='allies.ally', verbose_name='same as'),
        ),
        migrations.AddField(
            model_name='ask',
            name='answer',
            field=models.CharField(choices=[('waiting', 'no answer yet'), ('promised', 'promised'), ('granted', 'done at once'), ('refused', 'refused')], default='waiting', max_length=8, verbose_name='answer'),
        ),
        migrations.AddField(
            model_name='ask',
            name='answer_by',
            field=models.DateField(blank=True, null=True, verbose_name='answer awaited by'),
        ),
        migrations.AddField(
            model_name='ask',
            name='answer_text',
            field=models.TextField(blank=True, verbose_name='what they answered'),
        ),
        migrations.AddField(
            model_name='ask',
            name='answered_on',
            field=models.DateField(blank=True, null=True, verbose_name='answered on'),
        ),
        migrations.AddField(
            model_name='ask',
            name='is_confidential',
            field=models.BooleanField(default=False, verbose_name='confidential: only for our own organisation'),
        ),
        migrations.AddField(
            model_name='ask',
            name='of_whom',
            field=models.CharField(blank=True, max_length=120, verbose_name='asked of whom'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='is_confidential',
            field=models.BooleanField(default=False, verbose_name='confidential: only for our own organisation'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='promised_by',
            field=models.CharField(blank=True, max_length=120, verbose_name='who promised'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='file',
            field=models.CharField(blank=True, editable=False, max_length=80, verbose_name='minutes'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='file_digest',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='meeting',
            name='file_name',
            field=models.CharField(blank=True, editable=False, max_length=120, verbose_name='file name'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='file_size',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='meeting',
            name='is_confidential',
            field=models.BooleanField(default=False, verbose_name='confidential: only for our own organisation'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='participants',
            field=models.TextField(blank=True, verbose_name='who took part'),
        ),
        migrations.AlterField(
            model_name='ally',
            name='kind',
            field=models.CharField(choices=[('police_station', 'police station'), ('ahtu', 'Anti-Human-Trafficking Unit (AHTU)'), ('sjpu', 'Special Juvenile Police Unit (SJPU)'), ('railways', 'railways: RPF or GRP'), ('police', 'police, other office'), ('cwc', 'Child Welfare Committee (CWC)'), ('dcpu', 'District Child Protection Unit (DCPU)'), ('dlsa', 'Legal Services Authority (DLSA)'), ('court', 'court'), ('judiciary', 'judiciary, other'), ('labour', 'labour office'), ('sdm', 'SDM, DC or other magistrate'), ('panchayat', 'panchayat'), ('block', 'block office'), ('icds', 'ICDS, women and child development'), ('health', 'health department, hospital'), ('education', 'education department, school'), ('state_commission', 'state commission'), ('national_commission', 'national commission'), ('ministry', 'ministry or state department'), ('government', 'government office'), ('ngo_destination', 'organisation at a destination'), ('civil', 'civil-society organisation'), ('union', "trade union, workers' organisation"), ('employers', "employers' body"), ('media', 'media house'), ('donor', 'donor'), ('international', 'international body'), ('other', 'other')], max_length=24, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='ask',
            name='ally',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asks', to='allies.ally', verbose_name='ally'),
        ),
        migrations.AlterField(
            model_name='commitment',
            name='ally',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='allies.ally', verbose_name='ally'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='ally',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='allies.ally', verbose_name='ally'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='outcome',
            field=models.TextField(blank=True, verbose_name='what was decided'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='purpose',
            field=models.TextField(blank=True, verbose_name='agenda'),
        ),
        migrations.AddIndex(
            model_name='ally',
            index=models.Index(fields=['name_fold'], name='ally_name'),
        ),
        migrations.AddIndex(
            model_name='ally',
            index=models.Index(fields=['level', 'kind'], name='ally_level'),
        ),
        migrations.AddIndex(
            model_name='ally',
            index=models.Index(fields=['organisation'], name='ally_entered_by'),
        ),
        migrations.AddIndex(
            model_name='ask',
            index=models.Index(condition=models.Q(('answer', 'waiting'), ('withdrawn_at__isnull', True)), fields=['organisation', 'answer_by'], name='ask_waiting'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['held_on'], name='meeting_held'),
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('ally', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='allies.ally', verbose_name='ally')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('kind', models.CharField(choices=[('mou', 'memorandum of understanding (MoU)'), ('referral', 'referral agreement'), ('work_plan', 'joint plan of work'), ('other', 'other')], max_length=12, verbose_name='kind of agreement')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('signed_on', models.DateField(verbose_name='signed on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='runs until')),
                ('renew_by', models.DateField(blank=True, null=True, verbose_name='renewal due on')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended early on')),
                ('they_do', models.TextField(blank=True, verbose_name='what they do')),
                ('we_do', models.TextField(blank=True, verbose_name='what we do')),
                ('is_confidential', models.BooleanField(default=False, verbose_name='confidential: only for our own organisation')),
            ],
            options={
                'verbose_name': 'agreement',
                'verbose_name_plural': 'agreements',
                'indexes': [models.Index(fields=['organisation', 'ally'], name='agreement_ally'), models.Index(fields=['organisation', 'renew_by'], name='agreement_renewal')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('ally', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='allies.ally', verbose_name='ally')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('post', models.CharField(blank=True, max_length=120, verbose_name='post')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('until', models.DateField(blank=True, null=True, verbose_name='in this post until')),
                ('is_confidential', models.BooleanField(default=False, verbose_name='confidential: only for our own organisation')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'indexes': [models.Index(fields=['organisation', 'ally'], name='allycontact_ally')],
            },
        ),
        migrations.CreateModel(
            name='JointWork',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('ally', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joint_work', to='allies.ally', verbose_name='ally')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('kind', models.CharField(choices=[('operation', 'operation: rescue or raid'), ('watch', 'watch at a station or bus stand'), ('training', 'training'), ('awareness', 'awareness together'), ('other', 'other')], max_length=12, verbose_name='kind of joint work')),
                ('held_on', models.DateField(verbose_name='held on')),
                ('what', models.TextField(verbose_name='what was done')),
                ('officers', models.PositiveIntegerField(blank=True, null=True, verbose_name='their people who took part')),
                ('is_confidential', models.BooleanField(default=False, verbose_name='confidential: only for our own organisation')),
            ],
            options={
                'verbose_name': 'joint work',
                'verbose_name_plural': 'joint work',
                'indexes': [models.Index(fields=['organisation', 'ally', 'held_on'], name='jointwork_ally')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
                ('ally', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='allies.ally', verbose_name='ally')),
                ('panchayat', models.CharField(blank=True, max_length=120, verbose_name='panchayat')),
                ('village', models.CharField(blank=True, max_length=120, verbose_name='village')),
                ('recorded_by', models.UUIDField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('changed_at', models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_by', models.UUIDField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300, verbose_name='reason for withdrawing')),
                ('noted_on', models.DateField(verbose_name='noted on')),
                ('text', models.TextField(verbose_name='note')),
                ('is_confidential', models.BooleanField(default=False, verbose_name='confidential: only for our own organisation')),
            ],
            options={
                'verbose_name': 'note',
                'verbose_name_plural': 'notes',
                'indexes': [models.Index(fields=['organisation', 'ally', 'noted_on'], name='allynote_ally')],
            },
        ),
        organisation_key(*_NEW),
        guard_directory("allies_ally", "allies", column="entered_by_id"),
        *(guard_table(table, "allies") for table in _NEW),
        *(guard_confidential(table) for table in (*_OLD, *_NEW)),
    ]
