"""Texts that were sent as part of a campaign."""

import django.db.models.deletion
from django.db import migrations, models

import jatan.kernel.clock
import jatan.kernel.ids
from jatan.foundation.db.row_walls import guard_table, organisation_key, same_organisation

_ORGANISATION = {"db_index": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}
_LINK = {"db_constraint": False, "on_delete": django.db.models.deletion.PROTECT}


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0003_telling_colleagues"),
        ("campaigns", "0001_campaigns_and_camps"),
        ("network", "0006_caretaker"),
        ("places", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="CampaignMessage",
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
                ("organisation", models.ForeignKey(to="network.organisation", **_ORGANISATION)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        verbose_name="block or district",
                    ),
                ),
                ("campaign", models.ForeignKey(related_name="messages", to="campaigns.campaign", **_LINK)),
                ("message", models.ForeignKey(related_name="campaign_links", to="messaging.outmessage", **_LINK)),
            ],
            options={
                "verbose_name": "message of a campaign",
                "verbose_name_plural": "messages of a campaign",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("organisation", "campaign", "message"),
                        name="campaignmessage_once",
                    )
                ],
            },
        ),
        organisation_key("messaging_campaignmessage"),
        guard_table("messaging_campaignmessage", "messages"),
        same_organisation(
            "messaging_campaignmessage",
            [("campaign_id", "campaigns_campaign"), ("message_id", "messaging_outmessage")],
        ),
    ]
