"""Verbs that write the coded register.

A counsellor writes in the cases assigned to her, a supervisor in those of her organisation. Raises gate.Forbidden
where the actor may not, Problems or Problem for what cannot be recorded.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.cases import events
from jatan.programme.cases.commands import FollowUpCase, OpenCase
from jatan.programme.cases.models import Case, CaseFollowUp
from jatan.programme.people.recording import changed_values, values_of

__all__ = [
    "amend_case",
    "assign_case",
    "close_case",
    "follow_up_case",
    "open_case",
    "open_cases",
    "reopen_case",
    "withdraw_case",
]

_RECORD = Permission.CASES_RECORD


def open_case(*, by: Actor, command: OpenCase) -> Case:
    """Put one case on record. Problem("code_taken") when a live case of the organisation has its code."""
    with transaction.atomic():
        _refuse_taken_code(command.organisation, command.code)
        return open_cases(by=by, commands=[command])[0]


def open_cases(*, by: Actor, commands: Sequence[OpenCase]) -> list[Case]:
    """Put cases on record, all or none, in the order given. A register that uses a code twice is taken as it is.

    Somebody who reaches only her own cases gets those that name nobody, and may open none for somebody else.
    """
    rows = [Case(**values_of(_assigned(by, command))) for command in commands]
    return acts.record(by=by, permission=_RECORD, verb=events.CASE_OPENED, rows=rows)


def follow_up_case(*, by: Actor, case: Case, on: dt.date) -> CaseFollowUp:
    """Note that a case was followed up on a day."""
    command = FollowUpCase(
        organisation=case.organisation_id,
        place=case.place,
        panchayat=case.panchayat,
        village=case.village,
        case=case,
        on=on,
    )
    with transaction.atomic():
        _current(by, case)
        row = CaseFollowUp(**values_of(command))
        acts.record(by=by, permission=_RECORD, verb=events.CASE_FOLLOWED_UP, rows=[row])
    return row


def close_case(*, by: Actor, case: Case, on: dt.date | None) -> bool:
    """Close a case; the day may be unknown."""
    return _change(by, case, events.CASE_CLOSED, {"is_closed": True, "closed_on": on})


def reopen_case(*, by: Actor, case: Case, reason: str) -> bool:
    """Open a closed case again; the day it was closed stays in its history."""
    return _change(by, case, events.CASE_REOPENED, {"is_closed": False, "closed_on": None}, reason)


def assign_case(*, by: Actor, case: Case, to: uuid.UUID | None) -> bool:
    """Give a case to a counsellor (an account's id), or to nobody. Only for those who reach the whole register."""
    _require_register(by, case.organisation_id)
    return _change(by, case, events.CASE_ASSIGNED, {"assigned_to": to})


def amend_case(*, by: Actor, case: Case, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct what was written; what it said before is kept. A code is never changed to one that is taken."""
    if changes.get("assigned_to", case.assigned_to) != case.assigned_to:
        _require_register(by, case.organisation_id)
    with transaction.atomic():
        if changes.get("code", case.code) != case.code:
            _refuse_taken_code(case.organisation_id, changes["code"])
        return _change(by, case, events.CASE_AMENDED, changes, reason)


def withdraw_case(*, by: Actor, case: Case, reason: str) -> None:
    """Take a case out of every list and count that should not have been recorded."""
    with transaction.atomic():
        _current(by, case)
        acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.CASE_WITHDRAWN, row=case, reason=reason)


def _change(by: Actor, case: Case, verb: str, changes: Mapping[str, Any], reason: str = "") -> bool:
    with transaction.atomic():
        current = _current(by, case)
        values = changed_values(current, values_of(OpenCase.of(current).changed(changes)))
        done = acts.amend(
            by=by, permission=_RECORD, correct=_RECORD, verb=verb, row=current, changes=values, reason=reason
        )
    for name, value in values.items():
        setattr(case, name, value)
    return done


def _current(by: Actor, case: Case) -> Case:
    """The case as it stands now, locked. An own reach means the cases assigned to her, not those she typed in."""
    rows = Case._default_manager.filter(pk=case.pk, withdrawn_at__isnull=True)
    within = gate.within_reach(rows, by=by, permission=_RECORD, owner="assigned_to")
    current = within.select_related("place").select_for_update(of=("self",)).first()
    if current is None:
        raise gate.Forbidden(_RECORD.value)
    return current


def _assigned(by: Actor, command: OpenCase) -> OpenCase:
    if command.organisation in by.reach(_RECORD).organisations:
        return command
    if command.assigned_to not in (None, by.account_id):
        raise gate.Forbidden(_RECORD.value)
    return dataclasses.replace(command, assigned_to=by.account_id)


def _require_register(by: Actor, organisation_id: uuid.UUID) -> None:
    if organisation_id not in by.reach(_RECORD).organisations:
        raise gate.Forbidden(_RECORD.value)


def _refuse_taken_code(organisation_id: uuid.UUID, code: str) -> None:
    taken = Case._default_manager.filter(organisation_id=organisation_id, code=code, withdrawn_at__isnull=True)
    if taken.exists():
        raise Problem("code_taken", _("Another case has this code."), field="code")
