"""Files are written atomically and durably."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from jatan.kernel.files import AtomicFile, atomic_file, write_file_durably
from tests.disk_watch import watched


def test_content_name_and_folders_are_synced_when_it_returns(tmp_path: Path) -> None:
    path = tmp_path / "photographs" / "ab" / "one.jpg"
    with watched() as steps:
        write_file_durably(path, b"content")
    assert path.read_bytes() == b"content"
    assert path.stat().st_mode & 0o777 == 0o600
    assert steps[:2] == [("synced", tmp_path), ("synced", path.parent.parent)]  # the names of the two new folders
    content, named, folder = steps[-3:]
    assert content[0] == "synced"
    assert content[1].name.startswith(".one.jpg-")
    assert named == ("named", path)
    assert folder == ("synced", path.parent)


def test_a_file_does_not_exist_before_keep(tmp_path: Path) -> None:
    file = AtomicFile(tmp_path / "one")
    file.write(b"half")
    assert not (tmp_path / "one").exists()
    file.write(b" and whole")
    file.keep()
    assert (tmp_path / "one").read_bytes() == b"half and whole"


def test_an_exception_in_the_block_leaves_no_file(tmp_path: Path) -> None:
    def cut() -> None:
        with atomic_file(tmp_path / "one") as file:
            file.write(b"half")
            raise ValueError("cut")

    with pytest.raises(ValueError, match="cut"):
        cut()
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_replaced_only_with_replaces(tmp_path: Path) -> None:
    path = tmp_path / "one"
    write_file_durably(path, b"first")
    with pytest.raises(FileExistsError):
        write_file_durably(path, b"second")
    assert [entry.name for entry in tmp_path.iterdir()] == ["one"]
    assert path.read_bytes() == b"first"
    write_file_durably(path, b"second", replaces=True)
    assert path.read_bytes() == b"second"


def test_a_write_error_is_raised_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_descriptor: int) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fails)
        with pytest.raises(OSError, match="no space"):
            write_file_durably(tmp_path / "one", b"content")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_a_full_disk_cannot_close_is_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise OSError("no space left")

    file = AtomicFile(tmp_path / "one")
    opened = file._out
    with monkeypatch.context() as broken:
        broken.setattr(file, "_out", SimpleNamespace(close=fails))
        with pytest.raises(OSError, match="no space"):
            file.drop()
    opened.close()
    assert list(tmp_path.iterdir()) == []
