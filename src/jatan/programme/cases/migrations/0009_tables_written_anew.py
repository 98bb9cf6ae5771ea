"""The tables are written anew: a dropped column and a changed row stay in their pages on the disk until then.

`jatan_rewrite_cases` does the same for what is emptied later, when the days that waited are sealed and the facts are
shuffled: an ALTER of a column's type with an expression makes PostgreSQL copy the living rows into new files. The
runtime role owns no table and may not; the function runs as the owner, takes no argument and changes no value. It waits
three seconds for its turn, then fails, so that no page waits behind it.
"""

from django.db import migrations

ONCE = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE cases_case ALTER COLUMN code TYPE varchar(40) USING substr(code, 1);
ALTER TABLE ledger_revision ALTER COLUMN reason TYPE varchar(300) USING substr(reason, 1);
"""
FUNCTION = """
CREATE FUNCTION jatan_rewrite_cases() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    PERFORM set_config('lock_timeout', '3s', true);
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE public.cases_casewaiting ALTER COLUMN body TYPE jsonb USING body || '{}'::jsonb;
    ALTER TABLE public.cases_casefact ALTER COLUMN outcome TYPE varchar(16) USING substr(outcome, 1);
END
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_only_the_quarter_is_open")]
    operations = [
        migrations.RunSQL(ONCE, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION jatan_rewrite_cases();"),
    ]
