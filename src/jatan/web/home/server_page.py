"""What is done at the server's keyboard and not on pages: the key ceremony of each member, backups, faults of pages."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.setup_progress import Step, members_with_cases
from jatan.foundation.operation import faults
from jatan.foundation.operation.choices import FaultKind
from jatan.web.home.backups import has_backup
from jatan.web.ui.needs import StaffRequest, needs

_STEPS: Final = {
    Step.INVITE_SUPERVISOR: _("First its coordinator invites a case supervisor, who signs in."),
    Step.SECOND_PERSON_AGREES: _("A case supervisor is invited; a second person agrees first, and she signs in."),
    Step.HOLD_CEREMONY: _("Three officers hold the ceremony. At the server:"),
    Step.SUPERVISOR_SETS_UP_KEYS: _(
        "The ceremony was held. Now the supervisor sets up her keys on her page “My keys”."
    ),
    Step.CERTIFY_SUPERVISOR: _("The supervisor has her keys. Two officers swear her in. At the server:"),
    None: _("The ceremony was held and a supervisor is sworn in."),
}
_MOST_FAULTS: Final = 20
# An example of where a backup is written: a disk that is not the house's own.
_BACKUP_COMMAND: Final = "./jatan backup /media/backup/jatan.backup"


@dataclass(frozen=True)
class MemberKeys:
    """What a member's keys need next, and the commands for it."""

    name: str
    sentence: Any
    commands: tuple[str, ...]
    is_done: bool


@needs(Permission.ACCOUNTS_MANAGE)
@require_safe
def setup_server(request: StaffRequest) -> HttpResponseBase:
    """The page: state of the keys of every member within reach, and the commands to type at the server."""
    reach = request.actor.reach(Permission.ACCOUNTS_MANAGE).organisations
    page = {
        "members": [_member_keys(*found) for found in members_with_cases(reach)],
        "has_backup": has_backup(),
        "backup_command": _BACKUP_COMMAND,
        "runs_house": (runs_house := request.actor.may(Permission.NETWORK_MANAGE)),
        "errors": faults.newest(FaultKind.ERROR, _MOST_FAULTS) if runs_house else (),
        "slow": faults.newest(FaultKind.SLOW, _MOST_FAULTS) if runs_house else (),
    }
    return render(request, "home/server.html", page)


def _member_keys(member: Any, step: Step | None, supervisors: list[str]) -> MemberKeys:
    commands = {
        Step.HOLD_CEREMONY: (f"./jatan keys ceremony {member.code}",),
        Step.CERTIFY_SUPERVISOR: tuple(f"./jatan keys swear-in {member.code} {email}" for email in supervisors),
    }
    return MemberKeys(member.name, _STEPS[step], commands.get(step, ()) if step else (), step is None)
