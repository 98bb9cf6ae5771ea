"""Free space on the disks of the house, and the reserve that files may not use.

Below the reserve the house takes no photographs and papers, and records words as always: a record has a few kilobytes,
and the database must never be the one that finds the disk full.
"""

import shutil
from pathlib import Path

from django.conf import settings


def free_bytes() -> int:
    """Free bytes of the disks of JATAN_HOME and of the files, the fuller one."""
    return min(
        shutil.disk_usage(folder).free for folder in (settings.HOME, settings.MEDIA_ROOT) if Path(folder).is_dir()
    )


def has_room(size: int) -> bool:
    """Whether the reserve is still free when `size` more bytes have been stored."""
    return free_bytes() - size >= settings.JATAN_DISK_RESERVE
