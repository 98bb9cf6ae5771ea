"""Applications to offices, written from issues."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('allies', '0005_laws_concerned'),
        ('helpdesk', '0004_numbers_to_find_by'),
        ('network', '0007_how_to_reach_a_centre'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OfficeLetter',
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
                ('kind', models.CharField(choices=[('wages', 'wages not paid'), ('accident', 'accident or death: help for the family'), ('papers', 'papers held back'), ('missing', 'no news of somebody who left'), ('police', 'stranded, cheated or ill-treated: help from the police'), ('legal_aid', 'free legal aid'), ('scheme', 'a scheme delayed or denied'), ('certificate', 'a certificate or a paper'), ('bank', 'bank account, or money not credited'), ('general', 'something else')], max_length=16, verbose_name='application for')),
                ('office', models.CharField(choices=[('labour_office', 'labour office'), ('dlsa', 'District Legal Services Authority'), ('block_office', 'block office'), ('bank', 'bank'), ('police', 'police'), ('other', 'other office')], max_length=16, verbose_name='to which office')),
                ('language', models.CharField(choices=[('hi', 'हिंदी'), ('en', 'English')], max_length=2, verbose_name='language of the application')),
                ('template', models.CharField(editable=False, max_length=40, verbose_name='version of the text')),
                ('written_on', models.DateField(verbose_name='date of the application')),
                ('addressee', models.TextField(verbose_name='to')),
                ('subject', models.CharField(max_length=200, verbose_name='subject')),
                ('body', models.TextField(verbose_name='text')),
                ('enclosures', models.TextField(blank=True, verbose_name='papers enclosed')),
                ('sender', models.TextField(verbose_name='who signs')),
                ('given_on', models.DateField(blank=True, null=True, verbose_name='given on')),
                ('ally', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='allies.ally', verbose_name='office in the directory')),
                ('issue', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='helpdesk.issue', verbose_name='issue')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='block or district')),
            ],
            options={
                'verbose_name': 'application to an office',
                'verbose_name_plural': 'applications to offices',
                'indexes': [models.Index(fields=['organisation', 'issue'], name='officeletter_issue'), models.Index(fields=['organisation', '-written_on'], name='officeletter_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('given_on__isnull', True), ('given_on__gte', models.F('written_on')), _connector='OR'), name='officeletter_days')],
            },
        ),
        organisation_key("letters_officeletter"),
        guard_table("letters_officeletter", "helpdesk"),
        same_organisation("letters_officeletter", [("issue_id", "helpdesk_issue")]),
    ]
