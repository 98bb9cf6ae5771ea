"""Upgrade from version 0.1.0: a backup of that version is restored and migrated without loss.

`data/house-0.1.0` holds the backup, the keys that lie beside a database, and what was in it; `make.py` there says how
it was made.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from jatan.runtime import home
from jatan.runtime.backup import archive, database_dump
from jatan.runtime.backup.left_out import LEFT_OUT
from jatan.runtime.backup.restore import restore
from jatan.runtime.backup.save import backup
from jatan.runtime.postgres import server
from tests.runtime.built_homes import Houses
from tests.runtime.homes import fresh_home, in_home, taken, taken_down
from tests.runtime.house_contents import Contents, contents
from tests.runtime.journey_house import finished
from tests.runtime.kill_house import jatan, migrated, refusal, superuser
from tests.runtime.schema import schema

_DATA = Path(__file__).parent / "data" / "house-0.1.0"
_MANIFEST: dict[str, Any] = json.loads((_DATA / "manifest.json").read_text("utf-8"))
# What is made anew at each migration: nothing that anybody recorded.
_DERIVED = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "groups_foldstate",  # by which rules names were folded last: emptied, so that all are folded anew
}
# Tables that a later version took away on purpose, and why nothing is lost with them.
_GONE = {
    "calls_knock": "counts of the last hour; attempts are counted in access_attempts since",
    "access_cache": "counts of the last quarter of an hour",
    "axes_accessattempt": "counts of the last quarter of an hour, with typed names in clear",
    "axes_accessattemptexpiration": "as above",
    "axes_accessfailurelog": "as above",
    "axes_accesslog": "as above",
    "django_session": "who was signed in, with the cookies in clear",
    "usersessions_usersession": "as above",
}
# Columns that have another name since, with the values they had.
_RENAMED = {("allies_ally", "organisation_id"): "entered_by_id"}
_OPEN = """
import json
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.key_acts import key_office
from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault import enrolment as enrolling
from jatan.programme.cases.file.access import open_file
from jatan.programme.cases.file.papers import paper_bytes, papers
from jatan.foundation.vault.passphrases import DEMO_PASSPHRASE
account = Account.objects.get(email=sys.argv[1])
with acting_as(actor_of(account)) as by:
    keyring = enrolling.unlock(key_office(by), account.pk, DEMO_PASSPHRASE)
    found = open_file(by, keyring, sys.argv[2])
    card = papers(found)[0]
    sys.stdout.buffer.write(b"".join(paper_bytes(by, found, card)))
"""
_SIGNED = """
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from jatan.foundation.access.session_store import SessionStore
kept = Authenticator.objects.get(type="totp")
assert SessionStore(sys.argv[1]).load() == {}
print(get_adapter().decrypt(kept.data["secret"]), end="")
"""


@pytest.fixture(scope="module")
def brought_on() -> Iterator[tuple[Path, Contents]]:
    """A house of 0.1.0 brought up to date, and what its tables held before anybody came in."""
    path = Path(tempfile.mkdtemp(prefix="jatan-upgraded-"))
    try:
        with in_home(path):
            shutil.copytree(_DATA / "home", path, dirs_exist_ok=True)
            restore(_DATA / "house.jatan", _quiet, takes_unknown=taken)
            jatan("migrate")
            contents = _contents()
        yield path, contents
    finally:
        with in_home(path):
            taken_down(path)


@pytest.fixture
def upgraded(brought_on: tuple[Path, Contents]) -> Iterator[Contents]:
    """The present house is the one that was brought up to date."""
    path, contents = brought_on
    with in_home(path):
        yield contents


def _quiet(_line: str) -> None:
    """Progress that nobody reads."""


def _contents() -> Contents:
    """By table of the manifest: rows, and SHA-256 of their text in order, of the columns that it had then."""
    kept = {table: was["columns"] for table, was in _MANIFEST["tables"].items() if table not in _GONE}
    with superuser() as connection:
        return contents(connection, kept, _RENAMED)


def test_the_backup_has_rows_in_every_table() -> None:
    assert len(_MANIFEST["tables"]) > 100
    assert [table for table, was in _MANIFEST["tables"].items() if not was["rows"]] == []


def test_every_row_is_what_it_was(upgraded: Contents) -> None:
    kept = {table: was for table, was in _MANIFEST["tables"].items() if table not in _DERIVED | _GONE.keys()}
    assert {table: now for table, now in upgraded.items() if table in kept} == kept


@pytest.mark.parametrize(
    ("table", "new", "of"),
    [("library_material", "work", "id"), ("library_distribution", "owner_id", "organisation_id")],
)
def test_a_new_column_is_filled_in_every_row(upgraded: object, table: str, new: str, of: str) -> None:
    """A migration sees no row of a guarded table: an UPDATE there changed nothing, and said nothing."""
    question = sql.SQL("SELECT count(*), count(*) FILTER (WHERE {} = {}) FROM {}")
    with superuser() as connection:
        found = connection.execute(question.format(*map(sql.Identifier, (new, of, table)))).fetchone()
    assert found is not None
    rows, filled = found
    assert rows == filled > 0


def test_every_file_is_what_it_was(upgraded: object) -> None:
    with (_DATA / "house.jatan").open("rb") as stream:
        packed = archive.verify(stream, _DATA / "house.jatan").manifest["parts"]
    wanted = {name.removeprefix(archive.FILES): part["sha256"] for name, part in packed.items() if "/" in name}
    root = home.files_dir()
    files = {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }
    assert files == wanted
    assert set(files) == set(_MANIFEST["files"])


def test_the_ledger_is_whole(upgraded: object) -> None:
    jatan("ledger", "verify")


def test_a_sealed_case_opens_with_its_passphrase_and_shows_its_paper(upgraded: object) -> None:
    opens = _MANIFEST["opens"]
    assert finished(_OPEN, opens["account"], opens["case"]).decode() == opens["paper"]


def test_a_second_step_still_counts_and_a_session_has_ended(upgraded: object) -> None:
    assert finished(_SIGNED, _MANIFEST["session"]).decode() == _MANIFEST["second_step"]


def test_its_tables_are_those_of_a_new_house(upgraded: object, houses: Houses, tmp_path: Path) -> None:
    old = _schema_after_a_dump(tmp_path / "old.jatan")
    with fresh_home() as path:
        houses.copy("migrated", path, migrated)
        server.ensure_running()
        new = _schema_after_a_dump(tmp_path / "new.jatan")
    assert sorted(old - new) == []
    assert sorted(new - old) == []
    assert len(new) > 1500


def _schema_after_a_dump(file: Path) -> set[str]:
    """The present house restored from its backup: a dump writes some conditions in other words."""
    backup(file, _quiet)
    restore(file, _quiet, replace=True)
    with superuser() as connection:
        return schema(connection)


def test_a_backup_brings_back_every_table_but_those_left_out(upgraded: object, tmp_path: Path) -> None:
    """Asked of all tables, each of which has rows here."""
    with superuser() as connection:
        before = database_dump.count_rows(connection)
    backup(tmp_path / "now.jatan", _quiet)
    with fresh_home():
        restore(tmp_path / "now.jatan", _quiet, takes_unknown=taken)
        with superuser() as connection:
            after = database_dump.count_rows(connection)
    assert len(before) > 100
    assert set(LEFT_OUT) <= set(before)
    expected = {table: 0 if table in LEFT_OUT else rows for table, rows in before.items()}
    # A restored house begins a new history, so that phones ask whether what they sent is still there.
    assert after == expected | {"devices_history": expected["devices_history"] + 1}


def test_a_house_older_than_that_is_refused_with_the_way_out(upgraded: object) -> None:
    with superuser() as connection:
        taken = "DELETE FROM django_migrations WHERE name IN (%s, %s, %s)"
        names = ["0006_under_eighteen", "0001_squashed_0006", "0004_keys_of_version_0_1_tables"]
        connection.execute(taken, names)
    assert "Install 0.1.0" in refusal("migrate")
