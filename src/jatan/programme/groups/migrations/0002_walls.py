"""Walls of groups: row security by organisation; a member is a person of the group's own organisation."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial"), ("people", "0002_walls")]
    operations = [
        guard_table("groups_group", "activities"),
        guard_table("groups_membership", "activities"),
        same_organisation("groups_membership", [("group_id", "groups_group"), ("person_id", "people_person")]),
    ]
