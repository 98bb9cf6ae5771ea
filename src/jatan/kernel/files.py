"""The one way a file is written that must not be lost: whole under its name or not there, and on the disk before a row.

A database row that tells of a file is durable once it is committed. The file must be so before: its bytes, its name in
the folder, and the folder in the folder above. Otherwise a power cut leaves a row that points at an empty file.
"""

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

__all__ = ["WholeFile", "new_file", "write_file"]

_PRIVATE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700


class WholeFile:
    """A file on its way to the disk. It stands under a hidden name beside `path` until it is kept.

    `replaces`: take the place of what is there; otherwise FileExistsError. `mode`: the rights of the file; folders that
    are missing are made for the owner alone.
    """

    def __init__(self, path: Path, *, replaces: bool = False, mode: int = _PRIVATE) -> None:
        self._path, self._replaces = path, replaces
        _make_folder(path.parent)
        self._beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        descriptor = os.open(self._beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        self._out = os.fdopen(descriptor, "wb")

    def write(self, piece: bytes) -> None:
        """Add bytes at the end."""
        self._out.write(piece)

    def keep(self) -> None:
        """Give the file its name. When this returns, a power cut takes neither bytes nor name."""
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        if not self._replaces and self._path.exists():
            raise FileExistsError("a file of this name is there already")
        os.replace(self._beside, self._path)
        _sync_folder(self._path.parent)

    def drop(self) -> None:
        """Leave nothing of what was written. What was kept stays."""
        self._out.close()
        self._beside.unlink(missing_ok=True)


@contextmanager
def new_file(path: Path, *, replaces: bool = False, mode: int = _PRIVATE) -> Iterator[WholeFile]:
    """A file that is kept at the end of a `with` block, and dropped when the block raises."""
    file = WholeFile(path, replaces=replaces, mode=mode)
    try:
        yield file
        file.keep()
    except BaseException:
        file.drop()
        raise


def write_file(path: Path, content: bytes, *, replaces: bool = False, mode: int = _PRIVATE) -> None:
    """Write a whole file; durable when this returns."""
    with new_file(path, replaces=replaces, mode=mode) as file:
        file.write(content)


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it; each new name is on the disk before anything is put inside."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(_PRIVATE_FOLDER)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows: a folder cannot be opened, and the rename is written through
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
