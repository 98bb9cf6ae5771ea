"""Who works on cases: the team, and legal officers, who were given a key to write the law of a case alone."""

import uuid

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import TABLE, Permission, Role
from jatan.foundation.network.selectors import has_left
from jatan.kernel import clock
from jatan.kernel.problems import Problem

__all__ = ["is_legal_officer", "refuse_after_leaving", "require_team"]


def is_legal_officer(by: Actor) -> bool:
    """True for whoever works on cases as a legal officer alone; a supervisor who is one too is a supervisor."""
    return {role for role in by.roles if TABLE[role].get(Permission.CASES_RECORD)} == {Role.LEGAL_OFFICER}


def require_team(by: Actor) -> None:
    """Raise Forbidden for a legal officer: who may read a case, and which case begins, is not hers to say."""
    if is_legal_officer(by):
        raise Forbidden(Permission.CASES_RECORD.value)


def refuse_after_leaving(organisation_id: uuid.UUID) -> None:
    """Raise Problem `left` where no case begins any more; those that are open are worked on until they are closed."""
    if has_left(organisation_id, clock.today()):
        raise Problem("left", _("This organisation has left the network. No case begins here any more."))
