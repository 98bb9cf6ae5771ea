"""What every store of files does, and the errors of one. Loaded without Django's settings too, by backups."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, BinaryIO, Final, Protocol

from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem

CHUNK: Final = 1 << 20  # bytes that are held at once
_NOT_KEPT: Final = _(
    "Files cannot be kept just now: the place where they lie does not answer, or is full. Nothing was stored. Send the"
    " words without the file, and try the file again later."
)


def sha256_of(opened: IO[bytes]) -> str:
    """SHA-256 of the rest of an open file, in hexadecimal."""
    digest = hashlib.sha256()
    while chunk := opened.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


class StoreProblem(Problem, OSError):
    """The place of the files cannot be used: unreachable, full or closed. Also an OSError, as of a disk."""

    def __init__(self, field: str = "upload") -> None:
        super().__init__("files_unreachable", _NOT_KEPT, field=field)

    def at(self, field: str) -> "StoreProblem":
        """The same for another field."""
        return StoreProblem(field)


class DamagedFile(FileNotFoundError):
    """What lies under this name is not what was stored: a file as good as lost."""


class Writing(Protocol):
    """A file being written: whole under its name after `keep`, nowhere after `drop`."""

    def write(self, data: bytes) -> None: ...

    def keep(self) -> None: ...

    def drop(self) -> None: ...


class FileStore(Storage, ABC):
    """What a store of files does beyond Django's storage. Errors of an unusable store are OSErrors."""

    @abstractmethod
    def begin(self, name: str, *, replaces: bool = False) -> Writing:
        """A new file; `keep` raises FileExistsError where one of this name is and is not replaced."""

    @abstractmethod
    def stream(self, name: str) -> BinaryIO:
        """The file, readable and seekable. Raises FileNotFoundError, also for a name that leads outside."""

    def lacks_all_beside(self, name: str) -> bool:
        """Whether the whole folder of the store is missing in which such a file would lie: then its disk, or that of
        all files, is not mounted. Files that are lost one by one leave it. Always False of a store that answers."""
        return False

    @abstractmethod
    def local_copy(self, name: str) -> AbstractContextManager[Path]:
        """A path under which the file lies on this machine within the block. Raises FileNotFoundError."""

    @abstractmethod
    def state(self, name: str) -> tuple[object, ...] | None:
        """What is another after the file was replaced; None without a file. Cheap: asked for each request.

        Raises StoreProblem where nobody knows.
        """

    @abstractmethod
    def sizes(self, names: Iterable[str]) -> dict[str, int]:
        """Bytes of each of these files that is there."""

    @abstractmethod
    def walk(self) -> Iterator[tuple[str, int]]:
        """(name, bytes) of every file, in the order of the names within a folder."""

    @abstractmethod
    def probe(self) -> None:
        """Write something and leave no file behind that `walk` finds. Raises OSError."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: names are drawn at random, and a file that is there is not stored beside itself."""
        return name

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        if mode != "rb":
            raise ValueError("files are written whole, and only read afterwards")
        return File(self.stream(name), name=name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        writing = self.begin(name)
        try:
            for chunk in content.chunks():
                writing.write(chunk)
            writing.keep()
        except BaseException:
            writing.drop()
            raise
        return name
