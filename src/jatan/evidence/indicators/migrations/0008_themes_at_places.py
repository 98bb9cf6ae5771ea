"""The theme of activities is counted by district and block too: longer names of dimensions and members."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0007_published_changes")]
    operations = [
        migrations.AlterField(
            model_name="monthlycell", name="dimension", field=models.CharField(max_length=20)
        ),
        migrations.AlterField(
            model_name="monthlycell", name="member", field=models.CharField(blank=True, max_length=60)
        ),
    ]
