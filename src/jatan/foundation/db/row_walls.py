"""Migration operations for row-level security by organisation, and for keys that include the organisation.

Tables are grouped into families (FAMILIES). A transaction sets `jatan.read_<family>` and `jatan.write_<family>` to
comma-separated organisation ids with `SET LOCAL` (`access.walls`); where a setting is missing, no row is visible. The
scalar sub-select makes PostgreSQL read the setting once per statement; `runtime/postgres/policies.py` rewrites the
policies without it for a cluster (Citus).
"""

from collections.abc import Iterable
from typing import Any

from django.db import migrations, models

from jatan.kernel import clock
from jatan.kernel.ids import new_id

FAMILIES = (
    "people",
    "activities",
    "helpdesk",
    "schemes",
    "cases",
    "allies",
    "confidential",
    "library",
    "booklet",
    "landmarks",
    "studies",
    "interviews",
    "agents",
    "asks",
    "messages",
    "calls",
    "imports",
    "facts",
    "periods",
    "ledger",
    "lists",
    "alerts",
)

_VERBS = ("read", "write")


def _is_listed(setting: str, column: str) -> str:
    return f"{column} = ANY ((SELECT string_to_array(current_setting('jatan.{setting}', true), ',')::uuid[])::uuid[])"


def guarded_columns() -> list[tuple[str, models.Field[Any, Any]]]:
    """The columns that a model has from `Guarded`, for the CreateModel of a new table.

    Migrations that are applied were written with them: a column more is a function of another name.
    """
    return [
        ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
        (
            "organisation",
            models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="network.organisation"),
        ),
        (
            "place",
            models.ForeignKey(
                on_delete=models.PROTECT, related_name="+", to="places.place", verbose_name="block or district"
            ),
        ),
        ("panchayat", models.CharField(blank=True, max_length=120, verbose_name="panchayat")),
        ("village", models.CharField(blank=True, max_length=120, verbose_name="village")),
        ("recorded_by", models.UUIDField(editable=False, null=True)),
        ("recorded_at", models.DateTimeField(default=clock.now, editable=False)),
        ("changed_at", models.DateTimeField(default=clock.now, editable=False)),
        ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
        ("withdrawn_by", models.UUIDField(editable=False, null=True)),
        (
            "withdrawn_reason",
            models.CharField(blank=True, max_length=300, verbose_name="reason for withdrawing"),
        ),
    ]


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
    read, write = _is_listed(f"read_{family}", column), _is_listed(f"write_{family}", column)
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


def update_every_row(table: str, assignment: str) -> str:
    """SQL for a migration that sets a column in the rows of all organisations of a guarded table.

    No organisation is set during a migration, so a plain UPDATE finds no row at all, and says nothing. The owner of the
    table is let past the policies until the rows are written; nobody else is, and nobody else sees the time between.
    """
    sql = [
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;",
        f"UPDATE {table} SET {assignment};",  # noqa: S608 - both are words of a migration
        "SET CONSTRAINTS ALL IMMEDIATE;",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;",
    ]
    return "\n".join(sql)


def key_and_walls(table: str, family: str) -> list[migrations.RunSQL]:
    """Migration steps after the CreateModel of a table of members' records."""
    return [organisation_key(table), guard_table(table, family)]


def guard_confidential(table: str) -> migrations.RunSQL:
    """Migration step: rows of `table` with `is_confidential` are read and written by their own organisation only.

    Restrictive policies beside those of `guard_table`: PostgreSQL asks both. The organisations come from the family
    "confidential", which lists the actor's own, whatever her reach over the network is.
    """
    read, write = (f"NOT is_confidential OR {_is_listed(f'{verb}_confidential', 'organisation_id')}" for verb in _VERBS)
    name = f"CREATE POLICY {table}_confidential"
    sql = [
        f"{name}_read ON {table} AS RESTRICTIVE FOR SELECT USING ({read});",
        f"{name}_insert ON {table} AS RESTRICTIVE FOR INSERT WITH CHECK ({write});",
        f"{name}_update ON {table} AS RESTRICTIVE FOR UPDATE USING ({write}) WITH CHECK ({write});",
    ]
    undo = [f"DROP POLICY {table}_confidential_{verb} ON {table};" for verb in ("read", "insert", "update")]
    return migrations.RunSQL("\n".join(sql), "\n".join(undo))


def guard_directory(table: str, family: str, *, column: str) -> migrations.RunSQL:
    """Migration step: a directory that all who may read anything of the family read, whoever entered a row.

    `column`: the organisation that entered it; only who may write for that one changes the row.
    """
    read = f"(SELECT coalesce(current_setting('jatan.read_{family}', true), '') <> '')"
    write = _is_listed(f"write_{family}", column)
    sql = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;",
        f"CREATE POLICY {table}_read ON {table} FOR SELECT USING ({read});",
        f"CREATE POLICY {table}_insert ON {table} FOR INSERT WITH CHECK ({write});",
        f"CREATE POLICY {table}_update ON {table} FOR UPDATE USING ({write}) WITH CHECK ({write});",
    ]
    undo = [f"DROP POLICY {table}_{verb} ON {table};" for verb in ("read", "insert", "update")]
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

    Django created the key on `column` alone, and its model state stays so: its foreign keys cannot reference a key of
    two columns (fields.E347). A cluster distributed by organisation allows no unique index without the organisation,
    so the index on `column` is not unique; values are unique because they are UUIDv7.
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

    This is the link's only foreign key: the model field has `db_constraint=False`, because Django's own constraint
    would reference the id alone. `organisation_key` must have been applied to the other table before.
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
