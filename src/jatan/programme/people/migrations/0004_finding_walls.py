"""Walls of the tables by which people are found: the person's own wall, and links stay inside one organisation."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation


class Migration(migrations.Migration):
    dependencies = [("people", "0003_finding_people"), ("network", "0001_initial")]
    operations = [
        guard_table("people_personkey", "people", may_delete=True),
        guard_table("people_namevariant", "people"),
        guard_table("people_keystate", "people"),
        guard_table("people_lookup", "people"),
        guard_table("people_suggestion", "people"),
        guard_table("people_sameperson", "people"),
        same_organisation("people_personkey", [("person_id", "people_person")]),
        same_organisation("people_suggestion", [("first_id", "people_person"), ("second_id", "people_person")]),
        same_organisation("people_sameperson", [("first_id", "people_person"), ("second_id", "people_person")]),
    ]
