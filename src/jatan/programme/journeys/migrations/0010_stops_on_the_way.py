"""A journey names landmarks that it passes, beside the text that was said."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journeys", "0009_exempt_codes")]
    operations = [
        migrations.AddField(
            model_name="journey",
            name="stops",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), blank=True, default=list, size=None, verbose_name="stops on the way"
            ),
        ),
        migrations.AddIndex(
            model_name="journey",
            index=django.contrib.postgres.indexes.GinIndex(fields=["stops"], name="journey_stops"),
        ),
    ]
