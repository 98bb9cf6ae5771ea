"""Files of the house by their names, wherever they lie: one folder, or an S3-like store that several machines share.

Everything goes through Django's default storage, which is one of two: `file_stores.folder`, `file_stores.objects`. A
file is there whole or not at all, is never changed under its name (but where it is said to replace one), and is checked
against its digest where its row keeps one. Names are opaque, with slashes, and never lead outside.
"""

import datetime as dt
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

from django.core.files.storage import default_storage
from django.tasks import task

from jatan.kernel import clock
from jatan.kernel.file_stores.base import CHUNK, DamagedFile, FileStore, StoreProblem, sha256_of

_REMOVED_AGAIN_AFTER: Final = dt.timedelta(minutes=10)
_log = logging.getLogger(__name__)


class NewFile:
    """A file being written to the store of the house. Raises StoreProblem where the store cannot take it."""

    def __init__(self, name: str, *, replaces: bool = False) -> None:
        self.name = name
        self._writing = _kindly(partial(file_store().begin, name, replaces=replaces))

    def write(self, data: bytes) -> None:
        """Append bytes."""
        _kindly(partial(self._writing.write, data))

    def keep(self) -> None:
        """Put the whole file under its name; durable when this returns. Raises FileExistsError."""
        _kindly(self._writing.keep)

    def drop(self) -> None:
        """Forget what was written. No effect on a file that was kept."""
        with suppress(OSError):  # a full disk fails once more: why it was dropped is what counts
            self._writing.drop()


def file_store() -> FileStore:
    """The store of this house (`STORAGES["default"]`)."""
    return cast("FileStore", default_storage)


@contextmanager
def new_file(name: str, *, replaces: bool = False) -> Iterator[NewFile]:
    """A file that is kept at the end of the block, or dropped when the block raises. Raises as `NewFile`."""
    file = NewFile(name, replaces=replaces)
    try:
        yield file
        file.keep()
    except BaseException:
        file.drop()
        raise


def write_file(name: str, content: bytes, *, replaces: bool = False) -> None:
    """Store a file whole; durable when this returns. Raises as `NewFile`."""
    with new_file(name, replaces=replaces) as file:
        file.write(content)


def copy_in(path: Path, name: str) -> None:
    """Store the content of a local file. Raises as `NewFile`."""
    with path.open("rb") as source, new_file(name) as file:
        while chunk := source.read(CHUNK):
            file.write(chunk)


def open_file(name: str, *, digest: str = "") -> BinaryIO:
    """Open a file for reading. `digest`: SHA-256 in hexadecimal that its content must have; empty: not checked.

    Raises FileNotFoundError, also for a name that leads outside; DamagedFile; StoreProblem.
    """
    try:
        opened = file_store().stream(name)
    except (FileNotFoundError, StoreProblem):
        raise
    except OSError as error:  # of a disk that answers with an error
        raise _away(error) from error
    try:
        _check(opened, digest)
    except BaseException:
        opened.close()
        raise
    return opened


def read_file(name: str, *, digest: str = "") -> bytes:
    """The whole content. Raises as `open_file`."""
    with open_file(name, digest=digest) as opened:
        return opened.read()


@contextmanager
def local_copy(name: str, *, digest: str = "") -> Iterator[Path]:
    """A path to read the file by, within the block. Raises as `open_file` when the block is entered."""
    with file_store().local_copy(name) as path:
        with path.open("rb") as opened:
            _check(opened, digest)
        yield path


def has_file(name: str) -> bool:
    """Whether such a file is there. Raises StoreProblem."""
    return name in file_store().sizes([name])


def remove_file(name: str) -> None:
    """Delete a file that no committed row names, if it is there; later, where the store cannot be used now.

    Raises FileNotFoundError for a name that leads outside.
    """
    try:
        file_store().delete(name)
    except FileNotFoundError:
        raise
    except OSError as error:
        _log.warning("a file could not be deleted, and will be later (%s)", type(error).__name__)
        remove_later.using(run_after=clock.now() + _REMOVED_AGAIN_AFTER).enqueue(name)


@task()
def remove_later(name: str) -> None:
    """Delete a file that could not be deleted before: try until the store can be used."""
    remove_file(name)


def _kindly[Result](act: Callable[[], Result]) -> Result:
    try:
        return act()
    except (FileExistsError, StoreProblem):
        raise
    except OSError as error:
        raise _away(error) from error


def _away(error: OSError) -> StoreProblem:
    """That the place of the files cannot be used, for an error of its disk, whose text may name a file."""
    _log.warning("the place of the files cannot be used (%s)", os.strerror(error.errno or 0))
    return StoreProblem()


def _check(opened: IO[bytes], digest: str) -> None:
    """Raise DamagedFile unless the content has this digest; the position is at the start afterwards."""
    if not digest:
        return
    found = sha256_of(opened)
    opened.seek(0)
    if found != digest:
        _log.error("a stored file is not what was stored: its content was changed or cut")
        raise DamagedFile("a file of this house is damaged")
