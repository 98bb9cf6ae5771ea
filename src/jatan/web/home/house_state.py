"""What is wrong with the installation, on the home page of those who can do something about it or call somebody."""

from typing import Final

from django.conf import settings

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Role
from jatan.foundation.operation.findings import Finding, Level, findings_of

__all__ = ["house_state"]

_READERS: Final = frozenset({Role.COORDINATOR, Role.SECRETARIAT, Role.ADMINISTRATOR})
# code -> the roles that see it, where not all of _READERS do
_FEWER: Final = {
    "backup_old": frozenset({Role.SECRETARIAT, Role.ADMINISTRATOR}),
    "postgres_unsafe": frozenset({Role.ADMINISTRATOR}),
}


def house_state(by: Actor) -> list[Finding]:
    """Findings that are not in order, the bad ones first; nothing for roles that are not asked to act.

    At most one query for each check. The demo shows nothing of its PostgreSQL's version.
    """
    roles = _READERS & set(by.roles)
    if not roles:
        return []
    found = [finding for finding in findings_of(settings.JATAN_HOME_CHECKS) if finding.level is not Level.OK]
    if settings.JATAN_DEMO:
        found = [finding for finding in found if finding.code != "postgres_unsafe"]
    found = [finding for finding in found if roles & _FEWER.get(finding.code, _READERS)]
    return sorted(found, key=lambda finding: finding.level is not Level.BAD)
