"""Walls of activities: row security by organisation; everything an activity points at is of the same organisation."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation

_ACTIVITY = ("activity_id", "activities_activity")


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial"), ("groups", "0002_walls"), ("people", "0002_walls")]
    operations = [
        guard_table("activities_activity", "activities"),
        guard_table("activities_followup", "activities"),
        guard_table("activities_participation", "activities"),
        guard_table("activities_photograph", "activities"),
        same_organisation("activities_activity", [("group_id", "groups_group")]),
        same_organisation("activities_followup", [_ACTIVITY]),
        same_organisation("activities_participation", [_ACTIVITY, ("person_id", "people_person")]),
        same_organisation("activities_photograph", [_ACTIVITY]),
    ]
