"""The hidden file that a killed backup left: the next one deletes it, unless its process is still at work on it.

The system takes a lock back when a process ends, however it ends. Where a file system knows no locks, nothing is
deleted. On Windows a file that is open cannot be deleted anyway.
"""

import contextlib
import re
import sys
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import fcntl


def lock(out: IO[bytes]) -> bool:
    """Lock a file until it is closed, so that `delete_left` of another process leaves it alone. False: not possible."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(out.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def delete_left(folder: Path, name: re.Pattern[str]) -> None:
    """Delete files in `folder` whose whole name matches, but for those that a process is at work on."""
    for path in folder.iterdir():
        if name.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            with contextlib.suppress(OSError), path.open("r+b") as left:  # over NFS only an open for writing is locked
                if lock(left):
                    path.unlink()
