"""The quarter stands beside the day until 0006 has put the day away."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_facts")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="opened_quarter",
            field=models.DateField(null=True, verbose_name="quarter"),
        ),
        # The way back gives the columns room before it fills them.
        migrations.AlterField(
            model_name="case",
            name="opened_on",
            field=models.DateField(null=True, verbose_name="opened on"),
        ),
    ]
