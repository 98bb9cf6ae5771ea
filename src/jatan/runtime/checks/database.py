"""Whether the database was restarted, has the tables of this version, and is a safe version itself."""

import time
from typing import Final

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.operation.findings import Finding, Level
from jatan.runtime import processes, startup
from jatan_postgres import safe_versions

_SHOWN_SECONDS: Final = 3600
_TOLERANCE_SECONDS: Final = 5
_UPTIME: Final = "SELECT extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())"


def check_restart() -> list[Finding]:
    """The database was not restarted within the last hour while pages were served. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_UPTIME)
        uptime = float(cursor.fetchone()[0])
    if uptime > _SHOWN_SECONDS or uptime > _seconds_served() - _TOLERANCE_SECONDS:
        return [
            Finding("database_restarted", Level.OK, _("The database has not been restarted while pages were served."))
        ]
    words = _(
        "The database was restarted {minutes} minutes ago. What was saved is there; what was being sent may not be."
    )
    sentence = format_lazy(words, minutes=max(1, round(uptime / 60)))
    remedy = _("Look whether the last record is there. If this comes again, call the administrator.")
    return [Finding("database_restarted", Level.WARN, sentence, remedy)]


def check_migrations() -> list[Finding]:
    """The tables are those of the files on this disk. One query."""
    applied = MigrationRecorder(connection).applied_migrations().keys()
    if startup.names_on_disk() <= applied:
        return [Finding("migrations_pending", Level.OK, _("The tables are up to date."))]
    sentence = _("The programme was renewed, but the tables were not.")
    return [
        Finding("migrations_pending", Level.BAD, sentence, _("Call the administrator. To renew them: ./jatan migrate"))
    ]


def check_version() -> list[Finding]:
    """The database server has no security hole that was known on `CHECKED_ON`; the words say that day. No query."""
    connection.ensure_connection()
    major, minor = divmod(int(connection.pg_version), 10_000)  # type: ignore[attr-defined]
    least = safe_versions.least_safe_minor(major)
    shown, day = f"{major}.{minor}", safe_versions.CHECKED_ON.isoformat()
    if least is not None and minor >= least:
        known = _("PostgreSQL {version} has no security hole that was known on {day}.")
        return [Finding("postgres_unsafe", Level.OK, format_lazy(known, version=shown, day=day))]
    wanted = f"{major}.{least}" if least is not None else str(max(safe_versions.LEAST_SAFE))
    sentence = format_lazy(
        _("PostgreSQL {version} has security holes that {wanted} closed ({day})."),
        version=shown,
        wanted=wanted,
        day=day,
    )
    remedy = _("Install the newer one; docs/how-to/watch-a-house.md says how, for each kind of database.")
    return [Finding("postgres_unsafe", Level.WARN, sentence, remedy)]


def _seconds_served() -> float:
    """Since when a web server of this house serves; 0 without one."""
    begun = [entry.file.stat().st_mtime for entry in processes.running() if entry.kind == "serve"]
    return time.time() - min(begun) if begun else 0.0
