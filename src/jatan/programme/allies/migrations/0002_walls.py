"""Walls of allies: read by the whole network, written by the organisation that recorded them."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation


class Migration(migrations.Migration):
    dependencies = [("allies", "0001_initial")]
    operations = [
        guard_table("allies_ally", "allies"),
        guard_table("allies_meeting", "allies"),
        guard_table("allies_ask", "allies"),
        guard_table("allies_commitment", "allies"),
        guard_table("allies_mediamention", "allies"),
        same_organisation("allies_meeting", [("ally_id", "allies_ally")]),
        same_organisation("allies_ask", [("ally_id", "allies_ally"), ("meeting_id", "allies_meeting")]),
        same_organisation("allies_commitment", [("ally_id", "allies_ally"), ("ask_id", "allies_ask")]),
    ]
