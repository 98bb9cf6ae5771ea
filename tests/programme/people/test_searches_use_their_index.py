"""The key index is used under row-level security: the query plan is read as the runtime role."""

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
from jatan.programme.people.candidates import (
    KeyCondition,
    any_of,
    between,
    build_query,
    equals,
    search_areas,
    starts_with,
)
from jatan.programme.people.choices import Scope

ROWS = 50_000


class Crowd(NamedTuple):
    """A member with many people in eight blocks, one of which is searched."""

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
    """Fifty thousand people, committed and analysed as on a server; the table owner is under row-level security too."""
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
            # After ANALYZE on rolled-back rows, each key lookup would be planned as a scan of the whole member.
            cursor.execute("ANALYZE people_person")
            cursor.execute(_KEYS, [district.id])
            cursor.execute("VACUUM ANALYZE people_personkey")  # as after autovacuum: all rows are visible to all
        yield Crowd(known.id, blocks[0])
        with owner.cursor() as cursor:
            cursor.execute("TRUNCATE people_person CASCADE")  # nobody else commits people between tests
            known.delete(using="owner")
        owner.close()


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]


def _plan(by: Actor, cast: Crowd, scope: Scope, where: KeyCondition) -> list[dict[str, Any]]:
    statement, values = build_query(search_areas(by, scope, cast.block), [where], 300)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("jatan_app",)
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        return _nodes(cursor.fetchone()[0][0]["Plan"])


def test_every_range_uses_an_index_under_row_level_security(crowd: Crowd, db: None) -> None:
    slip = equals("given_key", ["snt", "smt", "sn"])
    asked = [
        (Scope.BLOCK, starts_with("given_key", "sn"), "given_key"),
        (Scope.BLOCK, starts_with("given_key", "snt") & starts_with("last_key", "t"), "given_key"),
        (Scope.BLOCK, slip & starts_with("last_key", "t"), "given_key"),
        (Scope.BLOCK, starts_with("given_key", "sn").best_first(starts_with("village_key", "7")), "given_key"),
        (Scope.BLOCK, (slip & starts_with("village_key", "7")).from_index(), "given_key"),
        (Scope.DISTRICT, starts_with("given_key", "snt"), "given_key"),
        (Scope.ORGANISATION, equals("given_key", "snt") & starts_with("village_key", "7"), "given_key"),
        (Scope.ORGANISATION, equals("given_key", "snt") & starts_with("guardian_key", "mgr"), "given_key"),
        (Scope.ORGANISATION, equals("given_key", "snt") & starts_with("last_key", "trk"), "given_key"),
        (Scope.ORGANISATION, slip & equals("last_key", "trk") & between("birth_year", 1977, 1983), "given_key"),
        (Scope.ORGANISATION, starts_with("phone", "98350"), "phone"),
        (Scope.ORGANISATION, equals("guardian_key", "mgr") & equals("village_key", "7a1"), "guardian_key"),
    ]
    with acting_as(machine_for([crowd.organisation_id])) as by:
        for scope, where, column in asked:
            nodes = _plan(by, crowd, scope, where)
            assert not [node for node in nodes if node["Node Type"] == "Seq Scan"], (scope, where)
            conditions = [node.get("Index Cond", "") for node in nodes]
            assert any(column in text for text in conditions), (scope, where, conditions)


def test_within_a_block_one_index_filters_without_fetching_rows(crowd: Crowd, db: None) -> None:
    fits = any_of([starts_with(column, "7a") for column in ("last_key", "village_key", "guardian_key")])
    slip = equals("given_key", ["snt", "smt", "snd", "snb", "sng"]) & fits
    with acting_as(machine_for([crowd.organisation_id])) as by:
        nodes = _plan(by, crowd, Scope.BLOCK, slip.from_index())
    (thin,) = [node for node in nodes if node["Node Type"] == "Index Only Scan"]
    assert thin["Index Name"] == "personkey_block"
    assert "village_key" in thin["Filter"]


def test_the_operators_are_leakproof(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oprname, proname FROM pg_operator JOIN pg_proc ON pg_proc.oid = oprcode WHERE NOT proleakproof"
            " AND oprname IN ('=', '<', '<=', '>=') AND oprleft = oprright"
            " AND oprleft IN ('uuid'::regtype, 'text'::regtype, 'int2'::regtype, 'bool'::regtype)"
        )
        assert cursor.fetchall() == []


def test_a_prefix_range_contains_every_text_with_the_prefix() -> None:
    for key in ("a", "sn", "zz", "s~", "ᱥ"):
        assert key < key + "\U0010ffff" < keys.prefix_end(key)
