"""Whether there is room on the disk, and whether files can be written."""

from typing import Final

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.operation.disk_space import free_bytes
from jatan.foundation.operation.findings import Finding, Level
from jatan.kernel.file_store import file_store
from jatan.kernel.file_stores.base import StoreProblem

_LITTLE_BYTES: Final = 2 * 2**30


def check_disk() -> list[Finding]:
    """Free space of the disks of JATAN_HOME and of the files: less than 2 GB is little, less than the reserve bad."""
    free = free_bytes()
    if free < settings.JATAN_DISK_RESERVE:
        sentence = format_lazy(
            _("The disk of the server is nearly full: {megabytes} MB are left. No photographs and papers are taken."),
            megabytes=free // 2**20,
        )
        remedy = _("Call the administrator. What is written is recorded as always; photographs wait on the phones.")
        return [Finding("disk_full", Level.BAD, sentence, remedy)]
    if free >= _LITTLE_BYTES:
        return [Finding("disk_full", Level.OK, _("There is room on the disk."))]
    sentence = format_lazy(
        _("The disk of the server is nearly full: {megabytes} MB are left."), megabytes=free // 2**20
    )
    remedy = _("Call the administrator. Without room photographs and papers will soon be refused.")
    return [Finding("disk_full", Level.WARN, sentence, remedy)]


def check_files() -> list[Finding]:
    """A file can be written beside the photographs and documents, in their folder or store. Leaves none behind."""
    try:
        file_store().probe()
    except OSError as error:
        sentence = _("Photographs and documents cannot be saved on the server.")
        remedy = _("Call the administrator: the folder of files is full, read-only or of another user.")
        if isinstance(error, StoreProblem):
            remedy = _("Call the administrator: the store of files does not answer, or refuses the key of this house.")
        return [Finding("files_unwritable", Level.BAD, sentence, remedy)]
    return [Finding("files_unwritable", Level.OK, _("Files can be written."))]
