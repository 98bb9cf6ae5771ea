"""A secret kept only in memory, needed to decrypt the open keys in browsers' cookies (`open_keys`).

The server's processes share it as a file on a memory disk (tmpfs) that only their user can read; it is lost at a
reboot. Without such a disk every process has its own secret, and a browser whose next request reaches another process
must enter the passphrase again.
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
_process_secret: list[bytes] = []


def boot_secret() -> bytes:
    """The secret (32 bytes) since the machine started; created at the first call."""
    path: Path | None = settings.VAULT_BOOT_SECRET
    if path is not None:
        with contextlib.suppress(OSError):
            return _read(path) or _create(path)
    if not _process_secret:
        _process_secret.append(os.urandom(_BYTES))
    return _process_secret[0]


def replace_boot_secret() -> None:
    """Replace the secret: no existing cookie can be decrypted any more."""
    _process_secret[:] = [os.urandom(_BYTES)]
    path: Path | None = settings.VAULT_BOOT_SECRET
    if path is not None and (path.exists() or path.is_symlink()):
        path.unlink()


def _create(path: Path) -> bytes:
    """Create the file and return its content. If another process created it first, its secret is returned."""
    candidate = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    handle = os.open(candidate, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(os.urandom(_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(candidate, path)
    finally:
        candidate.unlink()
    secret = _read(path)
    if secret is None:
        raise OSError("the boot secret's file disappeared while it was created")
    return secret


def _read(path: Path) -> bytes | None:
    """The file's content, None if there is none. OSError if another user owns or can read it."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as source:
        state = os.fstat(source.fileno())
        secret = source.read(_BYTES + 1)
    is_private = state.st_uid == os.getuid() and not state.st_mode & 0o077 and stat.S_ISREG(state.st_mode)
    if not is_private or len(secret) != _BYTES:
        raise OSError("the boot secret's file is not a private file of this user")
    return secret
