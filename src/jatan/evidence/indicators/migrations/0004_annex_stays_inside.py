"""The network's sums are those of the published table: the annex holds sums of money, of which one may be one wage."""

from importlib import import_module

from django.db import migrations

ANNEX = (
    "registered_before_leaving",
    "counselled",
    "heard_from_on_time",
    "returned",
    "wage_gap",
    "money_recovered",
)
BEFORE = import_module("jatan.evidence.indicators.migrations.0003_network_totals").CREATE
AFTER = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
    "WHERE c.dimension = 'total'",
    f"WHERE c.indicator NOT IN ({', '.join(f"'{code}'" for code in ANNEX)}) AND c.dimension = 'total'",
)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_network_totals")]

    operations = [migrations.RunSQL(AFTER, BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))]
