"""Indexes of the list of activities: each order and each condition, of the rows that are not withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('activities', '0005_trainings_of_staff'),
        ('groups', '0004_rhythm_and_books'),
        ('network', '0007_how_to_reach_a_centre'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'held_on', 'id'], name='activity_list_held_on'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'total', 'id'], name='activity_list_total'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'kind', 'id'], name='activity_list_kind'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'theme', 'id'], name='activity_list_theme'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'law_topic', 'id'], name='activity_list_law_topic'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'place', 'id'], name='activity_list_place'),
        ),
    ]
