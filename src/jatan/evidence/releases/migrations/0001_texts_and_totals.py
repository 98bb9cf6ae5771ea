"""Texts and totals for the public page; no row is public that one person alone decided on."""

import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name='PublicText',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('released', 'public'), ('refused', 'refused'), ('taken_back', 'taken back before it was decided'), ('replaced', 'replaced by a newer one'), ('taken_down', 'taken off the public page')], max_length=10, verbose_name='outcome')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('section', models.CharField(choices=[('who', 'Who we are'), ('work', 'Our work'), ('achieved', 'What was achieved'), ('contact', 'How to reach us')], max_length=8, verbose_name='part of the page')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('text_hi', models.TextField(verbose_name='text in Hindi')),
                ('text_en', models.TextField(verbose_name='text in English')),
            ],
            options={
                'verbose_name': 'text of the public page',
                'verbose_name_plural': 'texts of the public page',
                'constraints': [models.UniqueConstraint(fields=('section', 'version'), name='publictext_version_once'), models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('section',), name='publictext_waits_once'), models.UniqueConstraint(condition=models.Q(('outcome', 'released')), fields=('section',), name='publictext_public_once'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'released'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='publictext_two_people')],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('proposed_by', models.UUIDField()),
                ('proposed_at', models.DateTimeField(default=jatan.kernel.clock.now)),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('released', 'public'), ('refused', 'refused'), ('taken_back', 'taken back before it was decided'), ('replaced', 'replaced by a newer one'), ('taken_down', 'taken off the public page')], max_length=10, verbose_name='outcome')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('year', models.DateField(verbose_name='financial year')),
                ('numbers', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'release of totals',
                'verbose_name_plural': 'releases of totals',
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('year',), name='release_waits_once'), models.UniqueConstraint(condition=models.Q(('outcome', 'released')), fields=('year',), name='release_public_once'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'released'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='release_two_people')],
            },
        ),
    ]
