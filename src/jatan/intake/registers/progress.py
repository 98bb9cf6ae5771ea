"""Progress of a running import, for the page that waits for it; written on a second database connection.

The import itself is one transaction, so nothing it writes is visible before its end.
"""

import time
from types import TracebackType
from typing import Self

from django.db import connections

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import wall_settings
from jatan.foundation.db.transaction_settings import set_local
from jatan.intake.registers.models import ImportRun

_INTERVAL_SECONDS = 0.5


class RunProgress:
    """Writes sheet and row count at most twice a second, on a second connection with the importer's access settings."""

    def __init__(self, run: ImportRun, importer: Actor) -> None:
        self._organisation_id, self._run_id = run.organisation_id, run.pk
        self._access_settings = wall_settings(importer)
        self._connection = connections.create_connection("default")
        self._last_written = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def __call__(self, sheet: str, rows: int) -> None:
        """Record that `rows` rows of `sheet` have been imported."""
        moment = time.monotonic()
        if moment - self._last_written < _INTERVAL_SECONDS:
            return
        self._last_written = moment
        with self._connection.cursor() as cursor:
            cursor.execute("BEGIN")
            set_local(cursor, self._access_settings)
            cursor.execute(
                "UPDATE registers_importrun SET sheet_now = %s, rows_done = %s WHERE organisation_id = %s AND id = %s",
                [sheet[:120], rows, self._organisation_id, self._run_id],
            )
            cursor.execute("COMMIT")
