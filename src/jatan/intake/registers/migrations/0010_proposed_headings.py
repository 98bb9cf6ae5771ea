"""What columns with unknown headings may mean, and a few values of each column of a workbook that was looked at."""

from django.db import migrations, models

# As of the sample rows beside it: names stand in it, and it is soon deleted.
_NO_STATISTICS = "ALTER TABLE registers_runpreview ALTER COLUMN headings SET STATISTICS 0;"


class Migration(migrations.Migration):
    dependencies = [("registers", "0009_undo")]

    operations = [
        migrations.AddField(model_name="importrun", name="proposed", field=models.JSONField(default=list)),
        migrations.AddField(model_name="runpreview", name="headings", field=models.JSONField(default=dict)),
        migrations.RunSQL(_NO_STATISTICS, migrations.RunSQL.noop),
    ]
