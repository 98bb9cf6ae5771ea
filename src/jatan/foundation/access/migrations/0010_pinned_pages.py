"""The pages that an account has pinned to the top of its menu."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0009_forum_leaders")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="pinned",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="pinned pages",
            ),
        ),
    ]
