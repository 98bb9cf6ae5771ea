"""That a letter was read is noted as reading a file is."""

from django.db import migrations, models

_WHAT = [
    ("file", "the file"),
    ("identity", "the identity card"),
    ("paper", "a paper or recording"),
    ("letter", "a letter"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_reasons_are_codes")]
    operations = [migrations.AlterField("reading", "what", models.CharField(choices=_WHAT, max_length=10))]
