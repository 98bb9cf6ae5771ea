"""Rows of phones know which urgent issues told of their danger, and their place in the phone's own order."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fieldbook', '0001_rows_of_phones'),
    ]

    operations = [
        migrations.AddField(
            model_name='receivedrow',
            name='issues',
            field=models.JSONField(default=None, null=True),
        ),
        migrations.AddField(
            model_name='receivedrow',
            name='number',
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='receivedrow',
            name='server_seen',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='receivedrow',
            index=models.Index(condition=models.Q(('server_seen__isnull', False)), fields=['organisation', 'device', 'number'], name='receivedrow_order'),
        ),
        migrations.AddIndex(
            model_name='receivedrow',
            index=models.Index(condition=models.Q(('issues__isnull', True), ('state__in', ['parked', 'quarantined', 'conflict'])), fields=['organisation', 'received_at'], name='receivedrow_unlooked'),
        ),
    ]
