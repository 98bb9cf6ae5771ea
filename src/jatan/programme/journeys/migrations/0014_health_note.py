"""What somebody must know of her health when she is in danger."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journeys", "0013_photograph_of_who_travels")]
    operations = [
        migrations.AddField(
            model_name="journey",
            name="health_note",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="health, to be known in danger"
            ),
            preserve_default=False,
        ),
    ]
