"""Walls of the coded register: by organisation."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table, same_organisation


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        guard_table("cases_case", "cases"),
        guard_table("cases_casefollowup", "cases"),
        same_organisation("cases_casefollowup", [("case_id", "cases_case")]),
    ]
