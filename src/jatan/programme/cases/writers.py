"""Who works on cases: the team, and legal officers, who have a key but write legal entries and notes only."""

import uuid

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import TABLE, Permission, Role
from jatan.foundation.network.selectors import has_left
from jatan.kernel import clock
from jatan.kernel.problems import Problem

__all__ = ["is_legal_officer", "refuse_if_left_network", "require_team"]


def is_legal_officer(by: Actor) -> bool:
    """Whether legal officer is the actor's only role in case work."""
    return {role for role in by.roles if TABLE[role].get(Permission.CASES_RECORD)} == {Role.LEGAL_OFFICER}


def require_team(by: Actor) -> None:
    """Raise Forbidden for a legal officer: she neither opens cases nor changes their readers."""
    if is_legal_officer(by):
        raise Forbidden(Permission.CASES_RECORD.value)


def refuse_if_left_network(organisation_id: uuid.UUID) -> None:
    """Raise Problem `left` for an organisation that left the network: it opens no new case; open ones go on."""
    if has_left(organisation_id, clock.today()):
        raise Problem("left", _("This organisation has left the network. No case begins here any more."))
