"""A house begun from a main of 28 November 2026, between eb0e4eb0 and e11899a1, is brought up to date.

Its `journeys.0011_attachments` is called 0012 since, behind an 0011 that it does not have. It was told that a newer
version had kept its records.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.runtime import versions
from jatan.runtime.backup.restore import restore
from jatan.runtime.backup.save import backup
from tests.runtime.built_homes import Houses
from tests.runtime.homes import as_owner, fresh_home, taken
from tests.runtime.journey_house import finished, migrated_home
from tests.runtime.kill_house import jatan, query, superuser
from tests.runtime.schema import schema

_INDEXES = "SELECT indexname::text FROM pg_indexes WHERE indexname LIKE 'journey_list_%%'"
# The migrations of journeys that came later, and what depends on them, were not applied in such a house.
_MIGRATE_TO = """
from django.core.management import call_command
call_command("migrate", "journeys", sys.argv[1], database="owner", verbosity=0)
"""
_NAMES = "SELECT name FROM django_migrations WHERE app = 'journeys' AND name BETWEEN '0011' AND '0013' ORDER BY name"


@pytest.fixture
def window(houses: Houses) -> Iterator[set[str]]:
    """A house as those commits left it; yields the schema of a new house."""
    with migrated_home(houses):
        with superuser() as connection:
            new = schema(connection)
        finished(_MIGRATE_TO, "0012_attachments")
        for (name,) in query(_INDEXES):
            as_owner(f"DROP INDEX {name}")
        query("DELETE FROM django_migrations WHERE app = 'journeys' AND name = '0011_list_order' RETURNING id")
        query(
            "UPDATE django_migrations SET name = '0011_attachments'"
            " WHERE app = 'journeys' AND name = '0012_attachments' RETURNING id"
        )
        yield new


def test_it_is_brought_up_to_date_and_looks_like_a_new_house(window: set[str]) -> None:
    jatan("migrate")
    assert query(_NAMES) == [("0011_list_order",), ("0012_attachments",)]
    with superuser() as connection:
        assert schema(connection) == window


def test_its_backup_can_be_restored_and_brought_up_to_date(window: set[str], tmp_path: Path) -> None:
    backup(tmp_path / "house.backup", lambda _line: None)
    with fresh_home():
        restore(tmp_path / "house.backup", lambda _line: None, takes_unknown=taken)
        jatan("migrate")
        assert query(_NAMES) == [("0011_list_order",), ("0012_attachments",)]


def test_an_upgrade_that_is_killed_in_between_goes_on(window: set[str]) -> None:
    """The step that comes first is applied, and the name not yet changed."""
    finished(_MIGRATE_TO, "0011_list_order")
    jatan("migrate")
    assert query(_NAMES) == [("0011_list_order",), ("0012_attachments",)]


def test_a_migration_that_nobody_knows_is_still_named() -> None:
    assert versions.unknown_migrations([("journeys", "0011_attachments")]) == []
    assert versions.unknown_migrations([("journeys", "0011_attachment")]) == ["journeys.0011_attachment"]
