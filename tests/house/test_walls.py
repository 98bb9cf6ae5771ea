"""Every table with an organisation has forced row-level security, which the runtime role cannot bypass."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.utils import ProgrammingError

from jatan.foundation.access.actors import Actor
from jatan.foundation.network.guarded import Guarded
from jatan.runtime.postgres import check
from tests.cast import Cast
from tests.programme.people.builders import a_person

type As = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db

# Tables with an organisation that are no member's records: who is where is known to all who sign in.
REFERENCE = {
    "access_accessrequest": "who is to work where, as postings: read by a second person of any office",
    "devices_device": "phones are looked up by their token before an actor is known, as sessions are",
    "devices_enrolment": "codes for phones are looked up before an actor is known, as invitations are",
    "access_posting": "postings are read before an actor, and so her walls, can be known",
    "network_caretaker": "reference: who sees to what a member left open; read before an actor is known",
    "network_informationcentre": "reference: the network's offices",
    "network_office": "reference: the network's offices",
    "network_organisationdistrict": "reference: who works where",
    "network_workbookname": "reference: which workbook is whose",
    "vault_unlock": "when keys were open, no key: looked up before an actor is known, as sessions are",
}
_TABLES = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
       coalesce((SELECT array_agg(DISTINCT polcmd::text) FROM pg_policy WHERE polrelid = c.oid), '{}')
FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = c.oid AND attname = 'organisation_id' AND NOT attisdropped)
"""
# Foreign keys that take the organisation along: (table, the other column).
_KEYS = r"""
SELECT conrelid::regclass::text, substring(pg_get_constraintdef(oid) FROM 'KEY \(organisation_id, (\w+)\)')
FROM pg_constraint WHERE contype = 'f' AND array_length(conkey, 1) = 2
"""
_POWERS = """
SELECT current_user, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user
"""
# Directories of the network: their rows are nobody's alone, so rows of every member point at them by the id.
DIRECTORIES = {"allies.Ally"}
# Read (r) and insert (a) at least. A policy for all commands at once (*) would hide a missing write wall.
WANTED = {"r", "a"}


def unwalled() -> list[str]:
    """Tables with an organisation that lack the wall, and are not listed as reference."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        rows = [row for row in cursor.fetchall() if row[0] not in REFERENCE]
    assert len(rows) > 20
    return sorted(name for name, is_forced, verbs in rows if not is_forced or not set(verbs) >= WANTED or "*" in verbs)


def shared_uniques(model: type[models.Model]) -> list[str]:
    """Unique rules of a table that two organisations would share. The primary key is a UUIDv7 and counts for none."""
    rules = [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    found = [rule.name for rule in rules if "organisation" not in rule.fields]
    return found + [field.name for field in model._meta.local_fields if field.unique and not field.primary_key]


def test_every_table_of_an_organisation_forces_row_security() -> None:
    assert unwalled() == []


def test_every_table_listed_as_reference_is_there() -> None:
    assert set(REFERENCE) <= set(connection.introspection.table_names())


def test_a_table_without_a_wall_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(REFERENCE, "network_office")
    assert unwalled() == ["network_office"]


def test_every_unique_rule_of_members_records_names_the_organisation() -> None:
    found = {model._meta.label: shared_uniques(model) for model in apps.get_models() if issubclass(model, Guarded)}
    assert {label: rules for label, rules in found.items() if rules} == {}


def test_a_unique_rule_across_organisations_is_reported() -> None:
    class Planted:
        class _meta:
            constraints = [models.UniqueConstraint(fields=["code"], name="code_once")]
            local_fields = [models.CharField(unique=True, name="phone")]

    assert shared_uniques(Planted) == ["code_once", "phone"]  # type: ignore[arg-type]


def test_every_link_between_members_records_stays_in_the_organisation() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
        )
        keys = cursor.fetchall()
    composite = {
        (table, text.split("(organisation_id, ")[1].split(")")[0])
        for table, text in keys
        if "(organisation_id, " in text
    }
    lacking = [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        if issubclass(model, Guarded)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and issubclass(field.related_model, Guarded)  # type: ignore[arg-type]
        and field.related_model._meta.label not in DIRECTORIES
        and (model._meta.db_table, field.column) not in composite
    ]
    assert lacking == []


def test_the_runtime_role_owns_nothing_and_has_no_power() -> None:
    check.refuse_unsafe_role(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("jatan_app", False)


def test_without_an_actor_nothing_is_reported(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_person(by, cast)
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, Guarded)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jatan.read_people', '', true)")
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "DROP POLICY people_person_read ON people_person",
        "SET row_security = off; SELECT count(*) FROM people_person",
        "SET ROLE jatan_owner",
    ],
)
def test_the_runtime_role_cannot_lift_the_wall(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_row_of_another_member_cannot_be_read_changed_or_planted(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_person(by, cast)
    with as_("khunti_coordinator"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_person WHERE id = %s", [row.pk])
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE people_person SET name = 'x' WHERE id = %s", [row.pk])
        assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute(
                "INSERT INTO people_person SELECT * FROM jsonb_populate_record(NULL::people_person, %s)",
                [_as_json(row)],
            )


def _as_json(row: models.Model) -> str:
    return json.dumps({f.column: getattr(row, f.attname) for f in row._meta.local_fields}, cls=DjangoJSONEncoder)


def test_ledger_events_cannot_be_changed(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_person(by, cast)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_event SET verb = 'nothing.happened'")
            assert cursor.rowcount == 0
            cursor.execute("DELETE FROM ledger_event")
            assert cursor.rowcount == 0
            cursor.execute("SELECT count(*) FROM ledger_event")
            assert cursor.fetchone() == (1,)
