"""A follow-up says whether another alarm was added by it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('helpdesk', '0009_opened_anew'),
    ]

    operations = [
        migrations.AddField(
            model_name='issuefollowup',
            name='is_alarm',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
