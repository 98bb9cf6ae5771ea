"""Stories, consultations and the report on the public page, and a part for the press."""

import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('releases', '0001_texts_and_totals'),
    ]
    operations = [
        migrations.AlterField(
            model_name='publictext',
            name='section',
            field=models.CharField(choices=[('who', 'Who we are'), ('work', 'Our work'), ('achieved', 'What was achieved'), ('contact', 'How to reach us'), ('press', 'For the press')], max_length=8, verbose_name='part of the page'),
        ),
        migrations.CreateModel(
            name='PublicPiece',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('released', 'public'), ('refused', 'refused'), ('taken_back', 'taken back before it was decided'), ('replaced', 'replaced by a newer one'), ('taken_down', 'taken off the public page')], max_length=10, verbose_name='outcome')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('kind', models.CharField(choices=[('report', 'report to read'), ('story', 'story'), ('consultation', 'consultation')], max_length=12, verbose_name='kind')),
                ('record', models.UUIDField()),
                ('content', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'record of the public page',
                'verbose_name_plural': 'records of the public page',
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('record',), name='publicpiece_waits_once'), models.UniqueConstraint(condition=models.Q(('outcome', 'released')), fields=('record',), name='publicpiece_public_once'), models.UniqueConstraint(condition=models.Q(('kind', 'report'), ('outcome', 'released')), fields=('kind',), name='publicpiece_one_report'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'released'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='publicpiece_two_people'), models.CheckConstraint(condition=models.Q(('outcome', 'released'), ('content', {}), _connector='OR'), name='publicpiece_kept_while_public')],
            },
        ),
    ]
