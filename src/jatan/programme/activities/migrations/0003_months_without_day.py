"""An activity of which a register says only the month."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_squashed_0002")]
    operations = [
        migrations.AddField(
            "activity",
            "is_day_known",
            models.BooleanField(db_default=True, default=True, verbose_name="the day is known"),
        ),
        migrations.AddConstraint(
            "activity",
            models.CheckConstraint(
                condition=models.Q(("is_day_known", True), ("held_on__day", 1), _connector="OR"),
                name="activity_month_by_first_day",
            ),
        ),
    ]
