"""Address, hours and number of an information centre, for the public page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("network", "0006_caretaker")]
    operations = [
        migrations.AddField(
            "informationcentre",
            "address",
            models.CharField(blank=True, default="", max_length=300, verbose_name="address"),
            preserve_default=False,
        ),
        migrations.AddField(
            "informationcentre",
            "hours",
            models.CharField(blank=True, default="", max_length=120, verbose_name="open when"),
            preserve_default=False,
        ),
        migrations.AddField(
            "informationcentre",
            "phone",
            models.CharField(blank=True, default="", max_length=20, verbose_name="phone of the desk"),
            preserve_default=False,
        ),
    ]
