"""That hard stops were looked for, asked of every journey at commit.

`checked_journey_id` is the journey's own id, or NULL where a coded reason says why there are no checks. Foreign keys
that are checked at commit lead from it to the check (here) and to the agreement of contacts (safeguarding 0003): a
journey without them cannot be committed, whoever writes it, and neither can be taken away later. Journeys on record
before this migration say so in `exempt_because`.
"""

import django.db.models.deletion
from django.db import migrations, models

import jatan.kernel.clock
import jatan.kernel.ids
from jatan.foundation.db.row_walls import (guard_table, organisation_key, same_organisation)

_EXEMPT = [
    ("imported", "came with a register: nobody was asked"),
    ("before_checks", "registered before every journey was checked"),
]
_NO_TALK = [
    ("family_told", "the family told us after she had left"),
    ("not_met", "she could not be met before leaving"),
    ("sudden", "she had to leave suddenly"),
    ("other", "another reason"),
]
_ASKED = """
ALTER TABLE journeys_journey ADD COLUMN checked_journey_id uuid
    GENERATED ALWAYS AS (CASE WHEN exempt_because = '' THEN id END) STORED;
ALTER TABLE journeys_journey ADD CONSTRAINT journey_hard_stops_checked
    FOREIGN KEY (organisation_id, checked_journey_id) REFERENCES journeys_hardstopcheck (organisation_id, journey_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
_UNDO = """
ALTER TABLE journeys_journey DROP CONSTRAINT journey_hard_stops_checked;
ALTER TABLE journeys_journey DROP COLUMN checked_journey_id;
"""


class Migration(migrations.Migration):
    dependencies = [("journeys", "0001_squashed_0006"), ("network", "0004_keys_of_version_0_1_tables")]
    operations = [
        migrations.AddField(
            model_name="journey",
            name="exempt_because",
            field=models.CharField(
                blank=True,
                choices=_EXEMPT,
                default="before_checks",
                editable=False,
                max_length=16,
                verbose_name="not checked before leaving",
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="HardStopCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jatan.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("panchayat", models.CharField(blank=True, max_length=120, verbose_name="panchayat")),
                ("village", models.CharField(blank=True, max_length=120, verbose_name="village")),
                ("recorded_by", models.UUIDField(editable=False, null=True)),
                ("recorded_at", models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ("changed_at", models.DateTimeField(default=jatan.kernel.clock.now, editable=False)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawn_by", models.UUIDField(editable=False, null=True)),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason for withdrawing"),
                ),
                ("checked_at", models.DateTimeField(verbose_name="checked at")),
                (
                    "no_talk_because",
                    models.CharField(
                        blank=True,
                        choices=_NO_TALK,
                        max_length=16,
                        verbose_name="why there was no talk before leaving",
                    ),
                ),
                (
                    "journey",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="journeys.journey",
                        verbose_name="journey",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        verbose_name="block or district",
                    ),
                ),
            ],
            options={
                "verbose_name": "check for hard stops",
                "verbose_name_plural": "checks for hard stops",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "journey"), name="hardstopcheck_once")
                ],
            },
        ),
        organisation_key("journeys_hardstopcheck"),
        guard_table("journeys_hardstopcheck", "people"),
        same_organisation("journeys_hardstopcheck", [("journey_id", "journeys_journey")]),
        migrations.RunSQL(_ASKED, _UNDO),
    ]
