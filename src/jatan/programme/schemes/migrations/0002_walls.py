"""Walls of scheme linkages: by organisation, and a linkage belongs to a person of the same one."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation


class Migration(migrations.Migration):
    dependencies = [("schemes", "0001_initial"), ("people", "0001_initial")]
    operations = [
        guard_table("schemes_linkage", "schemes"),
        same_organisation("schemes_linkage", [("person_id", "people_person")]),
    ]
