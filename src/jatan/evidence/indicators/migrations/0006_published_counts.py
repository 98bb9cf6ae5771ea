"""Counts of persons as readers of counts see them: rounded, from monthly snapshots (docs/adr/0020-counts-of-persons.md).

Rows of the whole network (`NetworkYear`, `PublishedCorridor`, `CountSnapshot`) are what everybody may know who may read
counts, so they have no walls. `jatan_network_totals` gives acts from the cells and persons from the rounded rows; the annex
stays inside, as before.
"""

import django.db.models.deletion
import jatan.kernel.clock
from django.db import migrations, models

from jatan.foundation.db.row_walls import guard_table

_HEAD = """
CREATE OR REPLACE FUNCTION jatan_network_totals(first_month date, last_month date)
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
"""
_TAIL = """
    PERFORM set_config('jatan.read_facts', before, true);
END
$body$;
"""
_ANNEX = (
    "('case_closed', 'case_stages', 'case_outcomes', 'registered_before_leaving', 'counselled', 'heard_from_on_time',"
    " 'returned', 'wage_gap', 'money_recovered')"
)
_PERSONS = (
    "(('information_centres', 'received'), ('information_centres', 'resolved'), ('case_work', 'cases'),"
    " ('scheme_linkages', 'beneficiaries'))"
)
_QUARTERS = """(c.indicator <> 'case_work' OR c.month BETWEEN date_trunc('quarter', first_month + interval '2 months')
            AND date_trunc('quarter', last_month + interval '1 month') - interval '3 months')"""
_ROUNDED = f"""
    SELECT c.indicator, c.value, sum(c.amount)::bigint FROM public.indicators_monthlycell AS c
    WHERE c.dimension = 'total' AND c.month BETWEEN first_month AND last_month
        AND c.indicator NOT IN {_ANNEX} AND (c.indicator, c.value) NOT IN {_PERSONS}
    GROUP BY c.indicator, c.value
    UNION ALL
    SELECT c.indicator, c.value, sum(c.amount)::bigint FROM public.indicators_publishedcount AS c
    WHERE c.month BETWEEN first_month AND last_month AND (c.indicator, c.value) IN {_PERSONS} AND {_QUARTERS}
    GROUP BY c.indicator, c.value;
"""
_EXACT = f"""
    SELECT c.indicator, c.value, CASE WHEN sum(c.amount) < 5 THEN NULL ELSE sum(c.amount)::bigint END
    FROM public.indicators_monthlycell AS c
    WHERE c.indicator NOT IN {_ANNEX} AND c.dimension = 'total' AND c.month BETWEEN first_month AND last_month
        AND {_QUARTERS}
    GROUP BY c.indicator, c.value;
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_squashed_0005"), ("places", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="CountSnapshot",
            fields=[
                ("month", models.DateField(primary_key=True, serialize=False)),
                ("taken_at", models.DateTimeField(default=jatan.kernel.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="PublishedCount",
            fields=[
                ("pk", models.CompositePrimaryKey("organisation", "month", "indicator", "value", "district", blank=True, editable=False, primary_key=True, serialize=False)),
                ("organisation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
                ("month", models.DateField()),
                ("indicator", models.CharField(max_length=32)),
                ("value", models.CharField(max_length=16)),
                ("district", models.CharField(blank=True, max_length=40)),
                ("amount", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["month"],
                        include=("organisation", "indicator", "value", "district", "amount"),
                        name="publishedcount_question",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="RoundingOffset",
            fields=[
                ("pk", models.CompositePrimaryKey("organisation", "year", "number", "district", blank=True, editable=False, primary_key=True, serialize=False)),
                ("organisation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation")),
                ("year", models.DateField()),
                ("number", models.CharField(max_length=50)),
                ("district", models.CharField(blank=True, max_length=40)),
                ("offset", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="NetworkYear",
            fields=[
                ("pk", models.CompositePrimaryKey("year", "indicator", "value", blank=True, editable=False, primary_key=True, serialize=False)),
                ("year", models.DateField()),
                ("indicator", models.CharField(max_length=32)),
                ("value", models.CharField(max_length=16)),
                ("amount", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="PublishedCorridor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(db_index=True)),
                ("origin", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place")),
                ("destination", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place")),
                ("count", models.BigIntegerField()),
                ("women", models.BigIntegerField()),
                ("minors", models.BigIntegerField()),
            ],
        ),
        guard_table("indicators_publishedcount", "facts", may_delete=True),
        guard_table("indicators_roundingoffset", "facts", may_delete=True),
        migrations.RunSQL(_HEAD + _ROUNDED + _TAIL, _HEAD + _EXACT + _TAIL),
    ]
