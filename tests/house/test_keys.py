"""Keys of members' tables carry the organisation, as a cluster distributed by organisation will ask (ADR 18)."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connections, models, transaction
from django.db.models import Count

from jatan.foundation.network.models import Organisation
from jatan.programme.people.models import Person
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles
from jatan_postgres.cluster import SUPERUSER

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

# Tables with an organisation whose key lacks it.
APART = {
    "calls_callforhelp": "a call belongs to nobody until it is delivered: its organisation is null until then",
    "devices_device": "a phone is looked up before its organisation is known, as a session is",
    "devices_enrolment": "a code is looked up before its organisation is known, as an invitation is",
}
_TABLES = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  AND a.attname = 'organisation_id' AND NOT a.attisdropped
"""
_UNIQUE = """
SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, i.indisprimary,
    (SELECT array_agg(coalesce(a.attname::text, '?') ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k (number, n)
     LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number)
FROM pg_index i WHERE i.indisunique AND i.indrelid::regclass::text = ANY (%s)
"""
_NULLABLE = """
SELECT attrelid::regclass::text FROM pg_attribute
WHERE attname = 'organisation_id' AND NOT attnotnull AND attrelid::regclass::text = ANY (%s)
"""
_INDEXED = """
SELECT i.indrelid::regclass || '.' || a.attname FROM pg_index i
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
WHERE i.indpred IS NULL AND i.indrelid::regclass::text = ANY (%s)
"""
_LINKS = """
SELECT c.conrelid::regclass::text, c.confrelid::regclass::text,
    (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k (number, n)
     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number),
    (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k (number, n)
     JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number)
FROM pg_constraint c WHERE c.contype = 'f' AND c.confrelid::regclass::text = ANY (%s)
"""


def _asked(question: str, *values: object, alias: str = "default") -> list[tuple[Any, ...]]:
    with connections[alias].cursor() as cursor:
        cursor.execute(question, values or None)
        return cursor.fetchall()


def _tables(alias: str = "default") -> list[str]:
    """Every table with an organisation."""
    found = sorted(str(name) for (name,) in _asked(_TABLES, alias=alias))
    assert len(found) > 80
    return found


def faults(alias: str = "default") -> list[str]:
    """What a cluster distributed by organisation could not hold."""
    tables = _tables(alias)
    found = [f"{table}: its organisation may be null" for (table,) in _asked(_NULLABLE, tables, alias=alias)]
    keyed = dict[str, list[str]]()
    for table, index, is_primary, columns in _asked(_UNIQUE, tables, alias=alias):
        if is_primary:
            keyed[table] = columns
        if columns[0] != "organisation_id" and (is_primary or "organisation_id" not in columns):
            found.append(f"{table}: {index} lacks the organisation")
    found += [f"{table}: no primary key" for table in tables if table not in keyed]
    indexed = {place for (place,) in _asked(_INDEXED, tables, alias=alias)}
    for table, columns in keyed.items():
        if len(columns) == 2 and f"{table}.{columns[1]}" not in indexed:
            found.append(f"{table}: no index on {columns[1]} alone")
    for table, other, columns, referenced_columns in _asked(_LINKS, tables, alias=alias):
        if (columns[0], referenced_columns[0]) != ("organisation_id", "organisation_id"):
            found.append(f"{table}: {', '.join(columns)} points at {other} without the organisation")
    return sorted(fault for fault in found if fault.split(":")[0] not in APART)


def wrong_fields() -> list[str]:
    """Foreign keys of models that Django would make by the id alone where one with the organisation stands, and those
    that Django does not make though none with the organisation does."""
    tables = _tables()
    linked = {
        (table, columns[1]) for table, _other, columns, _referenced in _asked(_LINKS, tables) if len(columns) == 2
    }
    found = []
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey):
                place = (model._meta.db_table, field.column)
                if field.db_constraint == (place in linked):
                    found.append(f"{model._meta.label}.{field.name}")
    return sorted(found)


def test_keys_unique_rules_and_links_of_members_tables_carry_the_organisation() -> None:
    assert faults() == []


def test_whole_rows_can_be_counted_beside_although_the_id_is_not_the_key() -> None:
    assert list(Person.objects.annotate(number=Count("journeys"))) == []
    by_id = str(Organisation.objects.order_by().annotate(number=Count("districts")).query)
    assert by_id.endswith('GROUP BY "network_organisation"."id"')


def test_what_stands_apart_is_there_and_would_be_a_fault() -> None:
    assert set(APART) <= set(_tables())
    with pytest.MonkeyPatch.context() as patch:
        for table in list(APART):
            patch.delitem(APART, table)
            assert any(fault.startswith(f"{table}:") for fault in faults())


def test_models_ask_for_no_link_by_the_id_alone() -> None:
    assert wrong_fields() == []


def _checked_without_id(server: psycopg.Connection[Any]) -> list[str]:
    """Tables whose links PostgreSQL checks by reading more than the row, with the plan that it has."""
    targets = {other for _table, other, _columns, target in _asked(_LINKS, _tables()) if target[1] == "id"}
    assert len(targets) > 15
    found = []
    # Rows that earlier tests wrote and took back have left pages behind, from which the planner guesses. Emptied (which
    # is taken back too) the tables are as a migration leaves them.
    server.execute(f"TRUNCATE {', '.join(sorted(targets))} CASCADE".encode())
    # A table of one page is read whole whatever its indexes; asked is which of them would be taken.
    server.execute("SET LOCAL enable_seqscan = off")
    for target in sorted(targets):
        asked = f"SELECT 1 FROM ONLY {target} x WHERE organisation_id = %s AND id = %s FOR KEY SHARE OF x"
        lines = server.execute(f"EXPLAIN {asked}".encode(), [uuid.uuid4(), uuid.uuid4()]).fetchall()
        plan = "\n".join(line for (line,) in lines)
        if not re.search(r"Index Cond: .*\bid = ", plan):
            found.append(f"{target}: {plan}")
    return found


@pytest.fixture
def server() -> Iterator[psycopg.Connection[Any]]:
    """The tests' database as its superuser, who checks links past all walls; what is done is taken back."""
    name = str(connections["default"].settings_dict["NAME"])
    with psycopg.connect(roles.conninfo(clusters.cluster(), SUPERUSER, name)) as connection:
        yield connection
        connection.rollback()


def test_a_link_is_checked_by_the_id_in_an_empty_table_too(server: psycopg.Connection[Any]) -> None:
    """There PostgreSQL knows nothing yet and takes the newest of its indexes; an import of a whole member follows."""
    assert _checked_without_id(server) == []


def test_a_newer_index_that_would_be_taken_instead_is_seen(server: psycopg.Connection[Any]) -> None:
    server.execute("CREATE INDEX ON people_person (organisation_id, village)")
    assert [plan.split(":")[0] for plan in _checked_without_id(server)] == ["people_person"]


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ("organisation_id uuid NOT NULL, id uuid PRIMARY KEY", "planted_pkey lacks the organisation"),
        ("organisation_id uuid, id uuid, PRIMARY KEY (id)", "its organisation may be null"),
        ("organisation_id uuid NOT NULL, id uuid", "no primary key"),
        ("organisation_id uuid, id uuid, PRIMARY KEY (organisation_id, id)", "no index on id alone"),
        (
            "organisation_id uuid PRIMARY KEY, code text UNIQUE",
            "planted_code_key lacks the organisation",
        ),
    ],
)
def test_a_deliberate_fault_is_reported(columns: str, fault: str) -> None:
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"CREATE TABLE planted ({columns})")
        assert f"planted: {fault}" in faults("owner")
        transaction.set_rollback(True, using="owner")


def test_a_deliberate_link_by_the_id_alone_is_reported() -> None:
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("CREATE TABLE planted_one (organisation_id uuid, id uuid UNIQUE)")
            cursor.execute(
                "CREATE TABLE planted (organisation_id uuid PRIMARY KEY, one uuid REFERENCES planted_one (id))"
            )
        assert "planted: one points at planted_one without the organisation" in faults("owner")
        transaction.set_rollback(True, using="owner")
