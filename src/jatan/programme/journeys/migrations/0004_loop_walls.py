"""Walls of the new tables: the same wall as people, and everything belongs to a journey of the same organisation."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation

_JOURNEY = ("journey_id", "journeys_journey")
_PERSON = ("person_id", "people_person")
_OF_A_JOURNEY = ("companion", "answer", "action", "trigger", "counselling", "outcome", "pass")


class Migration(migrations.Migration):
    dependencies = [("journeys", "0003_loop"), ("people", "0002_walls")]
    operations = [
        guard_table("journeys_party", "people"),
        # A draft is no record yet: deleted when it is finished, given up or old.
        guard_table("journeys_draft", "people", may_delete=True),
        *(guard_table(f"journeys_{name}", "people") for name in _OF_A_JOURNEY),
        *(
            same_organisation(f"journeys_{name}", [_JOURNEY, _PERSON] if name == "companion" else [_JOURNEY])
            for name in _OF_A_JOURNEY
        ),
        same_organisation("journeys_journey", [("party_id", "journeys_party")]),
    ]
