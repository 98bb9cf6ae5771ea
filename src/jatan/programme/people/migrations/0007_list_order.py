"""Indexes of the list of people: each order and each condition, of the rows that are not withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('network', '0007_how_to_reach_a_centre'),
        ('people', '0006_found_by_village'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'id'], name='person_list_id'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'name_fold', 'id'], name='person_list_name_fold'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'age', 'id'], name='person_list_age'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'village', 'id'], name='person_list_village'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'place', 'id'], name='person_list_place'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'sex', 'id'], name='person_list_sex'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'recorded_at', 'id'], name='person_list_recorded_at'),
        ),
    ]
