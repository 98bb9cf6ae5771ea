"""PostgreSQL's own wall under the gate: row-level security by organisation, one pair of settings per family; and the
keys of members' tables, which carry the organisation. All of it as steps for migrations.

A transaction carries `jatan.read_<family>` and `jatan.write_<family>`: comma-separated organisation ids, set with
`SET LOCAL` by `access.walls`. Nothing set means nothing seen. The scalar sub-select makes PostgreSQL read the setting
once per statement; `runtime/postgres/policies.py` writes the policies without it for a cluster.
"""

from collections.abc import Iterable
from typing import Any

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


class _AfterIndexes(migrations.RunSQL):
    """SQL that runs when the indexes of the tables of this migration stand, which Django makes at its end.

    In an empty table every index that begins with the organisation seems as good as the key, and PostgreSQL then takes
    the newest: each check of a link would read all rows that a first import has brought in so far.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in schema_editor.deferred_sql:
            schema_editor.execute(statement)
        schema_editor.deferred_sql.clear()
        super().database_forwards(app_label, schema_editor, from_state, to_state)


def organisation_key(*tables: str, column: str = "id") -> migrations.RunSQL:
    """Migration step: the primary key of each table becomes (organisation_id, `column`), with an index on `column`.

    Django made it on `column` alone and goes on believing so: its foreign keys cannot point at a key of two columns
    (fields.E347). A cluster distributed by organisation can hold no unique index without the organisation, so the
    index on `column` is a plain one. Values are unique among all organisations because of how they are made (UUIDv7).
    """
    sql, undo = [], []
    for table in tables:
        sql.append(
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey,"
            f" ADD CONSTRAINT {table}_pkey PRIMARY KEY (organisation_id, {column});"
            f"CREATE INDEX {table}_{column} ON {table} ({column});"
        )
        undo.append(
            f"DROP INDEX {table}_{column};"
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey, ADD CONSTRAINT {table}_pkey PRIMARY KEY ({column});"
        )
    return _AfterIndexes("\n".join(sql), "\n".join(undo))


def same_organisation(table: str, links: Iterable[tuple[str, str]]) -> migrations.RunSQL:
    """Migration step: each (column, other_table) link of `table` may only point at a row of the same organisation.

    The one foreign key of such a link: the model's field says `db_constraint=False`, for Django's own would name the
    id alone. The other table has its `organisation_key` already.
    """
    sql, undo = [], []
    for column, other in links:
        name = f"{table}_{column}_same_org"[:60]
        sql.append(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (organisation_id, {column})"
            f" REFERENCES {other} (organisation_id, id) DEFERRABLE INITIALLY DEFERRED;"
        )
        undo.append(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name};")
    return migrations.RunSQL("\n".join(sql), "\n".join(undo))
