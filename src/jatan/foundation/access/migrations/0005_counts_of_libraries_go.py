"""Attempts are counted in access_attempts alone: the tables of django-axes and of the shared cache go.

django-axes kept typed sign-in names in clear. The counts of the last quarter of an hour are not carried over.
"""

from django.db import migrations

_DROP = """
DROP TABLE IF EXISTS axes_accessattemptexpiration, axes_accessattempt, axes_accesslog, axes_accessfailurelog;
DROP TABLE IF EXISTS access_cache;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_attempts")]

    operations = [migrations.RunSQL(_DROP, migrations.RunSQL.noop)]
