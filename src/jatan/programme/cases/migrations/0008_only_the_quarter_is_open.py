"""The columns of days and the table of follow-ups go; a case's id tells no time any more."""

import uuid

from django.db import migrations, models

import jatan.kernel.clock
from jatan.foundation.network.rowwalls import guard_table, same_organisation

_WALL = guard_table("cases_casefollowup", "cases")
_SAME = same_organisation("cases_casefollowup", [("case_id", "cases_case")])


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_corrections_tell_no_days")]
    operations = [
        # On the way back the table stands again before its walls do.
        migrations.RunSQL(migrations.RunSQL.noop, _SAME.sql),
        migrations.RunSQL(migrations.RunSQL.noop, _WALL.sql),
        migrations.DeleteModel(name="CaseFollowUp"),
        migrations.RemoveIndex(model_name="case", name="case_opened"),
        migrations.RemoveField(model_name="case", name="opened_on"),
        migrations.RemoveField(model_name="case", name="closed_on"),
        migrations.RemoveField(model_name="case", name="follow_ups_reported"),
        migrations.AlterField(
            model_name="case",
            name="opened_quarter",
            field=models.DateField(verbose_name="quarter"),
        ),
        migrations.AlterField(
            model_name="case",
            name="id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name="case",
            name="recorded_at",
            field=models.DateTimeField(default=jatan.kernel.clock.quarter_began, editable=False),
        ),
        migrations.AlterField(
            model_name="case",
            name="changed_at",
            field=models.DateTimeField(default=jatan.kernel.clock.quarter_began, editable=False),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("opened_quarter__day", 1), ("opened_quarter__month__in", [1, 4, 7, 10])),
                name="case_tells_quarter",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "opened_quarter"], name="case_opened"),
        ),
    ]
