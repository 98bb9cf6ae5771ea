"""Network totals for readers whose rows end at their own organisation: sums only, small ones hidden.

The function runs as the tables' owner, which FORCE ROW LEVEL SECURITY binds too: it opens the facts of every
organisation for its own query and closes them again before it returns. A failure in between ends the (sub)transaction,
and PostgreSQL restores the setting with it.
"""

from django.db import migrations

CREATE = """
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
        WHERE c.dimension = 'total' AND c.month BETWEEN first_month AND last_month
        GROUP BY c.indicator, c.value;
    PERFORM set_config('jatan.read_facts', before, true);
END
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_walls"), ("network", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION jatan_network_totals(date, date);")]
