"""Material and its distribution: by organisation; a second policy lets anybody read what is public and not withdrawn.

Stands for the migrations 0001 to 0002 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import (guard_table, organisation_key, same_organisation)

# Policies of one command are joined with OR: this one widens SELECT alone.
PUBLIC = """
CREATE POLICY library_material_public ON library_material FOR SELECT
    USING (is_public AND withdrawn_at IS NULL);
"""
PUBLIC_UNDO = "DROP POLICY IF EXISTS library_material_public ON library_material;"


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("library", "0001_initial"),
        ("library", "0002_walls"),
    ]
    dependencies = [("network", "0001_squashed_0003"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='Material',
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
                ('kind', models.CharField(choices=[('iec', 'information material (IEC)'), ('study', 'study'), ('booklet', 'booklet'), ('report', 'report'), ('film', 'film'), ('other', 'other material')], max_length=8, verbose_name='kind')),
                ('title_hi', models.CharField(blank=True, max_length=200, verbose_name='title in Hindi')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title in English')),
                ('title_fold', models.CharField(blank=True, editable=False, max_length=600)),
                ('topic', models.CharField(blank=True, choices=[('safe_migration', 'safe migration'), ('trafficking', 'human trafficking'), ('registration', 'registration before leaving'), ('schemes', 'government schemes'), ('child_marriage', 'child marriage'), ('labour_rights', 'labour rights'), ('covid19', 'COVID-19'), ('other', 'other topic')], max_length=20, verbose_name='topic')),
                ('language', models.CharField(choices=[('hi', 'Hindi'), ('en', 'English'), ('sat', 'Santali'), ('hoc', 'Ho'), ('kru', 'Kurukh'), ('unr', 'Mundari'), ('sck', 'Nagpuri'), ('mag-x-khortha', 'Khortha'), ('bn', 'Bengali'), ('or', 'Odia'), ('other', 'other language')], max_length=16, verbose_name='language')),
                ('format', models.CharField(choices=[('paper', 'on paper'), ('pdf', 'PDF'), ('png', 'PNG'), ('jpg', 'JPG'), ('mp4', 'MP4'), ('mp3', 'MP3'), ('docx', 'DOCX')], default='paper', max_length=8, verbose_name='format')),
                ('version', models.CharField(blank=True, max_length=20, verbose_name='version')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='published on')),
                ('is_public', models.BooleanField(default=False, verbose_name='anybody may download it')),
                ('file', models.CharField(blank=True, editable=False, max_length=80, verbose_name='file')),
                ('file_name', models.CharField(blank=True, editable=False, max_length=120, verbose_name='file name')),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_digest', models.CharField(blank=True, editable=False, max_length=64)),
            ],
            options={
                'verbose_name': 'material',
                'verbose_name_plural': 'materials',
                'indexes': [models.Index(fields=['organisation', 'published_on'], name='material_published'), models.Index(fields=['is_public', 'published_on'], name='material_public')],
            },
        ),
        migrations.CreateModel(
            name='Distribution',
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
                ('material', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='distributions', to='library.material', verbose_name='material')),
                ('given_on', models.DateField(verbose_name='given on')),
                ('copies', models.PositiveIntegerField(verbose_name='copies')),
                ('to_whom', models.CharField(blank=True, max_length=200, verbose_name='given to')),
                ('activity_note', models.CharField(blank=True, max_length=200, verbose_name='at which activity')),
            ],
            options={
                'verbose_name': 'distribution',
                'verbose_name_plural': 'distributions',
                'indexes': [models.Index(fields=['organisation', 'material', 'given_on'], name='distribution_material')],
            },
        ),
        organisation_key("library_material", "library_distribution"),
        guard_table("library_material", "library"),
        guard_table("library_distribution", "library"),
        migrations.RunSQL(PUBLIC, PUBLIC_UNDO),
        same_organisation("library_distribution", [("material_id", "library_material")]),
    ]
