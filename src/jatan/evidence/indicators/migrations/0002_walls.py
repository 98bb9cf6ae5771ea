"""Row security of the facts. They are derived, so the machine may delete them."""

from django.db import migrations

from jatan.foundation.network.rowwalls import guard_table


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [
        guard_table("indicators_monthlycell", "facts", may_delete=True),
        guard_table("indicators_recountcursor", "facts", may_delete=True),
    ]
