"""How far an import is, for the page that waits for it: written beside the import's own transaction, not in it.

What the import has written is invisible until all of it is there; its progress must be seen before.
"""

import time
from types import TracebackType
from typing import Self

from django.db import connections

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import wall_settings
from jatan.foundation.network.transactionsettings import set_local
from jatan.intake.registers.models import ImportRun

__all__ = ["RunProgress"]

_EVERY_SECONDS = 0.5


class RunProgress:
    """A second connection, behind the same walls, that notes sheet and rows at most twice a second."""

    def __init__(self, run: ImportRun, importer: Actor) -> None:
        self._organisation_id, self._run_id = run.organisation_id, run.pk
        self._walls = wall_settings(importer)
        self._connection = connections.create_connection("default")
        self._last = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def __call__(self, sheet: str, rows: int) -> None:
        """Note that `rows` rows of `sheet` have been taken in."""
        moment = time.monotonic()
        if moment - self._last < _EVERY_SECONDS:
            return
        self._last = moment
        with self._connection.cursor() as cursor:
            cursor.execute("BEGIN")
            set_local(cursor, self._walls)
            cursor.execute(
                "UPDATE registers_importrun SET sheet_now = %s, rows_done = %s WHERE organisation_id = %s AND id = %s",
                [sheet[:120], rows, self._organisation_id, self._run_id],
            )
            cursor.execute("COMMIT")
