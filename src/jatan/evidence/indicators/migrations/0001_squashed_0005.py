"""Facts, derived from members' records, so the machine may delete them; and the network's totals.

`jatan_network_totals` is for readers whose rows end at their own organisation: sums only, small ones hidden, of the
published table alone. The annex stays inside: it holds sums of money, of which one may be one wage, and stages and
outcomes of cases. Cases are counted by quarters; a quarter's cell stands in its first month.

The function runs as the tables' owner, which FORCE ROW LEVEL SECURITY binds too: it opens the facts of every organisation
for its own query and closes them again before it returns. A failure in between ends the (sub)transaction, and PostgreSQL
restores the setting with it.

Stands for the migrations 0001 to 0005 of version 0.1.0 (docs/adr/0018-keys-of-the-tables.md).
"""

import django.db.models.deletion
import jatan.kernel.clock
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table

_NETWORK_TOTALS = """
CREATE FUNCTION jatan_network_totals(first_month date, last_month date)
RETURNS TABLE (indicator varchar, value varchar, amount bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    before text := coalesce(current_setting('jatan.read_facts', true), '');
BEGIN
    PERFORM set_config(
        'jatan.read_facts', (SELECT coalesce(string_agg(id::text, ','), '') FROM public.network_organisation), true
    );
    RETURN QUERY
        SELECT c.indicator, c.value, CASE WHEN sum(c.amount) < 5 THEN NULL ELSE sum(c.amount)::bigint END
        FROM public.indicators_monthlycell AS c
        WHERE c.indicator NOT IN ('case_closed', 'case_stages', 'case_outcomes', 'registered_before_leaving', 'counselled', 'heard_from_on_time', 'returned', 'wage_gap', 'money_recovered') AND c.dimension = 'total' AND c.month BETWEEN first_month AND last_month AND (
            c.indicator <> 'case_work' OR c.month BETWEEN date_trunc('quarter', first_month + interval '2 months')
                AND date_trunc('quarter', last_month + interval '1 month') - interval '3 months'
        )
        GROUP BY c.indicator, c.value;
    PERFORM set_config('jatan.read_facts', before, true);
END
$body$;
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("indicators", "0001_initial"),
        ("indicators", "0002_walls"),
        ("indicators", "0003_network_totals"),
        ("indicators", "0004_annex_stays_inside"),
        ("indicators", "0005_cases_by_quarter"),
    ]
    dependencies = [("network", "0001_squashed_0003")]
    operations = [
        migrations.CreateModel(
            name='MonthlyCell',
            fields=[
                ('pk', models.CompositePrimaryKey('organisation', 'dimension', 'month', 'indicator', 'value', 'member', blank=True, editable=False, primary_key=True, serialize=False)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('month', models.DateField()),
                ('indicator', models.CharField(max_length=32)),
                ('value', models.CharField(max_length=16)),
                ('dimension', models.CharField(max_length=10)),
                ('member', models.CharField(blank=True, max_length=40)),
                ('amount', models.BigIntegerField()),
                ('counted_at', models.DateTimeField(default=jatan.kernel.clock.now)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('dimension__in', ['total', 'district'])), fields=['dimension', 'month'], include=('organisation', 'indicator', 'value', 'member', 'amount'), name='monthlycell_question')],
            },
        ),
        migrations.CreateModel(
            name='RecountCursor',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='network.organisation')),
                ('sequence', models.BigIntegerField(default=0)),
                ('definitions', models.CharField(max_length=16)),
                ('counted_at', models.DateTimeField(default=jatan.kernel.clock.now)),
            ],
        ),
        guard_table("indicators_monthlycell", "facts", may_delete=True),
        guard_table("indicators_recountcursor", "facts", may_delete=True),
        migrations.RunSQL(_NETWORK_TOTALS, "DROP FUNCTION jatan_network_totals(date, date);"),
    ]
