"""Whether there is room on the disk, and whether files can be written."""

import shutil
import tempfile
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.operation.findings import Finding, Level

__all__ = ["check_disk", "check_files"]

_LITTLE_BYTES: Final = 2 * 2**30
_TOO_LITTLE_BYTES: Final = 300 * 2**20
_PROBE: Final = b"\0" * 4096


def check_disk() -> list[Finding]:
    """Free space of the disks of JATAN_HOME and of the files: less than 2 GB is little, less than 300 MB too little."""
    free = min(
        shutil.disk_usage(folder).free for folder in (settings.HOME, settings.MEDIA_ROOT) if Path(folder).is_dir()
    )
    if free >= _LITTLE_BYTES:
        return [Finding("disk_full", Level.OK, _("There is room on the disk."))]
    level = Level.BAD if free < _TOO_LITTLE_BYTES else Level.WARN
    sentence = format_lazy(
        _("The disk of the server is nearly full: {megabytes} MB are left."), megabytes=free // 2**20
    )
    remedy = _("Call the administrator. Without room photographs and records will soon be refused.")
    return [Finding("disk_full", level, sentence, remedy)]


def check_files() -> list[Finding]:
    """A file can be written beside the photographs and documents. Leaves none behind."""
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, buffering=0) as probe:
            probe.write(_PROBE)
    except OSError:
        sentence = _("Photographs and documents cannot be saved on the server.")
        remedy = _("Call the administrator: the folder of files is full, read-only or of another user.")
        return [Finding("files_unwritable", Level.BAD, sentence, remedy)]
    return [Finding("files_unwritable", Level.OK, _("Files can be written."))]
