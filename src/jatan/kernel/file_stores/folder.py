"""Files of the house in one folder of this machine, MEDIA_ROOT: the usual place."""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from jatan.kernel.archives import UnsafeName, check_name, resolve_member
from jatan.kernel.file_stores.base import FileStore
from jatan.kernel.files import AtomicFile

_UNFINISHED: Final = re.compile(r"\..+-[0-9a-f]{8}")  # as `AtomicFile` calls what it is writing
_PROBE: Final = b"\0" * 4096


class FolderStore(FileStore):
    """Each file at its name below the folder; written beside its place, synced and renamed. `folder`: MEDIA_ROOT."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def path(self, name: str) -> str:
        """Where a file of this name lies. Raises FileNotFoundError for a name that leads outside: its row was forged.

        A folder directly below may lie on another disk, behind a link.
        """
        try:
            check_name(name)
            folder, slash, rest = name.partition("/")
            return str(resolve_member(self._root / folder, rest) if slash else self._root / name)
        except UnsafeName as unsafe:
            raise FileNotFoundError("not a file of this house") from unsafe

    def begin(self, name: str, *, replaces: bool = False) -> AtomicFile:
        return AtomicFile(Path(self.path(name)), replaces=replaces)

    def stream(self, name: str) -> BinaryIO:
        return Path(self.path(name)).open("rb")

    @contextmanager
    def local_copy(self, name: str) -> Iterator[Path]:
        path = Path(self.path(name))
        path.stat()
        yield path

    def delete(self, name: str) -> None:
        Path(self.path(name)).unlink(missing_ok=True)

    def state(self, name: str) -> tuple[object, ...] | None:
        path = self.path(name)
        try:
            found = os.stat(path)
        except FileNotFoundError:
            return None
        return path, found.st_mtime_ns, found.st_size, found.st_ino

    def exists(self, name: str) -> bool:
        return Path(self.path(name)).is_file()

    def size(self, name: str) -> int:
        return Path(self.path(name)).stat().st_size

    def sizes(self, names: Iterable[str]) -> dict[str, int]:
        found = {}
        for name in names:
            with suppress(FileNotFoundError):
                path = Path(self.path(name))
                if path.is_file():
                    found[name] = path.stat().st_size
        return found

    def walk(self) -> Iterator[tuple[str, int]]:
        """Files behind links are left out, but for those of a folder directly below that lies on another disk."""
        if not self._root.is_dir():
            return
        for entry in sorted(self._root.iterdir()):
            if entry.is_dir():
                yield from self._below(entry)
            elif entry.is_file() and not entry.is_symlink() and not _UNFINISHED.fullmatch(entry.name):
                yield entry.name, entry.stat().st_size

    def probe(self) -> None:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self._root, buffering=0) as probe:
            probe.write(_PROBE)

    def lacks_all_beside(self, name: str) -> bool:
        folder, slash, _rest = name.partition("/")
        return bool(slash) and not (self._root / folder).is_dir()

    @property
    def _root(self) -> Path:
        return self._folder or Path(settings.MEDIA_ROOT)

    def _below(self, top: Path) -> Iterator[tuple[str, int]]:
        for folder, inner, names in os.walk(top):
            inner.sort()
            for name in sorted(names):
                path = Path(folder) / name
                if path.is_file() and not path.is_symlink() and not _UNFINISHED.fullmatch(name):
                    yield path.relative_to(self._root).as_posix(), path.stat().st_size
