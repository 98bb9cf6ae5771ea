"""Paragraphs of members and of the network: the key and the wall carry the organisation."""

import django.db.models.deletion
import jatan.kernel.clock
import jatan.kernel.ids
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key


class Migration(migrations.Migration):
    initial = True
    dependencies = [("network", "0004_keys_of_version_0_1_tables")]
    operations = [
        migrations.CreateModel(
            name="Paragraph",
            fields=[
                ("id", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("place", models.CharField(max_length=32, verbose_name="place in the paper")),
                ("first", models.DateField(verbose_name="from")),
                ("last", models.DateField(verbose_name="to")),
                ("theme", models.CharField(blank=True, max_length=20, verbose_name="theme")),
                ("text_hi", models.TextField(blank=True, verbose_name="in Hindi")),
                ("text_en", models.TextField(blank=True, verbose_name="in English")),
                ("written_at", models.DateTimeField(default=jatan.kernel.clock.now)),
                ("written_by", models.UUIDField(null=True)),
                ("replaced_at", models.DateTimeField(null=True)),
                ("organisation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
            ],
            options={
                "verbose_name": "paragraph",
                "verbose_name_plural": "paragraphs",
                "indexes": [
                    models.Index(
                        fields=["organisation", "place", "first", "last", "theme", "written_at"],
                        name="paragraph_versions",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("organisation", "place", "first", "last", "theme"),
                        name="paragraph_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="paragraph_period"
                    ),
                ],
            },
        ),
        organisation_key("narrative_paragraph"),
        guard_table("narrative_paragraph", "periods"),
    ]
