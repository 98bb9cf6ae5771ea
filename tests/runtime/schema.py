"""What a database consists of, read from pg_catalog: one line for each thing, the same however it came about."""

import psycopg

_PARTS = {
    "column": """
        SELECT a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attnotnull THEN ' NOT NULL ' ELSE ' ' END || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
            || ' ' || a.attidentity::text || ' ' || coalesce(l.collname, '') || ' ' || coalesce(a.attstattarget, -1)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'S')
          AND a.attnum > 0 AND NOT a.attisdropped
    """,
    "constraint": """
        SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    """,
    "index": """
        SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = 'public'::regnamespace
    """,
    "wall": """
        SELECT relname || ' ' || relrowsecurity || ' ' || relforcerowsecurity FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    """,
    "policy": """
        SELECT concat_ws(' ', tablename, policyname, permissive, roles::text, cmd, qual, with_check) FROM pg_policies
        WHERE schemaname = 'public'
    """,
    "function": "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "trigger": """
        SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
    """,
    "right": """
        SELECT c.relname || ' ' || c.relowner::regrole || ' ' || r.grantee::regrole || ' ' || r.privilege_type
        FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) r
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm')
    """,
}


def schema(connection: psycopg.Connection) -> set[str]:
    """Columns, constraints, indexes, walls, functions, triggers and rights. Columns have no order, as in any query."""
    return {
        f"{part}: {text}"
        for part, question in _PARTS.items()
        for (text,) in connection.execute(question.encode()).fetchall()
    }
