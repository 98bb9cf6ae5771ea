"""What all workers must remember alike for minutes: how often a sign-in was tried, which code was used up.

The table is the one that Django's database cache expects; it holds keys and short-lived counts, never a record.
"""

from django.db import migrations

_TABLE = """
CREATE TABLE access_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX access_cache_expires ON access_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [migrations.RunSQL(_TABLE, "DROP TABLE IF EXISTS access_cache;")]
