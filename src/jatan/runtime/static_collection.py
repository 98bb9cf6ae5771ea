"""Collects static files once for each state of their sources: compressing takes seconds, looking does not."""

import hashlib
import os
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from filelock import FileLock

from jatan.web import assets


def collect(into: Path) -> bool:
    """Collect and compress unless `into` holds exactly the present sources. True when it did.

    One process at a time: a server that starts while another collects would look for files that are just being
    written, and miss them as long as it runs.
    """
    into.mkdir(parents=True, exist_ok=True)
    with FileLock(into / ".collecting"):
        return _collected(into)


def _collected(into: Path) -> bool:
    assets.build()
    stamp, now = into / ".collected", _state()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == now:
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    temporary = stamp.with_name(f".collected-{os.getpid()}")
    temporary.write_text(now, encoding="utf-8")
    os.replace(temporary, stamp)
    return True


def _state() -> str:
    """One digest over name, size and age of every source."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
