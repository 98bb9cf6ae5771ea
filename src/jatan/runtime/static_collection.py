"""Run collectstatic only if a source file changed, because compression takes seconds."""

import hashlib
import os
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from filelock import FileLock

from jatan.web import assets


def collect(into: Path) -> bool:
    """Collect and compress into `into` unless it is current. Returns True if files were collected.

    Serialised by a file lock: a server that starts while another process collects would miss files being written.
    """
    into.mkdir(parents=True, exist_ok=True)
    with FileLock(into / ".collecting"):
        return _collect_locked(into)


def _collect_locked(into: Path) -> bool:
    assets.build()
    stamp, digest = into / ".collected", _sources_digest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == digest:
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    temporary = stamp.with_name(f".collected-{os.getpid()}")
    temporary.write_text(digest, encoding="utf-8")
    os.replace(temporary, stamp)
    return True


def _sources_digest() -> str:
    """SHA-256 over name, size and mtime of every source file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
