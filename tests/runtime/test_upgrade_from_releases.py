"""Upgrade from each release after 0.1.0: its house, kept in `data`, is restored and migrated without loss.

`data/make_house.py` makes such a house, at each release. 0.1.0 has more questions of its own
(`test_upgrade_from_0_1_0.py`).
"""

import json
import shutil
from pathlib import Path

import pytest

from jatan.runtime import home
from jatan.runtime.backup.restore import restore
from tests.runtime.data.make_house import make_house
from tests.runtime.homes import fresh_home
from tests.runtime.house_contents import contents
from tests.runtime.kill_house import jatan, superuser

_DATA = Path(__file__).parent / "data"
_RELEASES = sorted(path for path in _DATA.glob("house-*") if path.name != "house-0.1.0")
# What is made anew at each migration or restore, and what ends there: nothing that anybody recorded.
_DERIVED = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "devices_history",
    "operation_heartbeat",
    "groups_foldstate",  # by which rules names were folded last: emptied, so that all are folded anew
}
# By table, what a later version did to it on purpose: columns that have another name since, tables that are gone.
_RENAMED: dict[tuple[str, str], str] = {}
_GONE: set[str] = set()


def _is_brought_on(kept: Path) -> None:
    """The house kept in this folder is restored and migrated; every row and file is what it was."""
    manifest = json.loads((kept / "manifest.json").read_text("utf-8"))
    with fresh_home() as path:
        shutil.copytree(kept / "home", path, dirs_exist_ok=True)
        restore(kept / "house.jatan", lambda _line: None)
        jatan("migrate")
        wanted = {table: held for table, held in manifest["tables"].items() if table not in _DERIVED | _GONE}
        with superuser() as connection:
            found = contents(connection, {table: held["columns"] for table, held in wanted.items()}, _RENAMED)
        assert found == wanted
        assert len(found) > 90
        root = home.files_dir()
        assert sorted(one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file()) == manifest["files"]
        jatan("ledger", "verify")


@pytest.mark.parametrize("kept", _RELEASES, ids=lambda path: path.name)
def test_every_row_and_file_of_a_house_of_an_earlier_release_is_what_it_was(kept: Path) -> None:
    _is_brought_on(kept)


@pytest.mark.long
def test_the_house_that_a_release_keeps_can_be_made_and_brought_on(tmp_path: Path) -> None:
    make_house(tmp_path / "house")
    _is_brought_on(tmp_path / "house")
