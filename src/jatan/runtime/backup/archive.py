"""The format of a backup: an uncompressed tar with checksums in its last two members, encrypted or as it is.

    database.dump/000001 …   PostgreSQL's custom format, compressed, in pieces of at most 8 MB
    files/…                  uploaded files
    manifest.json            size and SHA-256 of each part, row count of each table, versions
    manifest.sha256          SHA-256 of the manifest

It is written and read as a stream, so that it can be encrypted on the way: a tar member's size must be known before its
content, hence the pieces. Format 1 had the dump in one member, `database.dump`; it can still be read.
`verify` detects a truncated, changed or extended file.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, cast

from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _

FORMAT: Final = 2
DUMP: Final = "database.dump"
FILES: Final = "files/"
NOT_WHOLE: Final = _("{path} is not whole: it was cut or changed. It is not used; take another backup.")
_READABLE: Final = frozenset({1, 2})
_PIECES: Final = f"{DUMP}/"
_MANIFEST: Final = "manifest.json"
_SEAL: Final = "manifest.sha256"
_CHUNK: Final = 1 << 20
_PIECE: Final = 8 << 20


class BackupProblem(Exception):
    """A backup cannot be made or must not be used. The message says why, in Hindi and English where it can."""


@dataclass(frozen=True)
class Part:
    """One part of an archive: size in bytes and SHA-256 in hexadecimal."""

    size: int
    sha256: str


class Writer:
    """Writes an archive to a stream, in this order: `dump`, `add_file` for each file, `finish`."""

    def __init__(self, out: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - `finish` closes it
        self._parts: dict[str, Part] = {}

    @contextmanager
    def dump(self) -> Iterator["_Pieces"]:
        """A file-like object that takes the database's dump, whose size nobody knows before."""
        pieces = _Pieces(self._add_bytes)
        yield pieces
        pieces.finish()

    def add_file(self, name: str, path: Path) -> None:
        """Add the file at `path` under a name that begins with `files/`."""
        with path.open("rb") as source:
            self._add(name, source, os.fstat(source.fileno()).st_size)

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the manifest, of `facts` and the parts, and its checksum."""
        listed = {name: vars(part) for name, part in self._parts.items()}
        manifest = json.dumps({**facts, "format": FORMAT, "parts": listed}, ensure_ascii=False, indent=1).encode()
        self._add_bytes(_MANIFEST, manifest)
        self._add_bytes(_SEAL, hashlib.sha256(manifest).hexdigest().encode())
        self._tar.close()

    def _add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content))

    def _add(self, name: str, source: IO[bytes], size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        counted = _Counting(source)
        self._tar.addfile(entry, cast("IO[bytes]", counted))
        self._parts[name] = Part(size, counted.digest.hexdigest())


def verify(stream: IO[bytes], path: Path) -> dict[str, Any]:
    """Read the whole stream and check all digests. Returns the manifest. Raises BackupProblem, which names `path`."""
    counted = _Counting(stream)
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", counted), mode="r|") as tar:
            found, checksums = _digest_all(tar)
            end = tar.offset
        while counted.read(_CHUNK):
            pass
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise BackupProblem(both(NOT_WHOLE, path=path)) from error
    if (
        counted.size != _expected_size(end)
        or checksums.get(_SEAL, b"").decode("ascii", "replace")
        != hashlib.sha256(checksums.get(_MANIFEST, b"")).hexdigest()
    ):
        raise BackupProblem(both(NOT_WHOLE, path=path))
    manifest: dict[str, Any] = json.loads(checksums[_MANIFEST])
    if manifest["format"] not in _READABLE:
        raise BackupProblem(both(_("{path} was written by another version of jatan. Use that version."), path=path))
    has_dump = any(name == DUMP or name.startswith(_PIECES) for name in found)
    if manifest["parts"] != {name: vars(part) for name, part in found.items()} or not has_dump:
        raise BackupProblem(both(NOT_WHOLE, path=path))
    return manifest


def unpack(stream: IO[bytes], *, dump: Path, files: Path) -> None:
    """Extract an archive that was verified: the dump to `dump`, uploaded files below `files`; synced to disk."""
    with tarfile.open(fileobj=stream, mode="r|") as tar, _new_file(dump) as whole_dump:
        for member in tar:
            if member.name == DUMP or member.name.startswith(_PIECES):
                _copy(tar, member, whole_dump)
            elif member.name.startswith(FILES):
                with _new_file(files / member.name.removeprefix(FILES)) as out:
                    _copy(tar, member, out)
    while stream.read(_CHUNK):
        pass


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable (on POSIX)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _expected_size(end: int) -> int:
    """Size of an archive whose last member ends at `end`: two empty blocks follow, padded to a full record."""
    return -(-(end + 2 * tarfile.BLOCKSIZE) // tarfile.RECORDSIZE) * tarfile.RECORDSIZE


class _Counting:
    """A reader that computes size and SHA-256 of what is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.size = 0
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self.size += len(block)
        self.digest.update(block)
        return block


class _Pieces:
    """Collects what is written into pieces, each of which becomes one member."""

    def __init__(self, add: Callable[[str, bytes], None]) -> None:
        self._add, self._held, self._number = add, bytearray(), 0

    def write(self, block: bytes) -> int:
        self._held += block
        while len(self._held) >= _PIECE:
            self._flush(_PIECE)
        return len(block)

    def finish(self) -> None:
        if self._held:
            self._flush(len(self._held))

    def _flush(self, size: int) -> None:
        self._number += 1
        self._add(f"{_PIECES}{self._number:06}", bytes(self._held[:size]))
        del self._held[:size]


def _digest_all(tar: tarfile.TarFile) -> tuple[dict[str, Part], dict[str, bytes]]:
    found: dict[str, Part] = {}
    checksums: dict[str, bytes] = {}
    pieces = 0
    for member in tar:
        stream = tar.extractfile(member) if member.isreg() else None
        if stream is None or member.name in found or member.name in checksums or not _is_allowed(member.name):
            raise ValueError(f"unexpected part {member.name!r}")
        if member.name.startswith(_PIECES):
            pieces += 1
            if member.name != f"{_PIECES}{pieces:06}":
                raise ValueError(f"{member.name!r} is not the next piece of the dump")
        if member.name in {_MANIFEST, _SEAL}:
            checksums[member.name] = stream.read()
            continue
        digest = hashlib.sha256()
        while block := stream.read(_CHUNK):
            digest.update(block)
        found[member.name] = Part(member.size, digest.hexdigest())
    return found, checksums


def _is_allowed(name: str) -> bool:
    """Only the four kinds of members, and no path that leads outside `files/`."""
    if name in {DUMP, _MANIFEST, _SEAL} or name.startswith(_PIECES):
        return True
    pieces = PurePosixPath(name).parts
    return name.startswith(FILES) and len(pieces) > 1 and ".." not in pieces and "\\" not in name and ":" not in name


@contextmanager
def _new_file(target: Path) -> Iterator[IO[bytes]]:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(target, "xb", opener=private) as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _copy(tar: tarfile.TarFile, member: tarfile.TarInfo, out: IO[bytes]) -> None:
    stream = tar.extractfile(member)
    if stream is None:
        raise BackupProblem(f"unexpected part {member.name!r}")
    while block := stream.read(_CHUNK):
        out.write(block)


def private(path: str, flags: int) -> int:
    """Opener of files that only their owner may read."""
    return os.open(path, flags, 0o600)
