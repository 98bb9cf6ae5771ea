"""Indexes of the list of linkages: each order and each condition, of the rows that are not withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('network', '0007_how_to_reach_a_centre'),
        ('people', '0007_list_order'),
        ('places', '0001_initial'),
        ('schemes', '0001_squashed_0002'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='linkage',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'id'], name='linkage_list_id'),
        ),
        migrations.AddIndex(
            model_name='linkage',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'applied_on', 'id'], name='linkage_list_applied_on'),
        ),
        migrations.AddIndex(
            model_name='linkage',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'received_on', 'id'], name='linkage_list_received_on'),
        ),
        migrations.AddIndex(
            model_name='linkage',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'scheme', 'id'], name='linkage_list_scheme'),
        ),
        migrations.AddIndex(
            model_name='linkage',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'place', 'id'], name='linkage_list_place'),
        ),
    ]
