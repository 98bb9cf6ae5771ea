"""Stories and editions of the booklet: the key and the wall carry the organisation."""

import django.contrib.postgres.fields
import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("library", "0003_making_and_stock"),
        ("network", "0006_caretaker"),
        ("places", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name='Edition',
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
                ('number', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='number of the edition')),
                ('language', models.CharField(choices=[('hi', 'Hindi'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('title', models.CharField(max_length=120, verbose_name='title on the cover')),
                ('foreword', models.TextField(blank=True, verbose_name='foreword')),
                ('chosen', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, verbose_name='stories')),
                ('content', models.JSONField(default=list, editable=False)),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='day of the edition')),
                ('material', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.material', verbose_name='in the library')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'edition',
                'verbose_name_plural': 'editions',
                'indexes': [models.Index(fields=['organisation', 'published_on'], name='edition_published')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('organisation', 'language', 'number'), name='edition_number_once'), models.CheckConstraint(condition=models.Q(('published_on__isnull', True), models.Q(('material__isnull', False), ('number__isnull', False)), _connector='OR'), name='edition_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='Story',
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
                ('title_hi', models.CharField(blank=True, max_length=200, verbose_name='title in Hindi')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title in English')),
                ('body_hi', models.TextField(blank=True, verbose_name='the story in Hindi, as it will be printed')),
                ('body_en', models.TextField(blank=True, verbose_name='the story in English, as it will be printed')),
                ('topic', models.CharField(blank=True, choices=[('safe_migration', 'safe migration'), ('trafficking', 'human trafficking'), ('registration', 'registration before leaving'), ('schemes', 'government schemes'), ('child_marriage', 'child marriage'), ('labour_rights', 'labour rights'), ('covid19', 'COVID-19'), ('other', 'other topic')], max_length=20, verbose_name='topic')),
                ('age', models.PositiveSmallIntegerField(verbose_name='her age when she agreed')),
                ('consent_version', models.CharField(max_length=12, verbose_name='text that was read to her')),
                ('consented_on', models.DateField(verbose_name='signed on')),
                ('consent_kept', models.CharField(max_length=200, verbose_name='where the signed paper lies')),
                ('names_changed', models.TextField(blank=True, verbose_name='names: what stands there now')),
                ('places_changed', models.TextField(blank=True, verbose_name='places: what stands there now')),
                ('dates_changed', models.TextField(blank=True, verbose_name='days and years: what stands there now')),
                ('trades_changed', models.TextField(blank=True, verbose_name='trades and employers: what stands there now')),
                ('other_changed', models.TextField(blank=True, verbose_name='anything else that was changed or left out')),
                ('state', models.CharField(choices=[('draft', 'being written'), ('waiting', 'waits for a second person'), ('approved', 'may be printed'), ('sent_back', 'sent back')], default='draft', max_length=10, verbose_name='state')),
                ('authors', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, editable=False)),
                ('reviewed_by', models.UUIDField(editable=False, null=True)),
                ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='looked at on')),
                ('review_note', models.TextField(blank=True, verbose_name='what the second person says')),
                ('consent_withdrawn_on', models.DateField(blank=True, null=True, verbose_name='taken back on')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='first printed on')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'story',
                'verbose_name_plural': 'stories',
                'indexes': [models.Index(fields=['organisation', 'state'], name='story_state'), models.Index(fields=['organisation', 'published_on'], name='story_published')],
                'constraints': [models.CheckConstraint(condition=models.Q(('age__gte', 18)), name='story_of_an_adult')],
            },
        ),
        organisation_key("booklet_story", "booklet_edition"),
        guard_table("booklet_story", "booklet"),
        guard_table("booklet_edition", "booklet"),
        same_organisation("booklet_edition", [("material_id", "library_material")]),
    ]
