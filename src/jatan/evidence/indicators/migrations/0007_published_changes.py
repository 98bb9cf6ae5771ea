"""Numbers that changed after their month was published, with the acts that changed them."""

import django.db.models.deletion
from django.db import migrations, models

import jatan.kernel.clock
import jatan.kernel.ids
from jatan.foundation.db.row_walls import guard_table, organisation_key


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_published_counts"), ("network", "0004_keys_of_version_0_1_tables")]
    operations = [
        migrations.CreateModel(
            name="PublishedChange",
            fields=[
                ("id", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("indicator", models.CharField(max_length=32)),
                ("value", models.CharField(max_length=16)),
                ("dimension", models.CharField(max_length=10)),
                ("member", models.CharField(blank=True, max_length=40)),
                ("before", models.BigIntegerField()),
                ("after", models.BigIntegerField()),
                ("at", models.DateTimeField(default=jatan.kernel.clock.now)),
                ("causes", models.JSONField(default=list)),
                ("organisation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
            ],
            options={"indexes": [models.Index(fields=["organisation", "month"], name="publishedchange_month")]},
        ),
        organisation_key("indicators_publishedchange"),
        guard_table("indicators_publishedchange", "facts", append_only=True),
    ]
