"""Walls of the message room: by organisation, and no message may name a person of another one."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("people", "0001_initial")]
    operations = [
        guard_table("messaging_inmessage", "messages"),
        guard_table("messaging_outmessage", "messages"),
        guard_table("messaging_optout", "messages"),
        guard_table("messaging_template", "messages"),
        guard_table("messaging_sendingrules", "messages"),
        same_organisation("messaging_inmessage", [("person_id", "people_person")]),
        same_organisation(
            "messaging_outmessage", [("person_id", "people_person"), ("in_answer_to_id", "messaging_inmessage")]
        ),
    ]
