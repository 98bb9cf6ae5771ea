"""Which rooms an office has closed. A house that exists keeps all of them open."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("network", "0008_published_periods")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="closed_rooms",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=12),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="closed rooms",
            ),
        ),
    ]
