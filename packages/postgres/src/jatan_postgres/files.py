"""Folders and files that only their owner may open."""

import os
import stat
import sys
import tempfile
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Create the cluster's folder with mode 0700, or take the access of others from an existing one.

    As root with mode 0711, because the server then runs as another user below it.
    """
    mode = 0o711 if sys.platform != "win32" and os.geteuid() == 0 else 0o700
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) & ~mode:
        folder.chmod(mode)


def write_private(path: Path, content: str) -> None:
    """Write a file whole, with mode 0600, replacing an existing one; it is on the disk when this returns."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
        _sync(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows: a folder cannot be opened, and the rename is written through
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
