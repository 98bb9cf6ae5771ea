"""Cases are counted by quarters: the network's sum takes the whole ones, as a reader's own sum does.

A quarter's cell stands in its first month. Stages and outcomes of cases belong to the annex, which stays inside.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("jatan.evidence.indicators.migrations.0004_annex_stays_inside").AFTER
AFTER = BEFORE.replace(
    "WHERE c.indicator NOT IN (", "WHERE c.indicator NOT IN ('case_closed', 'case_stages', 'case_outcomes', "
).replace(
    "BETWEEN first_month AND last_month",
    """BETWEEN first_month AND last_month AND (
            c.indicator <> 'case_work' OR c.month BETWEEN date_trunc('quarter', first_month + interval '2 months')
                AND date_trunc('quarter', last_month + interval '1 month') - interval '3 months'
        )""",
)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_annex_stays_inside")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
