"""How many bytes the files of the house have in all: one row, so that no upload walks the disk or adds up tables.

Each upload is added before it is stored, in one statement, so that two at once cannot pass the limit together. What is
deleted later, or smaller after it was encoded anew, is set right by the worker, which counts the rows every hour
(`runtime/file_use.py`).
"""

from typing import Any, Final

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest

from jatan.foundation.operation.models import FileUse
from jatan.kernel import clock

_ONLY: Final = 1  # the key of the one row
_ADD: Final = """
INSERT INTO operation_fileuse AS f (id, bytes) VALUES (1, %(size)s)
ON CONFLICT (id) DO UPDATE SET bytes = f.bytes + %(size)s WHERE f.bytes + %(size)s <= %(most)s
RETURNING bytes
"""


def add(size: int, *, most: int) -> bool:
    """Add `size` bytes if the house then has at most `most`; else False, and nothing is added."""
    if size > most:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_ADD, {"size": size, "most": most})
        return cursor.fetchone() is not None


def subtract(size: int) -> None:
    """Take back what was added and not stored."""
    FileUse.objects.filter(pk=_ONLY).update(bytes=Greatest(F("bytes") - size, 0))


def used_bytes() -> int:
    """Bytes of all files as last counted, with what came since. One query."""
    return FileUse.objects.filter(pk=_ONLY).values_list("bytes", flat=True).first() or 0


def set_counted(size: int, *, since: int) -> None:
    """Replace the figure by what the rows of all files add up to. `since`: the figure when that was begun to be added
    up; what came meanwhile is kept on top, because its rows may not have been seen."""
    counted: dict[str, Any] = {"bytes": size, "counted_at": clock.now()}
    grown = size + Greatest(F("bytes") - since, 0)
    FileUse.objects.update_or_create(pk=_ONLY, defaults=counted | {"bytes": grown}, create_defaults=counted)
