"""Rows of phones may say that there is no news of somebody."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fieldbook', '0003_untold_danger'),
    ]

    operations = [
        migrations.AlterField(
            model_name='receivedrow',
            name='kind',
            field=models.CharField(blank=True, choices=[('leaving', 'leaving'), ('contact', 'call'), ('meeting', 'meeting'), ('help', 'help'), ('no_news', 'no news')], max_length=8, verbose_name='kind'),
        ),
    ]
