"""Deleted text is in no file of the database after its table was rewritten."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.runtime.postgres import cluster as clusters
from tests.runtime.built_homes import Houses
from tests.runtime.journey_house import migrated_home
from tests.runtime.kill_house import superuser

VILLAGE = "सालटोली"
# Rows without the rows they belong to: nothing else is asked of them here.
_WAITING = """
INSERT INTO cases_casewaiting (id, organisation_id, case_id, body) SELECT g, g, g, jsonb_build_object('v', %s::text)
"""
_PARKED = """
INSERT INTO registers_parkedrow (id, organisation_id, run_id, kind, sheet, row_number, serial, identity, occurrence,
    code, status, reason, cells, problems, confirmed, columns)
SELECT g, g, g, 'cases', '', 1, '', '', 1, '', 'open', '', jsonb_build_object('v', %s::text), '[]', '[]', '[]'
"""


@pytest.fixture
def house(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


@pytest.mark.parametrize(
    ("table", "insert", "function"),
    [
        ("cases_casewaiting", _WAITING, "jatan_rewrite_cases"),
        ("registers_parkedrow", _PARKED, "jatan_rewrite_waiting_rows"),
    ],
)
def test_a_deleted_word_is_not_on_disk_after_the_table_is_rewritten(
    house: Path, table: str, insert: str, function: str
) -> None:
    with superuser() as tables:
        tables.execute("SET session_replication_role = replica")
        tables.execute(f"{insert} FROM gen_random_uuid() g".encode(), [VILLAGE])
        tables.execute("ANALYZE")
        tables.execute("CHECKPOINT")
        (row,) = tables.execute(f"SELECT pg_relation_filepath('{table}')".encode()).fetchall()
    assert _files_with(VILLAGE) == {row[0].rpartition("/")[2]}, "no statistics hold it either"
    with superuser() as tables:
        tables.execute(f"DELETE FROM {table}".encode())
        tables.execute("CHECKPOINT")
    assert _files_with(VILLAGE), "a deleted row stays in its page"
    with superuser() as tables:
        tables.execute(f"SELECT {function}()".encode())
        tables.execute("CHECKPOINT")
    assert _files_with(VILLAGE) == set()


def _files_with(word: str) -> set[str]:
    """Names of the files of the house's database that hold a word."""
    with superuser() as connection:
        (row,) = connection.execute("SELECT oid::text FROM pg_database WHERE datname = current_database()").fetchall()
    folder = clusters.cluster().data / "base" / str(row[0])
    while True:
        try:
            return {path.name for path in folder.iterdir() if word.encode() in path.read_bytes()}
        except FileNotFoundError:
            continue  # the server took one away while they were read: all of them once more
