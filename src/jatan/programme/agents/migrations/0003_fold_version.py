"""The version of a fold names rules and lexicon together, in letters. What the old numbers mark is folded anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agents", "0002_walls")]
    operations = [
        migrations.AlterField(
            model_name="statement",
            name="fold_version",
            field=models.CharField(editable=False, max_length=24),
        ),
    ]
