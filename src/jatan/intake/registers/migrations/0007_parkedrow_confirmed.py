"""The columns of a parked row whose implausible figure somebody said is right."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0006_registers_begun_index")]

    operations = [
        migrations.AddField(model_name="parkedrow", name="confirmed", field=models.JSONField(default=list)),
    ]
