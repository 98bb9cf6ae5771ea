"""The format of a backup file: an uncompressed tar with checksums in its last two members.

    database.dump     PostgreSQL's custom format, compressed
    files/…           uploaded files
    manifest.json     size and SHA-256 of each part, row count of each table, versions
    manifest.sha256   SHA-256 of the manifest

`verify` detects a truncated, changed or extended file.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

FORMAT: Final = 1
DUMP: Final = "database.dump"
FILES: Final = "files/"
_MANIFEST: Final = "manifest.json"
_SEAL: Final = "manifest.sha256"
_CHUNK: Final = 1 << 20


class BackupProblem(Exception):
    """A backup cannot be made or must not be used. The message says why."""


@dataclass(frozen=True)
class Part:
    """One part of an archive: size in bytes and SHA-256 in hexadecimal."""

    size: int
    sha256: str


def write(target: Path, parts: Iterable[tuple[str, Path]], facts: Mapping[str, Any]) -> dict[str, Part]:
    """Write an archive atomically and durably. `parts`: (name in the archive, path). Returns name -> Part."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    written: dict[str, Part] = {}
    try:
        with open(unfinished, "xb", opener=_private) as out:
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for name, path in parts:
                    with path.open("rb") as source:
                        written[name] = _add(tar, name, source, os.fstat(source.fileno()).st_size)
                listed = {name: vars(part) for name, part in written.items()}
                manifest = json.dumps(
                    {**facts, "format": FORMAT, "parts": listed}, ensure_ascii=False, indent=1
                ).encode()
                _add(tar, _MANIFEST, io.BytesIO(manifest), len(manifest))
                seal = hashlib.sha256(manifest).hexdigest().encode()
                _add(tar, _SEAL, io.BytesIO(seal), len(seal))
            out.flush()
            os.fsync(out.fileno())
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(target.parent)
    return written


def verify(path: Path) -> dict[str, Any]:
    """Read the whole archive and check all digests. Returns the manifest. Raises BackupProblem if anything differs."""
    size = path.stat().st_size
    if size == 0 or size % tarfile.RECORDSIZE:
        raise BackupProblem(f"{path} is not whole: it was cut or changed.")
    try:
        with tarfile.open(path, mode="r:") as tar:
            found, checksums = _digest_all(tar)
            end = tar.offset
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise BackupProblem(f"{path} is not a readable backup: {error}") from error
    if (
        size != _expected_size(end)
        or checksums.get(_SEAL, b"").decode("ascii", "replace")
        != hashlib.sha256(checksums.get(_MANIFEST, b"")).hexdigest()
    ):
        raise BackupProblem(f"{path} is not whole: it was cut or changed.")
    manifest: dict[str, Any] = json.loads(checksums[_MANIFEST])
    if manifest["format"] != FORMAT:
        raise BackupProblem(f"{path} was written by another version of this house. Use that version.")
    if manifest["parts"] != {name: vars(part) for name, part in found.items()} or DUMP not in found:
        raise BackupProblem(f"{path} was changed: its parts are not those it lists.")
    return manifest


def unpack(path: Path, *, dump: Path, files: Path) -> None:
    """Extract a verified archive: the dump to `dump`, uploaded files below `files`; synced to disk."""
    with tarfile.open(path, mode="r:") as tar:
        for member in tar:
            if member.name == DUMP:
                _extract(tar, member, dump)
            elif member.name.startswith(FILES):
                _extract(tar, member, files / member.name.removeprefix(FILES))


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


class _HashingReader:
    """A reader that computes the SHA-256 of what is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self.digest.update(block)
        return block


def _add(tar: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> Part:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    counted = _HashingReader(source)
    tar.addfile(entry, counted)
    return Part(size, counted.digest.hexdigest())


def _digest_all(tar: tarfile.TarFile) -> tuple[dict[str, Part], dict[str, bytes]]:
    found: dict[str, Part] = {}
    checksums: dict[str, bytes] = {}
    for member in tar:
        stream = tar.extractfile(member) if member.isreg() else None
        if stream is None or member.name in found or member.name in checksums or not _is_allowed(member.name):
            raise ValueError(f"unexpected part {member.name!r}")
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
    if name in {DUMP, _MANIFEST, _SEAL}:
        return True
    pieces = PurePosixPath(name).parts
    return name.startswith(FILES) and len(pieces) > 1 and ".." not in pieces and "\\" not in name and ":" not in name


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    stream = tar.extractfile(member)
    if stream is None:
        raise BackupProblem(f"unexpected part {member.name!r}")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(target, "xb", opener=_private) as out:
        while block := stream.read(_CHUNK):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
