"""How much of photographs, papers and uploads is taken, counted before anything is stored.

The limits stand here alone (docs/reference/limits.md lists them). Words are never counted: a form whose file is over a
limit, or comes while the disk is below its reserve or the store of the files is away, is recorded without it
(`web/ui/counted_files.py`). Phones have limits of their own for a day (`intake/fieldbook/quotas.py`) and ask here only
whether there is room.
"""

import datetime as dt
import uuid
from typing import Final

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import rate_limits
from jatan.foundation.access.rate_limits import RateLimit
from jatan.foundation.operation import disk_space, file_use
from jatan.kernel.file_store import file_store
from jatan.kernel.problems import Problem

_MIB: Final = 1024 * 1024
_DAY: Final = dt.timedelta(days=1)
# What one account sends in a day: a day of photographing old registers, or a day's papers of a large case.
ACCOUNT_FILES: Final = RateLimit("files", 600, _DAY)


def account_bytes(largest_paper: int) -> RateLimit:
    """What one account sends in a day, where a paper of a case may have so many bytes: no paper is larger than a day,
    and one that came to nothing can be sent once more."""
    return RateLimit("file-bytes", max(600 * _MIB, 2 * largest_paper), _DAY)


ACCOUNT_BYTES: Final = account_bytes(settings.JATAN_LARGEST_PAPER)
# What one case keeps in all: more is a film, which belongs on a disk in a locked cupboard.
CASE_FILES: Final = 500
CASE_BYTES: Final = 2048 * _MIB


def take(account: uuid.UUID, *, files: int, size: int) -> None:
    """Count files of `size` bytes altogether for the account and the house, before they are stored.

    Raises Problem, and counts nothing: no_room (the disk is below its reserve), files_unreachable (the store of the
    files does not answer), account_quota, house_quota.
    """
    if not disk_space.has_room(size):
        raise _no_room()
    try:
        file_store().probe()
    except OSError as away:
        raise _no_answer() from away
    if not rate_limits.takes(_of_account(account, files, size)):
        message = _(
            "The file was not kept: one person can send {files} files or {size} MB in a day. Send the rest tomorrow, "
            "or smaller pictures. What is written goes on as always."
        )
        shown = format_lazy(message, files=ACCOUNT_FILES.most, size=ACCOUNT_BYTES.most // _MIB)
        raise Problem("account_quota", shown)
    if not file_use.add(size, most=settings.JATAN_MOST_FILES):
        _give_back_to_account(account, files, size)
        raise _house_quota()


def give_back(account: uuid.UUID, *, files: int, size: int) -> None:
    """Uncount files that were refused and not stored."""
    _give_back_to_account(account, files, size)
    file_use.subtract(size)


def has_room(size: int) -> bool:
    """Whether disk and house take `size` bytes more. At most one query; counts nothing."""
    return disk_space.has_room(size) and file_use.used_bytes() + size <= settings.JATAN_MOST_FILES


def of_a_case(*, files: int, size: int) -> None:
    """Whether a case may hold so many files of `size` bytes altogether. Raises Problem case_quota.

    The caller has counted its rows with the new one, and holds a lock so that no other comes in between.
    """
    if files <= CASE_FILES and size <= CASE_BYTES:
        return
    message = _(
        "The file was not kept: the papers of one case have at most {files} files and {size} MB. Keep a film "
        "outside, locked away, and write here where it lies."
    )
    raise Problem("case_quota", format_lazy(message, files=CASE_FILES, size=CASE_BYTES // _MIB))


def _of_account(account: uuid.UUID, files: int, size: int) -> list[tuple[RateLimit, uuid.UUID, int]]:
    return [(ACCOUNT_FILES, account, files), (ACCOUNT_BYTES, account, size)]


def _give_back_to_account(account: uuid.UUID, files: int, size: int) -> None:
    for limit, subject, amount in _of_account(account, files, size):
        rate_limits.take_back(limit, subject, amount)


def _no_room() -> Problem:
    message = _(
        "The file was not kept: the server's disk is nearly full. What is written is recorded as always. Tell the "
        "administrator, and send the file again when there is room."
    )
    return Problem("no_room", message)


def _no_answer() -> Problem:
    message = _(
        "The file was not kept: the place where the files lie does not answer just now. What is written is recorded as "
        "always. Send the file again later; if that does not help, tell the administrator."
    )
    return Problem("files_unreachable", message)


def _house_quota() -> Problem:
    message = _(
        "The file was not kept: the files of this house have {used} GB, and {most} GB are allowed. What is written is "
        "recorded as always. Tell the administrator, and send the file again when there is room."
    )
    gib = 1024 * _MIB
    used, most = file_use.used_bytes() / gib, settings.JATAN_MOST_FILES / gib
    return Problem("house_quota", format_lazy(message, used=f"{used:.1f}", most=f"{most:g}"))
