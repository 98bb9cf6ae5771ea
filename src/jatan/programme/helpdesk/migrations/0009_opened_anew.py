"""That an issue was opened ends with another alarm of it, and stays."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('helpdesk', '0008_to_a_hospital'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='issuereading',
            name='issuereading_once',
        ),
        migrations.AddField(
            model_name='issuereading',
            name='until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='issuereading',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('organisation', 'issue', 'account'), name='issuereading_once'),
        ),
        migrations.AddIndex(
            model_name='issuereading',
            index=models.Index(condition=models.Q(('until__isnull', False)), fields=['organisation', 'issue', 'until'], name='issuereading_ended'),
        ),
    ]
