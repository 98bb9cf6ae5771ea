"""The id of the database's present history. It changes when a backup is brought back (`runtime/backup/restore.py`).

A phone keeps the receipts of a month. When it meets another id, it asks for all of them again, so that what was sent
after the backup was made is found missing while the phone can still say so.
"""

import uuid

from jatan.foundation.devices.models import History


def epoch() -> uuid.UUID:
    """The id of the newest beginning; a database without any gets its first one."""
    found = History.objects.order_by("-began_at", "-id").values_list("id", flat=True).first()
    return found if found is not None else History.objects.create().pk
