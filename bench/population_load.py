"""Load the population of `bench persons` with COPY, as the owner of a temporary database."""

import random
import time
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import connections

from bench.population import Somebody, write
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.programme.people import keys

MEMBERS = 13
PEOPLE = (
    "id, organisation_id, place_id, panchayat, village, recorded_at, changed_at, withdrawn_reason, name, name_fold,"
    " name_key, guardian_name, guardian_fold, sex, birth_year, age_basis, phone"
)
KEYS = (
    "person_id, organisation_id, block_id, district_id, name_fold, guardian_fold, village_fold, given_key, last_key,"
    " guardian_key, village_key, phone, birth_year, sex, fold_version, is_compared"
)
BATCH = 50_000


class Home(NamedTuple):
    """A block and the member that works there."""

    organisation_id: uuid.UUID
    block: Place


def blocks() -> list[Home]:
    """Every block of the state, each with one of the thirteen members: a member has about twenty."""
    members = list(Organisation.objects.filter(kind="member").order_by("code").values_list("id", flat=True)[:MEMBERS])
    found = (
        Place.objects.filter(level="block", lgd_code__isnull=False)
        .select_related("district")
        .order_by("district_id", "id")
    )
    share = -(-found.count() // len(members))
    return [Home(members[number // share], block) for number, block in enumerate(found)]


def name_of(one: Somebody, rng: random.Random) -> str:
    """The record's own spelling."""
    return f"{write(one.given, one.script, rng)} {write(one.family, one.script, rng)}"


def load(rows: Iterable[tuple[Home, Somebody]], times: int) -> float:
    """People and keys, walls and secondary indexes off while they go in, all back before anybody asks.

    More than a million are made by PostgreSQL out of the first: everybody gets `times` - 1 namesakes next door.
    """
    since = time.monotonic()
    owner = connections["owner"]
    with owner.cursor() as cursor:
        back = [statement for table in ("people_person", "people_personkey") for statement in _bare(cursor, table)]
        vocabulary: set[tuple[uuid.UUID, str]] = set()
        for batch in _batches(rows):
            people, known = zip(*(_lines(home, one) for home, one in batch), strict=True)
            vocabulary |= {(line[1], line[7]) for line in known}
            for table, columns, lines in (("people_person", PEOPLE, people), ("people_personkey", KEYS, known)):
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for line in lines:
                        copy.write_row(line)
        cursor.execute("ALTER TABLE people_namevariant NO FORCE ROW LEVEL SECURITY")
        with cursor.copy("COPY people_namevariant (organisation_id, variant, key) FROM STDIN") as copy:
            for line in keys.new_variants(vocabulary):
                copy.write_row(line)
        cursor.execute("ALTER TABLE people_namevariant FORCE ROW LEVEL SECURITY")
        for table, columns in (("people_person", PEOPLE), ("people_personkey", KEYS)) if times > 1 else ():
            first, others = columns.split(", ", 1)
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT md5({first}::text || turn)::uuid, {others}"
                f" FROM {table}, generate_series(2, %s) AS turn",
                [times],
            )
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for statement in back:
            cursor.execute(statement)
        for table in ("people_person", "people_personkey", "people_namevariant"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    owner.close()
    return time.monotonic() - since


def _bare(cursor: Any, table: str) -> Iterator[str]:
    """Take indexes and links away; yields what brings wall and indexes back (links are not missed by a reader)."""
    cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'", [table])
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef NOT LIKE '%%UNIQUE%%'", [table]
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f'DROP INDEX "{name}"')
        yield definition
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"


def _batches(rows: Iterable[tuple[Home, Somebody]]) -> Iterator[list[tuple[Home, Somebody]]]:
    batch: list[tuple[Home, Somebody]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


_rng = random.Random(5)


def _lines(home: Home, one: Somebody) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    name = name_of(one, _rng)
    guardian, village = write(one.father, one.script, _rng), write(one.village, one.script, _rng)
    found = keys.keys_of(name, guardian, village)
    block_id, district_id = keys.block_and_district(home.block)
    person = (
        one.id, home.organisation_id, home.block.id, "", village, "2025-01-01", "2025-01-01", "", name,
        found.name_fold, found.given_key, guardian, found.guardian_fold, one.sex, one.birth_year, "said", one.phone,
    )  # fmt: skip
    known = (
        one.id, home.organisation_id, block_id, district_id, *found, one.phone, one.birth_year, one.sex,
        keys.version(), True,
    )  # fmt: skip
    return person, known
