"""Which imported row was joined to a record that was there before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0014_rows_of_a_run")]

    operations = [
        migrations.AddField(
            model_name="importedrow", name="is_joined", field=models.BooleanField(default=False, db_default=False)
        )
    ]
