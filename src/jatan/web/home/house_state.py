"""What is wrong with the installation, on the home page of those who can do something about it or call somebody."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Role
from jatan.foundation.operation.findings import Finding, Level, findings_of
from jatan.web.ui.components.words import Text

_READERS: Final = frozenset({Role.COORDINATOR, Role.SECRETARIAT, Role.ADMINISTRATOR})
# code -> the roles that see it, where not all of _READERS do
_FEWER: Final = {
    "backup_old": frozenset({Role.SECRETARIAT, Role.ADMINISTRATOR}),
    "postgres_unsafe": frozenset({Role.ADMINISTRATOR}),
}
# Without a worker these follow, and the line about the worker says so.
_OF_THE_WORKER: Final = frozenset({"walk_late", "entry_late"})
# code -> (address, words) of the page where somebody answers
_ANSWERED_AT: Final = dict.fromkeys(
    ("clock_jumped", "clock_wrong", "clock_asked"), ("house_clock", _("Compare day and time"))
)


@dataclass(frozen=True)
class HouseLine:
    """A finding, and the page where this reader does something about it, or "" for both."""

    finding: Finding
    url: str = ""
    action: Text = ""


def house_state(by: Actor) -> list[HouseLine]:
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
    if any(finding.code == "worker_dead" for finding in found):
        found = [finding for finding in found if finding.code not in _OF_THE_WORKER]
    return [_line(finding) for finding in sorted(found, key=lambda finding: finding.level is not Level.BAD)]


def _line(finding: Finding) -> HouseLine:
    if finding.code not in _ANSWERED_AT:
        return HouseLine(finding)
    name, words = _ANSWERED_AT[finding.code]
    return HouseLine(finding, reverse(name), words)
