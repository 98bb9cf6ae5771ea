"""Files that must not be lost: whole or not there, and on the disk before they are called kept."""

import os
from pathlib import Path

import pytest

from jatan.kernel.files import WholeFile, new_file, write_file
from tests.disk_watch import watched


def test_bytes_name_and_folders_are_on_the_disk_when_it_returns(tmp_path: Path) -> None:
    path = tmp_path / "photographs" / "ab" / "one.jpg"
    with watched() as steps:
        write_file(path, b"content")
    assert path.read_bytes() == b"content"
    assert path.stat().st_mode & 0o777 == 0o600
    assert steps[:2] == [("synced", tmp_path), ("synced", path.parent.parent)]  # the names of the two new folders
    content, named, folder = steps[-3:]
    assert content[0] == "synced"
    assert content[1].name.startswith(".one.jpg-")
    assert named == ("named", path)
    assert folder == ("synced", path.parent)


def test_a_file_is_not_there_before_it_is_kept(tmp_path: Path) -> None:
    file = WholeFile(tmp_path / "one")
    file.write(b"half")
    assert not (tmp_path / "one").exists()
    file.write(b" and whole")
    file.keep()
    assert (tmp_path / "one").read_bytes() == b"half and whole"


def test_what_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    def cut() -> None:
        with new_file(tmp_path / "one") as file:
            file.write(b"half")
            raise ValueError("cut")

    with pytest.raises(ValueError, match="cut"):
        cut()
    assert list(tmp_path.iterdir()) == []


def test_a_kept_file_is_replaced_only_when_that_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "one"
    write_file(path, b"first")
    with pytest.raises(FileExistsError):
        write_file(path, b"second")
    assert [entry.name for entry in tmp_path.iterdir()] == ["one"]
    assert path.read_bytes() == b"first"
    write_file(path, b"second", replaces=True)
    assert path.read_bytes() == b"second"


def test_a_disk_that_cannot_write_is_told_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_descriptor: int) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fails)
        with pytest.raises(OSError, match="no space"):
            write_file(tmp_path / "one", b"content")
    assert list(tmp_path.iterdir()) == []
