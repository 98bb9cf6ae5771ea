"""Indexes of the list of issues: each order and each condition, of the rows that are not withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('helpdesk', '0004_numbers_to_find_by'),
        ('network', '0007_how_to_reach_a_centre'),
        ('people', '0006_found_by_village'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'received_on', 'id'], include=('is_urgent', 'status'), name='issue_list_received_on'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'next_follow_up_on', 'id'], name='issue_list_next_follow_up_on'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'resolved_on', 'id'], name='issue_list_resolved_on'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'status', 'id'], name='issue_list_status'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'kind', 'id'], name='issue_list_kind'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'sent_to', 'id'], name='issue_list_sent_to'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['organisation', 'place', 'id'], name='issue_list_place'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('is_urgent', True), ('status__in', ['received', 'sent', 'replied']), ('withdrawn_at__isnull', True)), fields=['organisation', 'received_on', 'id'], name='issue_urgent_list'),
        ),
    ]
