"""Recordings of questions: by organisation; a second policy lets anybody read what is not withdrawn."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key

# Policies of one command are joined with OR: this one widens SELECT alone. Phones load recordings without an account.
PUBLIC = """
CREATE POLICY spoken_prompts_spokenprompt_public ON spoken_prompts_spokenprompt FOR SELECT
    USING (withdrawn_at IS NULL);
"""
PUBLIC_UNDO = "DROP POLICY IF EXISTS spoken_prompts_spokenprompt_public ON spoken_prompts_spokenprompt;"

class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0007_how_to_reach_a_centre'),
        ('places', '0002_official_villages'),
    ]

    operations = [
        migrations.CreateModel(
            name='SpokenPrompt',
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
                ('code', models.CharField(editable=False, max_length=80, verbose_name='question')),
                ('language', models.CharField(choices=[('hi', 'Hindi'), ('sat', 'Santali'), ('hoc', 'Ho'), ('unr', 'Mundari'), ('kru', 'Kurukh'), ('sck', 'Nagpuri')], max_length=16, verbose_name='language')),
                ('asked', models.TextField(editable=False, verbose_name='in Hindi when it was recorded')),
                ('text', models.TextField(blank=True, verbose_name='in this language')),
                ('file', models.CharField(blank=True, editable=False, max_length=80)),
                ('format', models.CharField(blank=True, editable=False, max_length=8)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('is_placeholder', models.BooleanField(default=False, editable=False, verbose_name='spoken by a machine')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'recording of a question',
                'verbose_name_plural': 'recordings of questions',
                'indexes': [models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['code', 'language'], name='spokenprompt_heard')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organisation', 'code', 'language'), name='spokenprompt_one'), models.CheckConstraint(condition=models.Q(('file', ''), ('text', ''), _negated=True), name='spokenprompt_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('file_digest', ''), ('file_size__isnull', True)), models.Q(models.Q(('file', ''), _negated=True), models.Q(('file_digest', ''), _negated=True), ('file_size__gt', 0)), _connector='OR'), name='spokenprompt_file_whole')],
            },
        ),
        organisation_key("spoken_prompts_spokenprompt"),
        guard_table("spoken_prompts_spokenprompt", "library"),
        migrations.RunSQL(PUBLIC, PUBLIC_UNDO),
    ]
