"""A photograph of who travels may be kept beside the journey."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journeys', '0012_attachments'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attachment',
            name='kind',
            field=models.CharField(choices=[('face', 'photograph of who travels'), ('agent_card', 'card of the agent'), ('ticket', 'ticket'), ('contract', 'contract or written promise'), ('voice', 'spoken note'), ('other', 'something else')], max_length=12, verbose_name='kind'),
        ),
    ]
