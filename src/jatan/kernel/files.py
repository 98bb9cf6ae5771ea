"""Write files atomically and durably: to a temporary name, fsync, then rename.

A committed database row that refers to a file survives a power cut; the file must be durable before: its content, its
name in the folder, and the folder's name in its parent. Otherwise the row would refer to an empty file.
"""

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

READING: Final = "reading-"  # how a copy begins that a worker reads, in the folder of uploads
_PRIVATE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700


class AtomicFile:
    """A file being written under a hidden temporary name beside `path`; `keep` renames it to `path`.

    `replaces`: overwrite an existing file; otherwise `keep` raises FileExistsError. `mode`: permissions of the file.
    Missing folders are created with mode 0700.
    """

    def __init__(self, path: Path, *, replaces: bool = False, mode: int = _PRIVATE) -> None:
        self._path, self._replaces = path, replaces
        _make_folder(path.parent)
        self._temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        descriptor = os.open(self._temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        self._out = os.fdopen(descriptor, "wb")

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self._out.write(data)

    def keep(self) -> None:
        """Sync the content and rename the file to `path`; durable when this returns."""
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        if not self._replaces and self._path.exists():
            raise FileExistsError("a file of this name exists already")
        os.replace(self._temporary, self._path)
        _sync_folder(self._path.parent)

    def drop(self) -> None:
        """Delete the temporary file. No effect on a file that was kept."""
        try:
            self._out.close()  # on a full disk this writes what is left and fails again
        finally:
            self._temporary.unlink(missing_ok=True)


@contextmanager
def atomic_file(path: Path, *, replaces: bool = False, mode: int = _PRIVATE) -> Iterator[AtomicFile]:
    """Open a file that is kept at the end of the `with` block, or dropped when the block raises."""
    file = AtomicFile(path, replaces=replaces, mode=mode)
    try:
        yield file
        file.keep()
    except BaseException:
        file.drop()
        raise


def write_file_durably(path: Path, content: bytes, *, replaces: bool = False, mode: int = _PRIVATE) -> None:
    """Write a file atomically; durable when this returns. FileExistsError as in `AtomicFile`."""
    with atomic_file(path, replaces=replaces, mode=mode) as file:
        file.write(content)


def _make_folder(folder: Path) -> None:
    """Create a folder and its missing parents, syncing each parent before anything is written inside."""
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
