"""Which checks of the installation are made where: dotted paths of functions that return findings."""

from typing import Final

__all__ = ["HOME_CHECKS", "READY_CHECKS"]

_BOTH: Final = (
    "jatan.runtime.checks.worker.check_heartbeats",
    "jatan.runtime.checks.worker.check_waiting_tasks",
    "jatan.runtime.checks.database.check_restart",
    "jatan.runtime.checks.disk.check_disk",
    "jatan.runtime.checks.disk.check_files",
    "jatan.runtime.checks.clock.check_clock",
    "jatan.runtime.checks.backups.check_backup_age",
)
# Strangers read the codes of `/readyz`, so no check there says which version runs.
READY_CHECKS: Final = (*_BOTH, "jatan.runtime.checks.database.check_migrations")
# At most one query each.
HOME_CHECKS: Final = (*_BOTH, "jatan.runtime.checks.database.check_version")
