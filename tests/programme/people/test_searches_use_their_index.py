"""Behind row security the key index is still used: PostgreSQL is asked for its plan as the runtime role."""

import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.db import connection, connections

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.programme.people import keys
from jatan.programme.people.candidates import Where, any_of, areas, begins, between, equals, question
from jatan.programme.people.choices import Scope

ROWS = 50_000


class Crowd(NamedTuple):
    """A member of many people in eight blocks, one of which is asked for."""

    organisation_id: uuid.UUID
    block: Place


_PEOPLE = """
INSERT INTO people_person (id, organisation_id, place_id, panchayat, village, recorded_at, changed_at, withdrawn_reason,
    name, name_fold, name_key, guardian_name, guardian_fold, sex, age_basis, phone)
SELECT gen_random_uuid(), %s, (%s::uuid[])[1 + number %% 8], '', '', now(), now(), '',
    'x', '', '', '', '', 'f', 'said', ''
FROM generate_series(1, %s) AS number
"""
_KEYS = """
INSERT INTO people_personkey (person_id, organisation_id, block_id, district_id, given_key, last_key, guardian_key,
    village_key, phone, birth_year, sex, name_fold, guardian_fold, village_fold, fold_version, is_compared)
SELECT id, organisation_id, place_id, %s, substr(translate(h, '0123456789', 'bdgjklmnst'), 1, 3),
    substr(translate(h, '0123456789', 'bdgjklmnst'), 7, 3), substr(translate(h, '0123456789', 'bdgjklmnst'), 9, 3),
    substr(h, 12, 3), substr(h, 2, 10), 1980, 'f', h, h, h, '', true
FROM (SELECT id, organisation_id, place_id, md5(id::text) AS h FROM people_person) AS people
"""


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: Any) -> Iterator[Crowd]:
    """Fifty thousand people, committed and counted by ANALYZE as on a server: the owner behind the same wall."""
    with django_db_blocker.unblock():
        owner = connections["owner"]
        district = Place.objects.get(level="district", name_en="Gumla")
        blocks = list(Place.objects.filter(level="block", district=district).order_by("name_en")[:8])
        known = Organisation(code="T50K", name_hi="x", name_en="x")
        known.save(using="owner")
        with owner.cursor() as cursor:
            cursor.execute("SELECT set_config('jatan.write_people', %s, false)", [str(known.id)])
            cursor.execute("SELECT set_config('jatan.read_people', %s, false)", [str(known.id)])
            cursor.execute(_PEOPLE, [known.id, [block.id for block in blocks], ROWS])
            # Where a table was counted while all it held was taken back, every check of a key reads the whole member.
            cursor.execute("ANALYZE people_person")
            cursor.execute(_KEYS, [district.id])
            cursor.execute("VACUUM ANALYZE people_personkey")  # as autovacuum leaves it: rows seen by all
        yield Crowd(known.id, blocks[0])
        with owner.cursor() as cursor:
            cursor.execute("TRUNCATE people_person CASCADE")  # nobody else commits people between tests
            known.delete(using="owner")
        owner.close()


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]


def _plan(by: Actor, cast: Crowd, scope: Scope, where: Where) -> list[dict[str, Any]]:
    statement, values = question(areas(by, scope, cast.block), [where], 300)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("jatan_app",)
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        return _nodes(cursor.fetchone()[0][0]["Plan"])


def test_every_range_is_read_through_an_index_behind_the_wall(crowd: Crowd, db: None) -> None:
    slip = equals("given_key", ["snt", "smt", "sn"])
    asked = [
        (Scope.BLOCK, begins("given_key", "sn"), "given_key"),
        (Scope.BLOCK, begins("given_key", "snt") & begins("last_key", "t"), "given_key"),
        (Scope.BLOCK, slip & begins("last_key", "t"), "given_key"),
        (Scope.BLOCK, begins("given_key", "sn").best_first(begins("village_key", "7")), "given_key"),
        (Scope.BLOCK, (slip & begins("village_key", "7")).from_index(), "given_key"),
        (Scope.DISTRICT, begins("given_key", "snt"), "given_key"),
        (Scope.ORGANISATION, equals("given_key", "snt") & begins("village_key", "7"), "given_key"),
        (Scope.ORGANISATION, equals("given_key", "snt") & begins("guardian_key", "mgr"), "given_key"),
        (Scope.ORGANISATION, equals("given_key", "snt") & begins("last_key", "trk"), "given_key"),
        (Scope.ORGANISATION, slip & equals("last_key", "trk") & between("birth_year", 1977, 1983), "given_key"),
        (Scope.ORGANISATION, begins("phone", "98350"), "phone"),
        (Scope.ORGANISATION, equals("guardian_key", "mgr") & equals("village_key", "7a1"), "guardian_key"),
    ]
    with acting_as(machine_for([crowd.organisation_id])) as by:
        for scope, where, column in asked:
            nodes = _plan(by, crowd, scope, where)
            assert not [node for node in nodes if node["Node Type"] == "Seq Scan"], (scope, where)
            conditions = [node.get("Index Cond", "") for node in nodes]
            assert any(column in text for text in conditions), (scope, where, conditions)


def test_one_index_tells_what_fits_in_a_block_and_the_rest_is_not_fetched(crowd: Crowd, db: None) -> None:
    fits = any_of([begins(column, "7a") for column in ("last_key", "village_key", "guardian_key")])
    slip = equals("given_key", ["snt", "smt", "snd", "snb", "sng"]) & fits
    with acting_as(machine_for([crowd.organisation_id])) as by:
        nodes = _plan(by, crowd, Scope.BLOCK, slip.from_index())
    (thin,) = [node for node in nodes if node["Node Type"] == "Index Only Scan"]
    assert thin["Index Name"] == "personkey_block"
    assert "village_key" in thin["Filter"]


def test_the_comparisons_are_known_as_leak_proof(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oprname, proname FROM pg_operator JOIN pg_proc ON pg_proc.oid = oprcode WHERE NOT proleakproof"
            " AND oprname IN ('=', '<', '<=', '>=') AND oprleft = oprright"
            " AND oprleft IN ('uuid'::regtype, 'text'::regtype, 'int2'::regtype, 'bool'::regtype)"
        )
        assert cursor.fetchall() == []


def test_a_range_ends_after_every_text_that_begins_so() -> None:
    for key in ("a", "sn", "zz", "s~", "ᱥ"):
        assert key < key + "\U0010ffff" < keys.after(key)
