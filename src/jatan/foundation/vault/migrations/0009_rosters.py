"""Signed rosters of teams."""

import django.db.models.deletion
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table, organisation_key
from jatan.kernel.ids import new_id


class Migration(migrations.Migration):
    dependencies = [("network", "0001_squashed_0003"), ("vault", "0008_signing_keys")]

    operations = [
        migrations.CreateModel(
            name="TeamRoster",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                    ),
                ),
                ("team", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("body", models.BinaryField()),
                ("signature", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "team", "number"), name="team_roster_once")
                ]
            },
        ),
        organisation_key("vault_teamroster"),
        guard_table("vault_teamroster", "cases", append_only=True),
    ]
