"""The tables of the import desk are written anew once, those of waiting rows every night: see cases.0009.

No statistics are gathered of what waiting rows say: PostgreSQL would keep samples of it, in clear and for long.
"""

from django.db import migrations

ONCE = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE registers_importedrow ALTER COLUMN record_label TYPE varchar(40) USING substr(record_label, 1);
ALTER TABLE registers_rowwarning ALTER COLUMN field TYPE varchar(32) USING substr(field, 1);
ALTER TABLE registers_parkedrow ALTER COLUMN cells SET STATISTICS 0, ALTER COLUMN problems SET STATISTICS 0;
ALTER TABLE registers_proposedcorrection ALTER COLUMN cells SET STATISTICS 0;
"""
FUNCTION = """
CREATE FUNCTION jatan_rewrite_waiting_rows() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $body$
BEGIN
    PERFORM set_config('lock_timeout', '3s', true);
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE public.registers_parkedrow
        ALTER COLUMN cells TYPE jsonb USING cells || '{}'::jsonb,
        ALTER COLUMN problems TYPE jsonb USING problems || '[]'::jsonb;
    ALTER TABLE public.registers_proposedcorrection ALTER COLUMN cells TYPE jsonb USING cells || '{}'::jsonb;
END
$body$;
SELECT jatan_rewrite_waiting_rows();
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_cases_leave_no_day")]
    operations = [
        migrations.RunSQL(ONCE, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION jatan_rewrite_waiting_rows();"),
    ]
