"""Cells of columns that no field takes, kept with their row."""

import django.db.models.deletion
from django.db import migrations, models

import jatan.kernel.ids
from jatan.foundation.db.row_walls import guard_table, organisation_key


class Migration(migrations.Migration):
    dependencies = [("registers", "0017_look_alikes"), ("network", "0004_keys_of_version_0_1_tables")]

    operations = [
        migrations.CreateModel(
            name="OtherCell",
            fields=[
                ("id", models.UUIDField(default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("organisation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
                ("row", models.UUIDField()),
                ("kind", models.CharField(max_length=24)),
                ("column", models.PositiveIntegerField()),
                ("heading", models.CharField(max_length=200, verbose_name="column")),
                ("value", models.TextField(verbose_name="what is written")),
            ],
            options={
                "verbose_name": "cell of another column",
                "verbose_name_plural": "cells of other columns",
                "indexes": [
                    models.Index(fields=["organisation", "row"], name="othercell_row"),
                    models.Index(fields=["organisation", "kind", "heading"], name="othercell_heading"),
                ],
            },
        ),
        organisation_key("registers_othercell"),
        guard_table("registers_othercell", "imports", may_delete=True),
    ]
