"""Ending a membership without leaving open work unattended.

The last day is recorded only when no sealed case is open (nobody outside the team can pass on its keys), the
member sees to no other member's work, and a caretaker is named for the rest from the next day on. Every entry point
uses this.
"""

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import network_acts
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.room_acts import open_for_work
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Kind, Organisation
from jatan.foundation.network.rooms import Room
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.membership.selectors import cared_for_by, has_caretakers, open_work

_DAY: Final = "member_until"
_CARETAKER: Final = "caretaker"
# Where the open work lies that a caretaker takes over, see `permissions.CARETAKING`.
ROOMS_TAKEN_OVER: Final = (Room.PEOPLE, Room.HELP)


def end_membership(
    *, by: Actor, organisation: Organisation, until: dt.date | None, caretaker: Organisation | None
) -> bool:
    """Record the last day of membership (None: it stays a member) and the caretaker of its open work.

    Returns False when nothing differs. Raises Forbidden, or Problem: `no_member`, `unreadable`, `open_cases`,
    `is_caretaker` with field "member_until"; `missing_required`, `unfit_caretaker` with field "caretaker".
    """
    network_acts.require_network(by)
    with transaction.atomic():
        organisation, caretaker = _locked(organisation, caretaker)
        if until is None:
            return network_acts.record_last_day(by=by, organisation=organisation, until=None, caretaker=None)
        if organisation.kind != Kind.MEMBER:
            raise Problem("no_member", _("Only a member can leave the network."), field=_DAY)
        _refuse_open_work(organisation, until, caretaker)
        if caretaker is not None:
            _refuse_unfit(organisation, until, caretaker)
        has_changed = network_acts.record_last_day(by=by, organisation=organisation, until=until, caretaker=caretaker)
        if caretaker is not None and {*ROOMS_TAKEN_OVER} & {*caretaker.closed_rooms}:
            # Through a machine actor, because the network's office may not write in the ledger of the caretaker.
            with acting_as(machine_for([caretaker.pk])):
                open_for_work(by=by.account_id, organisation_id=caretaker.pk, rooms=ROOMS_TAKEN_OVER)
        return has_changed


def _locked(organisation: Organisation, caretaker: Organisation | None) -> tuple[Organisation, Organisation | None]:
    """Both rows as they are now, locked in the order of their ids: a caretaker cannot leave at the same moment."""
    keeps_key = {organisation.pk: False}
    if caretaker is not None:
        # A weaker lock: rows of the caretaker that are being written meanwhile need not wait.
        keeps_key = {caretaker.pk: True} | keeps_key
    rows = {pk: Organisation.objects.select_for_update(no_key=keeps_key[pk]).get(pk=pk) for pk in sorted(keeps_key)}
    return rows[organisation.pk], None if caretaker is None else rows[caretaker.pk]


def _refuse_open_work(organisation: Organisation, until: dt.date, caretaker: Organisation | None) -> None:
    work = open_work(organisation.id)
    if work.cases:
        open_cases = _(
            "Cases are open. Their own team closes them or hands them over to another member first: nobody else has"
            " their keys."
        )
        raise Problem("open_cases", open_cases, field=_DAY)
    if work.cared_for:
        names = ", ".join(one.name for one in cared_for_by(organisation.id))
        cares = _("It sees to the open work of: %(names)s. Name somebody else for that first.") % {"names": names}
        raise Problem("is_caretaker", cares, field=_DAY)
    # More work can arrive until the last day is over, so a caretaker is required although nothing is open today.
    if caretaker is None and (work.needs_caretaker or until >= clock.today()):
        needed = _("Name who sees to what is open after the last day: nobody who waits may be left alone.")
        raise Problem("missing_required", needed, field=_CARETAKER)


def _refuse_unfit(organisation: Organisation, until: dt.date, caretaker: Organisation) -> None:
    if caretaker.pk == organisation.pk:
        raise Problem("unfit_caretaker", _("Another organisation than the one that leaves, please."), field=_CARETAKER)
    if caretaker.member_until is not None:
        raise Problem("unfit_caretaker", _("This organisation leaves the network too."), field=_CARETAKER)
    if not has_caretakers(caretaker):
        message = _("Nobody there would see it: a coordinator or a desk operator needs an account first.")
        raise Problem("unfit_caretaker", message, field=_CARETAKER)
    if organisation.member_since is not None and until < organisation.member_since:
        raise Problem("unreadable", _("This lies before the day it began."), field=_DAY)
