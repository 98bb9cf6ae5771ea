"""An issue is found by the caller's number and the office's reference."""

from django.db import migrations, models

NUMBERS = (("caller_phone", "issue_caller_phone"), ("reference_number", "issue_reference"))


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0001_squashed_0003")]
    operations = [
        migrations.AddIndex(
            "issue",
            models.Index(fields=["organisation", number], condition=~models.Q(**{number: ""}), name=name),
        )
        for number, name in NUMBERS
    ]
