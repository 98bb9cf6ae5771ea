"""A changed row of a register names the urgent issue that told of danger which only it carries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0012_danger_in_parked_rows")]

    operations = [
        migrations.AddField(
            model_name="proposedcorrection",
            name="issue",
            field=models.UUIDField(null=True),
        ),
    ]
