"""Errors of pages and slow pages, each kind once with how often it came: a fingerprint, and never a value.

An error's fingerprint is the page's pattern, the class of the exception and the line of ours that raised it. Messages,
addresses and who was signed in are not kept.
"""

import datetime as dt
import hashlib
import traceback
from pathlib import Path
from typing import Final

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from jatan.foundation.operation.choices import FaultKind
from jatan.foundation.operation.models import Fault

_PACKAGE: Final = Path(__file__).parents[2]  # jatan
_LONGEST: Final = 200
_NOTE: Final = """
INSERT INTO operation_fault AS f (mark, kind, page, exception, place, count, longest_ms, first_at, last_at)
VALUES (%s, %s, %s, %s, %s, 1, %s, now(), now())
ON CONFLICT (mark) DO UPDATE SET
    count = f.count + 1, longest_ms = greatest(f.longest_ms, excluded.longest_ms), last_at = now()
"""


def place_of(error: BaseException) -> str:
    """The innermost line of ours, e.g. `web/home/views.py:42`; of another package its file's name and line."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE):
            return f"{path.relative_to(_PACKAGE).as_posix()}:{frame.lineno}"
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def note_error(page: str, error: BaseException) -> None:
    """Count an error of a page. `page`: its pattern, e.g. `people/<uuid:pk>/`."""
    _note(FaultKind.ERROR, page, type(error).__name__, place_of(error), 0)


def note_slow(page: str, milliseconds: int) -> None:
    """Count an answer of a page that took so long."""
    _note(FaultKind.SLOW, page, "", "", milliseconds)


def newest(kind: FaultKind, most: int) -> QuerySet[Fault]:
    """The kinds of fault that came last."""
    return Fault.objects.filter(kind=kind).order_by("-last_at", "mark")[:most]


def delete_old(kept_days: int) -> int:
    """Delete faults that have not come again in so many days. Returns how many."""
    return Fault.objects.filter(last_at__lt=Now() - dt.timedelta(days=kept_days)).delete()[0]


def _note(kind: FaultKind, page: str, exception: str, place: str, milliseconds: int) -> None:
    page, exception, place = page[:_LONGEST], exception[:_LONGEST], place[-_LONGEST:]
    mark = hashlib.sha256("\0".join((kind, page, exception, place)).encode()).hexdigest()[:12]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [mark, kind.value, page, exception, place, milliseconds])
