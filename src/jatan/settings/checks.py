"""Which checks of the installation are made where: dotted paths of functions that return findings."""

from typing import Final

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
READY_CHECKS: Final = (
    *_BOTH,
    "jatan.runtime.checks.database.check_migrations",
    "jatan.runtime.checks.key_agent.check_key_agent",
)
# At most one query each.
HOME_CHECKS: Final = (*_BOTH, "jatan.runtime.checks.database.check_version")
# `jatan doctor`: these first, also while the database is away; the last of them says whether it is.
DOCTOR_CHECKS_WITHOUT_DATABASE: Final = (
    "jatan.runtime.checks.folder.check_owner",
    "jatan.runtime.checks.folder.check_permissions",
    "jatan.runtime.checks.folder.check_secrets",
    "jatan.runtime.checks.folder.check_registrations",
    "jatan.runtime.checks.configuration.check_proxy",
    "jatan.runtime.checks.configuration.check_debug",
    "jatan.runtime.checks.configuration.check_packages",
    "jatan.runtime.checks.disk.check_disk",
    "jatan.runtime.checks.disk.check_files",
    "jatan.runtime.checks.backups.check_backup_age",
    "jatan.runtime.checks.connection.check_reachable",
)
DOCTOR_CHECKS: Final = (
    "jatan.runtime.checks.database.check_migrations",
    "jatan.runtime.checks.database.check_version",
    "jatan.runtime.checks.database.check_restart",
    "jatan.runtime.checks.connection.check_pooler",
    "jatan.runtime.checks.connection.check_privileges",
    "jatan.runtime.checks.worker.check_heartbeats",
    "jatan.runtime.checks.worker.check_waiting_tasks",
    "jatan.runtime.checks.clock.check_clock",
    "jatan.runtime.checks.keys.check_keys",
    "jatan.runtime.checks.records.check_newest_event",
    "jatan.runtime.checks.records.check_files_of_rows",
    "jatan.runtime.checks.records.check_authorities",
    "jatan.runtime.checks.records.check_memory_for_keys",
    "jatan.runtime.checks.records.check_demo",
    "jatan.runtime.checks.records.check_people",
)
