"""What became of every row of every sheet of a workbook: counts and numbers of rows, nothing of what they say."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0013_danger_in_corrections")]

    operations = [migrations.AddField(model_name="importrun", name="row_account", field=models.JSONField(default=list))]
