"""Rows of phones keep when telling of their danger failed, so that it is tried again and nothing is told twice."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fieldbook', '0002_danger_and_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='receivedrow',
            name='untold_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='receivedrow',
            index=models.Index(condition=models.Q(('untold_at__isnull', False)), fields=['organisation', 'untold_at'], name='receivedrow_untold'),
        ),
    ]
