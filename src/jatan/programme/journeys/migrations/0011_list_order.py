"""Indexes of the list of journeys: each order and each condition, of the rows that are not withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('journeys', '0010_stops_on_the_way'),
        ('network', '0007_how_to_reach_a_centre'),
        ('people', '0006_found_by_village'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'id'], name='journey_list_id'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'leaves_on', 'id'], name='journey_list_leaves_on'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'returned_on', 'id'], name='journey_list_returned_on'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'registered_on', 'id'], name='journey_list_registered_on'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'expected_return_on', 'id'], name='journey_list_expected_return_o'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'work', 'id'], name='journey_list_work'),
        ),
        migrations.AddIndex(
            model_name='journey',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'place', 'id'], name='journey_list_place'),
        ),
    ]
