"""A new version makes a backup of a house with records before it changes the tables.

Before, every command migrated at its start, and a migration that went wrong had nothing to go back to.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.runtime import home
from jatan.runtime.backup.restore import restore
from tests.runtime.backup.filled_house import quiet
from tests.runtime.built_homes import Houses
from tests.runtime.homes import as_owner, fresh_home
from tests.runtime.journey_house import migrated_home
from tests.runtime.kill_house import jatan, query, refusal


@pytest.fixture
def with_member(houses: Houses) -> Iterator[Path]:
    """A migrated house with one member, whose newest tables are still to come."""
    with migrated_home(houses) as path:
        query(
            "INSERT INTO network_organisation (id, code, kind, name_en, name_hi)"
            " VALUES (gen_random_uuid(), 'AAA', 'member', 'A', 'A') RETURNING id"
        )
        query("DELETE FROM django_migrations WHERE app = 'vault' AND name = '0007_key_checks' RETURNING id")
        as_owner("DROP TABLE vault_keycheck")
        yield path


def test_a_house_with_records_is_backed_up_before_its_tables_change(with_member: Path, tmp_path: Path) -> None:
    jatan("migrate")
    (made,) = (with_member / "backups").iterdir()
    with fresh_home():
        restore(made, quiet)
        assert query("SELECT code FROM network_organisation") == [("AAA",)]
        assert query("SELECT to_regclass('vault_keycheck')::text") == [(None,)]


def test_an_upgrade_without_room_for_its_backup_is_refused_and_changes_nothing(
    with_member: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = home.files_dir() / "huge.mp4"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as sparse:
        sparse.truncate(1 << 50)
    message = refusal("migrate")
    assert "MB are free" in message
    assert "JATAN_BACKUP_BEFORE_UPGRADE=0" in message
    assert "Traceback" not in message
    assert query("SELECT to_regclass('vault_keycheck')::text") == [(None,)]
    monkeypatch.setenv("JATAN_BACKUP_BEFORE_UPGRADE", "0")
    jatan("migrate")
    assert not (with_member / "backups").exists()
    assert query("SELECT count(*) FROM vault_keycheck") == [(4,)]


def test_a_demo_is_upgraded_without_a_backup(with_member: Path) -> None:
    home.mark_demo()
    jatan("migrate")
    assert not (with_member / "backups").exists()
