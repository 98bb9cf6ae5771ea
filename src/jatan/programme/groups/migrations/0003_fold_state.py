"""By which rules groups' names were folded, behind the wall of activities; nothing is said of anybody here."""

import django.db.models.deletion
from django.db import migrations, models

from jatan.foundation.network.rowwalls import guard_table


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0002_walls'),
        ('network', '0003_marks'),
    ]

    operations = [
        migrations.CreateModel(
            name='FoldState',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='network.organisation')),
                ('fold_version', models.CharField(max_length=24)),
            ],
        ),
        guard_table("groups_foldstate", "activities"),
    ]
