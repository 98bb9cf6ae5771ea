"""The columns of its sheet that a waiting row had, filled or not: a total whose parts are empty is asked about."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0015_joined_rows")]

    operations = [migrations.AddField(model_name="parkedrow", name="columns", field=models.JSONField(default=dict))]
