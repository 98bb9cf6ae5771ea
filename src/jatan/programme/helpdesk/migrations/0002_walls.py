"""Walls of the help desk: by organisation, and no issue may name a person of another one."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0001_initial"), ("people", "0001_initial")]
    operations = [
        guard_table("helpdesk_issue", "helpdesk"),
        guard_table("helpdesk_issuefollowup", "helpdesk"),
        same_organisation("helpdesk_issue", [("person_id", "people_person")]),
        same_organisation("helpdesk_issuefollowup", [("issue_id", "helpdesk_issue")]),
    ]
