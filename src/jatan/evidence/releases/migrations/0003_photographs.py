"""A photograph for the press and for everybody needs a second person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("releases", "0002_records_and_press")]
    operations = [
        migrations.AlterField(
            model_name="publicpiece",
            name="kind",
            field=models.CharField(choices=[("report", "report to read"), ("story", "story"), ("consultation", "consultation"), ("photograph", "photograph")], max_length=12, verbose_name="kind"),
        ),
    ]
