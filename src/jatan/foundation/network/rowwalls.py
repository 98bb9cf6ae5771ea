"""PostgreSQL's own wall under the gate: row-level security by organisation, one pair of settings per family.

A transaction carries `jatan.read_<family>` and `jatan.write_<family>`: comma-separated organisation ids, set with
`set_config(..., true)` by `access.walls`. Nothing set means nothing seen. The scalar sub-select makes PostgreSQL read
the setting once per statement, so indexes on organisation_id stay usable.
"""

from collections.abc import Iterable

from django.db import migrations

FAMILIES = (
    "people",
    "activities",
    "helpdesk",
    "schemes",
    "cases",
    "allies",
    "library",
    "agents",
    "asks",
    "messages",
    "calls",
    "imports",
    "facts",
    "ledger",
)


def _listed(setting: str, column: str) -> str:
    return f"{column} = ANY ((SELECT string_to_array(current_setting('jatan.{setting}', true), ',')::uuid[])::uuid[])"


def guard_table(
    table: str,
    family: str,
    *,
    column: str = "organisation_id",
    may_delete: bool = False,
    append_only: bool = False,
) -> migrations.RunSQL:
    """Migration step: force row security on `table` for `family`.

    `may_delete` is for derived rows only (facts, previews); `append_only` also takes UPDATE away from every role.
    """
    if family not in FAMILIES:
        raise ValueError(f"unknown family {family}")
    read, write = _listed(f"read_{family}", column), _listed(f"write_{family}", column)
    sql = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;",
        f"CREATE POLICY {table}_read ON {table} FOR SELECT USING ({read});",
        f"CREATE POLICY {table}_insert ON {table} FOR INSERT WITH CHECK ({write});",
    ]
    if not append_only:
        sql.append(f"CREATE POLICY {table}_update ON {table} FOR UPDATE USING ({write}) WITH CHECK ({write});")
    if may_delete:
        sql.append(f"CREATE POLICY {table}_delete ON {table} FOR DELETE USING ({write});")
    undo = [f"DROP POLICY IF EXISTS {table}_{verb} ON {table};" for verb in ("read", "insert", "update", "delete")]
    undo.append(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;")
    return migrations.RunSQL("\n".join(sql), "\n".join(undo))


def same_organisation(table: str, links: Iterable[tuple[str, str]]) -> migrations.RunSQL:
    """Migration step: each (column, other_table) link of `table` may only point at a row of the same organisation."""
    sql, undo = [], []
    for column, other in links:
        name = f"{table}_{column}_same_org"[:60]
        sql.append(
            f"CREATE UNIQUE INDEX IF NOT EXISTS {other}_org_id_uniq ON {other} (organisation_id, id);"
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (organisation_id, {column})"
            f" REFERENCES {other} (organisation_id, id) DEFERRABLE INITIALLY DEFERRED;"
        )
        undo.append(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name};")
    return migrations.RunSQL("\n".join(sql), "\n".join(undo))
