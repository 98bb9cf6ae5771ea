"""Who works on cases: the team, and legal officers, who have a key but write legal entries and notes only."""

import uuid

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import TABLE, Permission, Role
from jatan.foundation.network.selectors import last_day_for_share
from jatan.kernel import clock
from jatan.kernel.problems import Problem


def is_legal_officer(by: Actor) -> bool:
    """Whether legal officer is the actor's only role in case work."""
    return {role for role in by.roles if TABLE[role].get(Permission.CASES_RECORD)} == {Role.LEGAL_OFFICER}


def require_team(by: Actor) -> None:
    """Raise Forbidden for a legal officer: she neither opens cases nor changes their readers."""
    if is_legal_officer(by):
        raise Forbidden(Permission.CASES_RECORD.value)


def refuse_if_left_network(organisation_id: uuid.UUID, *, is_open: bool = True) -> None:
    """Raise Problem for an organisation that opens no case any more, new or again; open ones go on.

    `left` after its last day in the network. `leaves` once that day is set, for a case that would stay open: nobody
    else has its key. Call it in the transaction that opens the case, before other locks: the day cannot be set
    meanwhile.
    """
    last = last_day_for_share(organisation_id)
    if last is None:
        return
    if last < clock.today():
        raise Problem("left", _("This organisation has left the network. No case begins here any more."))
    if is_open:
        message = _(
            "This organisation is leaving the network. No case is opened here any more: refer her to another member."
        )
        raise Problem("leaves", message)
