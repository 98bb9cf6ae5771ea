"""Indexes of the list of groups: each order and each condition, of the rows that are not withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('groups', '0004_rhythm_and_books'),
        ('network', '0007_how_to_reach_a_centre'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='group',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'id'], name='group_list_id'),
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'name_fold', 'id'], name='group_list_name_fold'),
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'formed_on', 'id'], name='group_list_formed_on'),
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'kind', 'id'], name='group_list_kind'),
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'place', 'id'], name='group_list_place'),
        ),
    ]
