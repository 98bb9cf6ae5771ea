"""A house whose files lie in a shared store: a backup takes them from there, a restore puts them back there."""

import io
from pathlib import Path
from typing import BinaryIO

import pytest

from jatan.kernel.file_stores.base import FileStore
from jatan.kernel.file_stores.folder import FolderStore
from jatan.runtime import house_files
from jatan.runtime.backup import restore as restoring
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.restore import restore
from jatan.runtime.backup.save import backup
from jatan.runtime.postgres import server
from jatan.settings.options import OptionProblem
from tests.runtime.backup.filled_house import files_below, quiet
from tests.runtime.homes import as_app, as_owner, fresh_home, taken
from tests.seaweed import Seaweed, variables

_FILES = {"photographs/ab/abc.jpg": b"a meeting " * 300_000, "registers/one": b"", "lexicon.csv": b"kind\n"}


@pytest.fixture
def shared(emptied: Path, seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    """A small house with an embedded database, whose files lie in a bucket."""
    for name, value in variables(seaweed, seaweed.new_bucket()).items():
        monkeypatch.setenv(name, value)
    as_owner("CREATE TABLE person (id int PRIMARY KEY)")
    as_app("INSERT INTO person SELECT generate_series(1, 5)")
    store = house_files.open_store()
    for name, content in _FILES.items():
        _put(store, name, content)
    return store


def _put(store: FileStore, name: str, content: bytes) -> None:
    writing = store.begin(name, replaces=True)
    writing.write(content)
    writing.keep()


def _found(store: FileStore) -> dict[str, bytes]:
    found = {}
    for name, _size in store.walk():
        with store.stream(name) as opened:
            found[name] = opened.read()
    return found


def test_files_come_back_into_the_store_and_what_came_later_goes(shared: FileStore, tmp_path: Path) -> None:
    target = tmp_path / "house.backup"
    backup(target, quiet)
    shared.delete("photographs/ab/abc.jpg")
    _put(shared, "lexicon.csv", b"another")
    _put(shared, "photographs/ab/later.jpg", b"later")
    as_app("INSERT INTO person VALUES (6)")
    restore(target, quiet, replace=True, takes_unknown=taken)
    assert _found(shared) == _FILES
    assert as_app("SELECT count(*) FROM person") == [(5,)]


def test_a_restore_that_fails_at_the_end_leaves_the_files_as_they_were(
    shared: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "house.backup"
    backup(target, quiet)
    shared.delete("registers/one")
    _put(shared, "lexicon.csv", b"another")
    before = _found(shared)

    def fail() -> None:
        raise BackupProblem("the databases could not be swapped")

    monkeypatch.setattr(restoring, "_swap_databases", fail)
    with pytest.raises(BackupProblem, match="swapped"):
        restore(target, quiet, replace=True, takes_unknown=taken)
    assert _found(shared) == before


def test_a_backup_of_a_folder_becomes_a_house_with_a_store(
    shared: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seaweed: Seaweed
) -> None:
    """The way from one machine to several, and back."""
    target = tmp_path / "house.backup"
    backup(target, quiet)
    with fresh_home() as folder:
        monkeypatch.delenv("JATAN_STORE_BUCKET")
        restore(target, quiet, takes_unknown=taken)
        assert _found(house_files.open_store()) == _FILES
        assert len(files_below(folder / "files")) == len(_FILES)
        backup(target, quiet)
    with fresh_home() as folder:
        monkeypatch.setenv("JATAN_STORE_BUCKET", seaweed.new_bucket())
        restore(target, quiet, takes_unknown=taken)
        assert _found(house_files.open_store()) == _FILES
        assert not (folder / "files").exists()


def test_a_demo_comes_back_into_its_folder_and_leaves_the_store_of_the_house(
    shared: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would not find them in the store afterwards, and they are none of the real house's."""
    target = tmp_path / "demo.backup"
    with fresh_home(), monkeypatch.context() as alone:
        alone.delenv("JATAN_STORE_BUCKET")
        server.ensure_running()
        as_owner("CREATE TABLE network_demohouse (id int PRIMARY KEY)")
        as_app("INSERT INTO network_demohouse VALUES (1)")
        _put(house_files.open_store(), "library/ab/abc", b"a poster")
        backup(target, quiet)
    with fresh_home():
        restore(target, quiet, takes_unknown=taken)
        assert not house_files.is_shared()
        assert _found(house_files.open_store()) == {"library/ab/abc": b"a poster"}
    assert _found(shared) == _FILES


def test_files_in_the_store_are_records_that_are_not_overwritten(shared: FileStore, tmp_path: Path) -> None:
    target = tmp_path / "house.backup"
    backup(target, quiet)
    with fresh_home(), pytest.raises(BackupProblem, match="holds records already"):
        restore(target, quiet, takes_unknown=taken)


def test_a_store_that_is_away_is_said_in_words(
    shared: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JATAN_STORE_URL", "http://127.0.0.1:9")
    with pytest.raises(BackupProblem, match="store of files does not answer"):
        backup(tmp_path / "house.backup", quiet)
    assert files_below(tmp_path) == set()


class _Cutting(FolderStore):
    """Gives half of each file, as a line that breaks."""

    def stream(self, name: str) -> BinaryIO:
        with super().stream(name) as whole:
            content = whole.read()
        return io.BytesIO(content[: len(content) // 2])


def test_a_file_that_came_in_part_is_no_backup(emptied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_owner("CREATE TABLE person (id int PRIMARY KEY)")
    _put(FolderStore(tmp_path / "files"), "library/ab/abc", b"a poster " * 1000)
    monkeypatch.setattr(house_files, "open_store", lambda: _Cutting(tmp_path / "files"))
    with pytest.raises(BackupProblem, match="only in part"):
        backup(tmp_path / "backups" / "house.backup", quiet)
    assert files_below(tmp_path / "backups") == set()


def test_half_a_key_is_refused(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JATAN_STORE_BUCKET", "house")
    monkeypatch.setenv("JATAN_STORE_KEY", "house")
    with pytest.raises(OptionProblem, match="belong together"):
        house_files.storage()


def test_a_demo_never_takes_the_store_of_the_house(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JATAN_STORE_BUCKET", "house")
    assert house_files.is_shared()
    monkeypatch.setenv("JATAN_DEMO", "1")
    assert not house_files.is_shared()
