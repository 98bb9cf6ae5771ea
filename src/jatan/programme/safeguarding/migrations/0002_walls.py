"""Walls of safeguarding: the wall of people, and every row belongs to a journey of the same organisation."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation

_TABLES = ("planversion", "agreement", "contact", "escalation", "escalationstep", "handoff", "handover")
_JOURNEY = ("journey_id", "journeys_journey")


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0001_initial"), ("journeys", "0004_loop_walls")]
    operations = [
        *(guard_table(f"safeguarding_{table}", "people") for table in _TABLES),
        same_organisation("safeguarding_agreement", [_JOURNEY]),
        same_organisation("safeguarding_contact", [_JOURNEY]),
        same_organisation("safeguarding_escalation", [_JOURNEY, ("contact_id", "safeguarding_contact")]),
        same_organisation("safeguarding_escalationstep", [("escalation_id", "safeguarding_escalation")]),
        same_organisation("safeguarding_handoff", [("trigger_id", "journeys_trigger")]),
    ]
