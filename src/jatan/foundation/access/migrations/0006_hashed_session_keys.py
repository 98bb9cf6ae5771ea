"""Sessions move into a table that holds a digest of the cookie. Everybody signs in once more after this migration.

The tables of Django and of allauth go: they held the cookies in clear.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_DROP = "DROP TABLE IF EXISTS usersessions_usersession, django_session;"


class Migration(migrations.Migration):
    dependencies = [("access", "0005_counts_of_libraries_go")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("session_key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("session_data", models.TextField()),
                ("expire_date", models.DateTimeField(db_index=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunSQL(_DROP, migrations.RunSQL.noop),
    ]
