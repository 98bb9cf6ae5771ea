"""Why a ladder ended: she was heard from in time, and the news came late."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('safeguarding', '0003_every_journey_is_agreed_on'),
    ]

    operations = [
        migrations.AlterField(
            model_name='agreement',
            name='ended_because',
            field=models.CharField(blank=True, choices=[('safe', 'she was heard from and is safe'), ('unsafe', 'she was heard from and needs help'), ('returned', 'she has come home'), ('withdrawn', 'the journey was taken back'), ('case', 'taken over as a case'), ('late', 'she was heard from in time, but we were told late')], max_length=10, verbose_name='ended because'),
        ),
        migrations.AlterField(
            model_name='escalation',
            name='closed_because',
            field=models.CharField(blank=True, choices=[('safe', 'she was heard from and is safe'), ('unsafe', 'she was heard from and needs help'), ('returned', 'she has come home'), ('withdrawn', 'the journey was taken back'), ('case', 'taken over as a case'), ('late', 'she was heard from in time, but we were told late')], max_length=10, verbose_name='closed because'),
        ),
    ]
