"""Walls of journeys: the same wall as people, and a journey belongs to a person of the same organisation."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation


class Migration(migrations.Migration):
    dependencies = [("journeys", "0001_initial"), ("people", "0001_initial")]
    operations = [
        guard_table("journeys_journey", "people"),
        same_organisation("journeys_journey", [("person_id", "people_person")]),
    ]
