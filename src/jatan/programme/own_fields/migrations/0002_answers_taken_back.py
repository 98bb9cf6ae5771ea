"""An answer that was taken back with the act that gave it makes room for another one."""

from django.db import migrations, models

_TABLES = ("personanswer", "journeyanswer", "issueanswer", "linkageanswer", "groupanswer", "activityanswer")
_FIELDS = ("organisation", "record", "own_field")


class Migration(migrations.Migration):
    dependencies = [("own_fields", "0001_own_questions")]

    operations = [
        step
        for table in _TABLES
        for step in (
            migrations.RemoveConstraint(table, f"{table}_once"),
            migrations.AddConstraint(
                table,
                models.UniqueConstraint(
                    fields=_FIELDS, condition=models.Q(("withdrawn_at__isnull", True)), name=f"{table}_once"
                ),
            ),
        )
    ]
