"""Rows and photographs of phones as they were sealed there, behind the wall of imports."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0007_how_to_reach_a_centre'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReceivedFile',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('file', models.UUIDField()),
                ('row', models.UUIDField()),
                ('account', models.UUIDField()),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('received', models.PositiveIntegerField(default=0)),
                ('first_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('complete_at', models.DateTimeField(null=True)),
                ('stored_as', models.CharField(blank=True, max_length=64)),
                ('attached', models.JSONField(default=dict)),
                ('problem', models.CharField(blank=True, max_length=24)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'photo of a phone',
                'verbose_name_plural': 'photos of phones',
            },
        ),
        migrations.CreateModel(
            name='ReceivedPiece',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('offset', models.PositiveIntegerField()),
                ('content', models.BinaryField(max_length=65536)),
                ('file', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='fieldbook.receivedfile')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='ReceivedRow',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('row', models.UUIDField()),
                ('variant', models.PositiveSmallIntegerField(default=1)),
                ('device', models.UUIDField()),
                ('account', models.UUIDField()),
                ('sealed', models.BinaryField(max_length=393216)),
                ('corrected', models.BinaryField(default=b'', max_length=393216)),
                ('sha256', models.CharField(max_length=64)),
                ('app', models.CharField(blank=True, max_length=24)),
                ('received_at', models.DateTimeField(default=jatan.kernel.clock.now, verbose_name='arrived')),
                ('skew_seconds', models.IntegerField(default=0, verbose_name='clock differs by')),
                ('kind', models.CharField(blank=True, choices=[('leaving', 'leaving'), ('contact', 'call'), ('meeting', 'meeting'), ('help', 'help')], max_length=8, verbose_name='kind')),
                ('definitions', models.CharField(blank=True, max_length=24)),
                ('written_at', models.DateTimeField(null=True, verbose_name='written')),
                ('state', models.CharField(choices=[('recorded', 'recorded'), ('parked', 'waits for the office'), ('quarantined', 'from a phone that was taken back'), ('conflict', 'arrived twice, not the same'), ('set_aside', 'set aside')], max_length=12, verbose_name='state')),
                ('problems', models.JSONField(default=list)),
                ('recorded', models.JSONField(default=dict)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.UUIDField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'row of a phone',
                'verbose_name_plural': 'rows of phones',
            },
        ),
        migrations.AddIndex(
            model_name='receivedfile',
            index=models.Index(fields=['organisation', 'row'], name='receivedfile_row'),
        ),
        migrations.AddIndex(
            model_name='receivedfile',
            index=models.Index(condition=models.Q(('problem', ''), _negated=True), fields=['organisation', 'complete_at'], name='receivedfile_problem'),
        ),
        migrations.AddConstraint(
            model_name='receivedfile',
            constraint=models.UniqueConstraint(fields=('organisation', 'account', 'file', 'sha256'), name='receivedfile_once'),
        ),
        migrations.AddConstraint(
            model_name='receivedpiece',
            constraint=models.UniqueConstraint(fields=('organisation', 'file', 'offset'), name='receivedpiece_once'),
        ),
        migrations.AddIndex(
            model_name='receivedrow',
            index=models.Index(condition=models.Q(('state__in', ['parked', 'quarantined', 'conflict'])), fields=['organisation', 'received_at'], name='receivedrow_waiting'),
        ),
        migrations.AddIndex(
            model_name='receivedrow',
            index=models.Index(fields=['organisation', 'device', '-received_at'], name='receivedrow_device'),
        ),
        migrations.AddConstraint(
            model_name='receivedrow',
            constraint=models.UniqueConstraint(fields=('organisation', 'row', 'variant'), name='receivedrow_once'),
        ),
        migrations.AddConstraint(
            model_name='receivedrow',
            constraint=models.UniqueConstraint(fields=('organisation', 'row', 'sha256'), name='receivedrow_bytes_once'),
        ),
        organisation_key("fieldbook_receivedrow", "fieldbook_receivedfile", "fieldbook_receivedpiece"),
        guard_table("fieldbook_receivedrow", "imports"),
        guard_table("fieldbook_receivedfile", "imports"),
        guard_table("fieldbook_receivedpiece", "imports", may_delete=True),
        same_organisation("fieldbook_receivedpiece", [("file_id", "fieldbook_receivedfile")]),
    ]
