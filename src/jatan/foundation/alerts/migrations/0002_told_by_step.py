"""Who was told says by which step: again where nobody has opened what she was told of."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0001_alerts'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notified',
            name='notified_once',
        ),
        migrations.AddField(
            model_name='notified',
            name='step',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name='notified',
            constraint=models.UniqueConstraint(fields=('account', 'kind', 'about', 'step'), name='notified_once'),
        ),
    ]
