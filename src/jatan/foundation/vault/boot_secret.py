"""A secret that lives in memory alone: what lies sealed in browsers' cookies opens with it, and with no disk.

The server's processes share it as a file of a memory disk, readable by their own user; a power cut ends it. Where there
is no such disk every process has its own, and a browser that meets another process is asked for the passphrase again.
"""

import contextlib
import os
import secrets
import stat
from pathlib import Path
from typing import Final

from django.conf import settings

__all__ = ["boot_secret", "replace_boot_secret"]

_BYTES: Final = 32
_of_this_process: list[bytes] = []


def boot_secret() -> bytes:
    """The 32 bytes of this start of the machine, made at first need."""
    path: Path | None = settings.VAULT_BOOT_SECRET
    if path is not None:
        with contextlib.suppress(OSError):
            return _read(path) or _made_at(path)
    if not _of_this_process:
        _of_this_process.append(os.urandom(_BYTES))
    return _of_this_process[0]


def replace_boot_secret() -> None:
    """Another secret from now on: no cookie that is out there opens any more."""
    _of_this_process[:] = [os.urandom(_BYTES)]
    path: Path | None = settings.VAULT_BOOT_SECRET
    if path is not None and (path.exists() or path.is_symlink()):
        path.unlink()


def _made_at(path: Path) -> bytes:
    """Two processes may start at the same moment; the first secret stands."""
    candidate = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    handle = os.open(candidate, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(os.urandom(_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(candidate, path)
    finally:
        candidate.unlink()
    found = _read(path)
    if found is None:
        raise OSError("somebody else put something in its place")
    return found


def _read(path: Path) -> bytes | None:
    """What is there, unless another user made it or can read it: then it is nobody's secret (OSError)."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as source:
        state = os.fstat(source.fileno())
        secret = source.read(_BYTES + 1)
    is_ours = state.st_uid == os.getuid() and not state.st_mode & 0o077 and stat.S_ISREG(state.st_mode)
    if not is_ours or len(secret) != _BYTES:
        raise OSError("not a secret of this user")
    return secret
