"""The format of a backup: an uncompressed tar with checksums and a signature at its end, encrypted or as it is.

    database.dump/000001 …   PostgreSQL's custom format, compressed, in pieces of at most 8 MB
    files/…                  uploaded files
    manifest.json            size and SHA-256 of each part, row count of each table, versions
    manifest.sha256          SHA-256 of the manifest
    manifest.signature       the verifying key of the house that made it, and its signature on the manifest

It is written and read as a stream, so that it can be encrypted on the way: a tar member's size must be known before its
content, hence the pieces. Format 1 had the dump in one member, `database.dump`; formats 1 and 2 had no signature. Both
can still be read. `verify` detects a truncated, changed, extended or forged file, and says which house made it.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, cast

from jatan.foundation.vault.house_signatures import maker_of_backup
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.archives import UnsafeName, check_name, resolve_member
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _

FORMAT: Final = 3
DUMP: Final = "database.dump"
FILES: Final = "files/"
NOT_WHOLE: Final = _("{path} is not whole: it was cut or changed. It is not used; take another backup.")
_OUTSIDE: Final = _(
    "{path} is not used: it holds {name}, which would be written outside the house, or which no backup holds. No house"
    " writes such a file. Somebody made it to do harm."
)
_FORGED: Final = _(
    "{path} is not used: its signature is missing or is not of this content. Somebody changed it after the house had"
    " signed it, or made it in the name of a house."
)
STORE_AWAY: Final = _(
    "The store of files does not answer, or refuses the key of this house. See that it runs, then do this again."
)
_UNFIT_NAME: Final = _("The file {name} cannot be put into a backup, because of its name. Rename it or take it out.")
_READABLE: Final = frozenset({1, 2, 3})
_SIGNED_FROM: Final = 3
_PIECES: Final = f"{DUMP}/"
_MANIFEST: Final = "manifest.json"
_SEAL: Final = "manifest.sha256"
_SIGNATURE: Final = "manifest.signature"
_AT_END: Final = (_MANIFEST, _SEAL, _SIGNATURE)
_LARGEST_AT_END: Final = 256 << 20  # bytes: a manifest of a million files takes 150 MB
_CHUNK: Final = 1 << 20
_PIECE: Final = 8 << 20
_SHOWN: Final = 80  # characters of a hostile name


class BackupProblem(Exception):
    """A backup cannot be made or must not be used. The message says why, in Hindi and English where it can."""


@dataclass(frozen=True)
class Part:
    """One part of an archive: size in bytes and SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What a verified archive says of itself. `maker`: fingerprint of the house that signed it; "" without signature.

    `manifest`: whatever its maker wrote, but for `format` and `parts`.
    """

    path: Path
    manifest: dict[str, Any]
    maker: str


class Writer:
    """Writes an archive to a stream, in this order: `dump`, `add_file` for each file, `finish`, and always `close`."""

    def __init__(self, out: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - `close` closes it
        self._parts: dict[str, Part] = {}

    @contextmanager
    def dump(self) -> Iterator["_Pieces"]:
        """A file-like object that takes the database's dump, whose size nobody knows before."""
        pieces = _Pieces(self._add_bytes)
        yield pieces
        pieces.finish()

    def add_file(self, name: str, source: IO[bytes]) -> None:
        """Add what is left of an open file under a name that begins with `files/` and passed `check_file`."""
        start = source.tell()
        size = source.seek(0, os.SEEK_END) - start
        source.seek(start)
        self._add(name, source, size)

    def close(self) -> None:
        """Let go of the stream, also of an archive that was not finished; it is no archive then."""
        self._tar.close()

    def finish(self, facts: Mapping[str, Any], sign: Callable[[bytes], bytes]) -> None:
        """Write the manifest, of `facts` and the parts, its checksum and what `sign` makes of it."""
        listed = {name: vars(part) for name, part in self._parts.items()}
        manifest = json.dumps({**facts, "format": FORMAT, "parts": listed}, ensure_ascii=False, indent=1).encode()
        self._add_bytes(_MANIFEST, manifest)
        self._add_bytes(_SEAL, hashlib.sha256(manifest).hexdigest().encode())
        self._add_bytes(_SIGNATURE, sign(manifest))
        self._tar.close()

    def _add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content))

    def _add(self, name: str, source: IO[bytes], size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        counted = _Counting(source)
        self._tar.addfile(entry, cast("IO[bytes]", counted))
        self._parts[name] = Part(size, counted.digest.hexdigest())


def check_file(name: str) -> None:
    """Raise BackupProblem for the name of a file that no archive may hold."""
    if not _is_allowed(name):
        raise BackupProblem(both(_UNFIT_NAME, name=ascii(name)))


def verify(stream: IO[bytes], path: Path) -> Contents:
    """Read the whole stream, check all digests and the signature. Raises BackupProblem, which names `path`."""
    counted = _Counting(stream)
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", counted), mode="r|") as tar:
            found, at_end = _digest_all(tar)
            end = tar.offset
        while counted.read(_CHUNK):
            pass
    except UnsafeName as unsafe:
        raise BackupProblem(both(_OUTSIDE, path=path, name=ascii(unsafe.name[:_SHOWN]))) from unsafe
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise BackupProblem(both(NOT_WHOLE, path=path)) from error
    content = at_end.get(_MANIFEST, b"")
    manifest = _manifest_of(content)
    seal = at_end.get(_SEAL, b"").decode("ascii", "replace")
    if manifest is None or counted.size != _expected_size(end) or seal != hashlib.sha256(content).hexdigest():
        raise BackupProblem(both(NOT_WHOLE, path=path))
    if manifest["format"] not in _READABLE:
        raise BackupProblem(both(_("{path} was written by another version of jatan. Use that version."), path=path))
    has_dump = any(name == DUMP or name.startswith(_PIECES) for name in found)
    if manifest["parts"] != {name: vars(part) for name, part in found.items()} or not has_dump:
        raise BackupProblem(both(NOT_WHOLE, path=path))
    return Contents(path, manifest, _maker(path, manifest["format"], at_end))


def unpack(stream: IO[bytes], contents: Contents, *, dump: Path, files: Path) -> None:
    """Extract an archive that was verified: the dump to `dump`, uploaded files below `files`; synced to disk.

    Raises BackupProblem if the stream is not the one that was verified: its disk may be somebody else's.
    """
    left: dict[str, Any] = dict(contents.manifest["parts"])
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar, _new_file(dump) as whole_dump:
            for member in tar:
                if member.name not in _AT_END:
                    _unpack_part(tar, member, left.pop(member.name), whole_dump, files)
        if left:
            raise ValueError("parts are missing")
    except (tarfile.TarError, UnsafeName, LookupError, EOFError, ValueError) as error:
        raise BackupProblem(both(NOT_WHOLE, path=contents.path)) from error
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
    """Digests of all parts, and the content of the members at the end. Raises UnsafeName, ValueError."""
    found: dict[str, Part] = {}
    at_end: dict[str, bytes] = {}
    pieces = 0
    for member in tar:
        stream = tar.extractfile(member) if member.isreg() and not member.issparse() else None
        if stream is None or not _is_allowed(member.name):
            raise UnsafeName(member.name)
        if member.name in found or member.name in at_end:
            raise ValueError(f"{member.name!r} is there twice")
        if member.name.startswith(_PIECES):
            pieces += 1
            if member.name != f"{_PIECES}{pieces:06}":
                raise ValueError(f"{member.name!r} is not the next piece of the dump")
        if member.name in _AT_END:
            if member.size > _LARGEST_AT_END:
                raise ValueError(f"{member.name!r} is too large")
            at_end[member.name] = stream.read()
            continue
        digest = hashlib.sha256()
        while block := stream.read(_CHUNK):
            digest.update(block)
        found[member.name] = Part(member.size, digest.hexdigest())
    _refuse_files_as_folders(found)
    return found, at_end


def _is_allowed(name: str) -> bool:
    """Only the dump, the members at the end, and files whose names stay inside `files/`."""
    if name == DUMP or name in _AT_END or name.startswith(_PIECES):
        return True
    if not name.startswith(FILES):
        return False
    try:
        check_name(name.removeprefix(FILES))
    except UnsafeName:
        return False
    return True


def _refuse_files_as_folders(found: Mapping[str, Part]) -> None:
    """Raise UnsafeName if something lies below a file."""
    for name in found:
        folder = name
        while (folder := folder.rpartition("/")[0]) not in {"", DUMP}:
            if folder in found:
                raise UnsafeName(name)


def _manifest_of(content: bytes) -> dict[str, Any] | None:
    """The manifest; None for what is none."""
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("parts"), dict):
        return None
    return manifest if isinstance(manifest.get("format"), int) else None


def _maker(path: Path, version: int, at_end: Mapping[str, bytes]) -> str:
    """The fingerprint of the house that signed the manifest; "" for a format without signature."""
    if version < _SIGNED_FROM and _SIGNATURE not in at_end:
        return ""
    try:
        return maker_of_backup(at_end.get(_SIGNATURE, b""), at_end[_MANIFEST])
    except Refused as refused:
        raise BackupProblem(both(_FORGED, path=path)) from refused


def _unpack_part(
    tar: tarfile.TarFile, member: tarfile.TarInfo, expected: Mapping[str, Any], dump: IO[bytes], files: Path
) -> None:
    """Write one part to its place. Raises ValueError if it is not what was verified."""
    if member.name == DUMP or member.name.startswith(_PIECES):
        copied = _copy(tar, member, dump)
    elif not member.name.startswith(FILES):
        raise ValueError(f"{member.name!r} belongs nowhere")
    else:
        with _new_file(resolve_member(files, member.name.removeprefix(FILES))) as out:
            copied = _copy(tar, member, out)
    if vars(copied) != expected:
        raise ValueError(f"{member.name!r} is not what was verified")


@contextmanager
def _new_file(target: Path) -> Iterator[IO[bytes]]:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(target, "xb", opener=private) as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _copy(tar: tarfile.TarFile, member: tarfile.TarInfo, out: IO[bytes]) -> Part:
    """What was copied; nothing of a member that is no file."""
    counted = _Counting(tar.extractfile(member) or io.BytesIO())
    while block := counted.read(_CHUNK):
        out.write(block)
    return Part(counted.size, counted.digest.hexdigest())


def private(path: str, flags: int) -> int:
    """Opener of files that only their owner may read."""
    return os.open(path, flags, 0o600)
