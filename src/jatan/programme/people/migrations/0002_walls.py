"""Walls of people: row security by organisation; papers and consents point only at a person of the same organisation."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("network", "0001_initial")]
    operations = [
        guard_table("people_person", "people"),
        guard_table("people_identifier", "people"),
        guard_table("people_consent", "people"),
        same_organisation("people_identifier", [("person_id", "people_person")]),
        same_organisation("people_consent", [("person_id", "people_person")]),
    ]
