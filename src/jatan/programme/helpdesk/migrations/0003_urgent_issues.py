"""Urgent issues, what brought an issue, and the journey it is about."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('helpdesk', '0002_walls'),
        ('network', '0002_workbook_names'),
        ('people', '0002_walls'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='issue',
            name='about_journey',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='issue',
            name='is_urgent',
            field=models.BooleanField(default=False, verbose_name='urgent'),
        ),
        migrations.AddField(
            model_name='issue',
            name='origin',
            field=models.CharField(choices=[('desk', 'told at the desk'), ('contact', 'an agreed contact'), ('ladder', 'no contact for days'), ('message', 'a text message'), ('pass', "the migrant's pass"), ('trigger', 'a hard stop before leaving'), ('outcome', 'told after coming home')], default='desk', max_length=10, verbose_name='brought by'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('about_journey__isnull', False)), fields=['organisation', 'about_journey'], name='issue_journey'),
        ),
    ]
