"""What was told ends with another alarm of the same thing, and stays."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0002_told_by_step'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notified',
            name='notified_once',
        ),
        migrations.AddField(
            model_name='notified',
            name='until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='notified',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('account', 'kind', 'about', 'step'), name='notified_once'),
        ),
    ]
