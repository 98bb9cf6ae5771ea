"""Clippings of media mentions; medium, reach, who spoke for us, and what of ours a mention carried."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models
from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation


class Migration(migrations.Migration):

    dependencies = [
        ('allies', '0001_squashed_0002'),
        ('network', '0006_caretaker'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='mediamention',
            name='ask',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='mediamention',
            name='campaign',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='words of a campaign it carried'),
        ),
        migrations.AddField(
            model_name='mediamention',
            name='law_topic',
            field=models.CharField(blank=True, choices=[('domestic_violence', 'domestic violence'), ('workplace_harassment', 'sexual harassment at work'), ('dowry', 'dowry and cruelty in marriage'), ('child_marriage', 'child marriage'), ('witch_branding', 'witch-branding'), ('trafficking', 'human trafficking'), ('pocso', 'sexual offences against children (POCSO)'), ('juvenile_justice', 'care of children (Juvenile Justice Act)'), ('bonded_labour', 'bonded labour'), ('migrant_work', 'migrant workers and labour codes')], db_default='', default='', max_length=20, verbose_name='law concerned'),
        ),
        migrations.AddField(
            model_name='mediamention',
            name='material',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='mediamention',
            name='medium',
            field=models.CharField(blank=True, choices=[('newspaper', 'newspaper or magazine'), ('television', 'television'), ('radio', 'radio'), ('web', 'news site or web page'), ('social', 'social media, video channel')], db_default='', default='', max_length=12, verbose_name='medium'),
        ),
        migrations.AddField(
            model_name='mediamention',
            name='reach',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='readers or viewers'),
        ),
        migrations.AddField(
            model_name='mediamention',
            name='spokesperson',
            field=models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='who spoke for us'),
        ),
        migrations.CreateModel(
            name='Clipping',
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
                ('kind', models.CharField(choices=[('cutting', 'cutting or photograph of it'), ('screen', 'picture of a screen'), ('page', 'saved web page or PDF')], max_length=8, verbose_name='kind')),
                ('copied_on', models.DateField(verbose_name='copied on')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='remark')),
                ('file', models.CharField(editable=False, max_length=80, verbose_name='file')),
                ('file_name', models.CharField(editable=False, max_length=120, verbose_name='file name')),
                ('format', models.CharField(editable=False, max_length=8)),
                ('file_size', models.PositiveIntegerField(editable=False)),
                ('file_digest', models.CharField(editable=False, max_length=64)),
                ('mention', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='clippings', to='allies.mediamention', verbose_name='media mention')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'clipping',
                'verbose_name_plural': 'clippings',
            },
        ),
        organisation_key("allies_clipping"),
        guard_table("allies_clipping", "allies"),
        same_organisation("allies_clipping", [("mention_id", "allies_mediamention")]),
    ]
