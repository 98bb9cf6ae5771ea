"""Photographs of pages of paper registers, kept while somebody keys their lines in."""

import django.db.models.deletion
from django.db import migrations, models

import jatan.kernel.clock
import jatan.kernel.ids
from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation


class Migration(migrations.Migration):
    dependencies = [("registers", "0010_proposed_headings"), ("network", "0004_keys_of_version_0_1_tables")]

    operations = [
        migrations.CreateModel(
            name="PagePhotograph",
            fields=[
                ("id", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("organisation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
                ("kind", models.CharField(max_length=24)),
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("stored", models.CharField(blank=True, max_length=80)),
                ("lines", models.JSONField(default=list)),
                ("recorded", models.PositiveIntegerField(default=0)),
                ("run", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registers.importrun")),
                ("by", models.UUIDField(editable=False, null=True)),
                ("added_at", models.DateTimeField(default=jatan.kernel.clock.now)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "photograph of a page",
                "verbose_name_plural": "photographs of pages",
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["organisation", "added_at"],
                        name="pagephotograph_open",
                    )
                ],
            },
        ),
        organisation_key("registers_pagephotograph"),
        guard_table("registers_pagephotograph", "imports"),
        same_organisation("registers_pagephotograph", [("run_id", "registers_importrun")]),
    ]
