"""Verbs that write the coded register. What must not stand open goes to `waiting` on the way to the sealed file.

A counsellor writes in the cases assigned to her, a supervisor in those of her organisation. Raises gate.Forbidden
where the actor may not, Problems or Problem for what cannot be recorded.
"""

import dataclasses
import datetime as dt
import os
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.cases import events
from jatan.programme.cases.choices import ERASED, Reopened, Withdrawn
from jatan.programme.cases.models import Case
from jatan.programme.cases.register import amendments
from jatan.programme.cases.register.commands import OpenCase
from jatan.programme.cases.register.facts import SECRET_BYTES, counted_by, forget_fact, new_facts, write_fact
from jatan.programme.cases.register.letters import RegisterDates
from jatan.programme.cases.register.selectors import has_file
from jatan.programme.cases.register.waiting import hand_over, waiting_for
from jatan.programme.cases.writers import refuse_after_leaving, require_team

__all__ = [
    "amend_case",
    "assign_case",
    "bring_back_case",
    "close_case",
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

    Somebody who reaches only her own cases gets those that name nobody, and may open none for somebody else. Days,
    villages and the secret of a case's facts are sealed at once, or wait for the office's first team.
    """
    require_team(by)
    told = [_assigned(by, command) for command in commands]
    for organisation_id in {command.organisation for command in told}:
        refuse_after_leaving(organisation_id)
    rows = _rows(told)
    with transaction.atomic():
        made = acts.record(by=by, permission=_RECORD, verb=events.CASE_OPENED, rows=rows)
        secrets = [os.urandom(SECRET_BYTES) for _row in made]
        new_facts(amendments.fact_of(row, secret) for row, secret in zip(made, secrets, strict=True))
        dates = [amendments.dates_of(one, secret) for one, secret in zip(told, secrets, strict=True)]
        for organisation_id in dict.fromkeys(row.organisation_id for row in made):
            pairs = zip(made, dates, strict=True)
            hand_over(organisation_id, [(row.pk, one) for row, one in pairs if row.organisation_id == organisation_id])
    return made


def close_case(*, by: Actor, case: Case, closed_on: dt.date | None = None, in_file: bool = False) -> bool:
    """Close a case openly. The day goes into the sealed file, or waits for it. `in_file`: a supervisor decided there.

    Raises Problem("has_file") when there is a sealed file and it was not decided in it.
    """
    changes = {"is_closed": True} if closed_on is None else {"is_closed": True, "closed_on": closed_on}
    return _change(by, case, events.CASE_CLOSED, changes, in_file=in_file)


def reopen_case(*, by: Actor, case: Case, why: str = "", in_file: bool = False) -> bool:
    """Open a closed case again. `why`: a code of `Reopened`.

    `in_file`: its sealed file says why, and keeps the day on which it was closed. Raises Problem.
    """
    if not in_file:
        _refuse_sentence(why, Reopened)
    changes = {"is_closed": False} if in_file else {"is_closed": False, "closed_on": None}
    return _change(by, case, events.CASE_REOPENED, changes, why, in_file=in_file)


def assign_case(*, by: Actor, case: Case, to: uuid.UUID | None) -> bool:
    """Give a case to a counsellor (an account's id), or to nobody. Only for those who reach the whole register."""
    _require_register(by, case.organisation_id)
    return _change(by, case, events.CASE_ASSIGNED, {"assigned_to": to})


def amend_case(*, by: Actor, case: Case, changes: Mapping[str, Any]) -> bool:
    """Correct what was written, by the names of `OpenCase`'s fields. A code is never changed to one that is taken.

    What stands open is changed and keeps what it said before. Days of a case that waits are changed where they wait;
    of a sealed case the team gets another letter. Problem("keys_needed") when it can receive none.
    """
    if changes.get("assigned_to", case.assigned_to) != case.assigned_to:
        _require_register(by, case.organisation_id)
    with transaction.atomic():
        if changes.get("code", case.code) != case.code:
            _refuse_taken_code(case.organisation_id, changes["code"])
        return _change(by, case, events.CASE_AMENDED, changes)


def withdraw_case(*, by: Actor, case: Case, why: str, secret: bytes | None = None, in_file: bool = False) -> None:
    """Take a case out of every list and count that should not have been recorded. `why`: a code of `Withdrawn`.

    `secret`: the case's facts secret, from its opened file. While the case waits it is known; once it is sealed and
    none is given: Problem("keys_needed"). `in_file`: a supervisor decided it there, else a file is Problem("has_file").
    """
    _refuse_sentence(why, Withdrawn)
    with transaction.atomic():
        current = _current(by, case)
        if not in_file and has_file(current):
            raise Problem("has_file", _("This case has a sealed file. Only a supervisor withdraws it, with open keys."))
        if not forget_fact(current.organisation_id, _counted_under(current, secret)):
            raise Problem("keys_needed", _("This case is not counted under this file's secret."))
        acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.CASE_WITHDRAWN, row=case, reason=why)


def bring_back_case(*, by: Actor, case: Case, in_file: bool = False) -> None:
    """Put a withdrawn case back into lists and counts: only for those who reach the whole register.

    `in_file`: its file is opened and counts it again. Raises Problem: the code was given to another case meanwhile,
    "keys_needed" where only the sealed file says how it is counted.
    """
    _require_register(by, case.organisation_id)
    with transaction.atomic():
        withdrawn = Case._default_manager.filter(organisation_id=case.organisation_id, withdrawn_at__isnull=False)
        rows = withdrawn.filter(pk=case.pk).exclude(withdrawn_reason=ERASED)
        current = gate.within_reach(rows, by=by, permission=_RECORD).select_for_update(of=("self",)).first()
        if current is None:
            raise gate.Forbidden(_RECORD.value)
        _refuse_taken_code(current.organisation_id, current.code)
        acts.bring_back(by=by, permission=_RECORD, correct=_RECORD, verb=events.CASE_BROUGHT_BACK, row=current)
        if not in_file:
            write_fact(secret=_counted_under(current, None), **counted_by(current))


def _counted_under(case: Case, secret: bytes | None) -> bytes:
    """The secret under which a case is counted: known while it waits, else from its opened file."""
    waits = waiting_for(case)
    known = secret if waits is None else RegisterDates.from_json(waits.body).facts_secret
    if known is None:
        raise Problem("keys_needed", _("Open your keys first: only the sealed file says how this case is counted."))
    return known


def _refuse_sentence(why: str, codes: type[TextChoices]) -> None:
    if why not in codes.values:
        raise Problem("missing_required", field="why")


def _rows(told: Sequence[OpenCase]) -> list[Case]:
    """The rows of these commands, each with its district: one query where a register names blocks."""
    values = [command.open_values() for command in told]
    known = {command.place.pk: command.place for command in told}
    known |= Place.objects.in_bulk({one["place_id"] for one in values} - known.keys())
    return [Case(place=known[one.pop("place_id")], **one) for one in values]


def _change(
    by: Actor, case: Case, verb: str, changes: Mapping[str, Any], why: str = "", *, in_file: bool = False
) -> bool:
    with transaction.atomic():
        current = _current(by, case)
        if not in_file and changes.get("is_closed", current.is_closed) != current.is_closed:
            _refuse_beside_file(current)
        change = amendments.settled(current, waiting_for(current), changes)
        done = acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=verb,
            row=current,
            changes=change.open_values,
            reason=why,
        )
        told = amendments.carry(by, current, change, verb)
    for name, value in change.open_values.items():
        setattr(case, name, value)
    return done or told


def _current(by: Actor, case: Case) -> Case:
    """The case as it stands now, locked. An own reach means the cases assigned to her, not those she typed in."""
    rows = Case._default_manager.filter(organisation_id=case.organisation_id, pk=case.pk, withdrawn_at__isnull=True)
    within = gate.within_reach(rows, by=by, permission=_RECORD, owner="assigned_to")
    current = within.select_related("place").select_for_update(of=("self",)).first()
    if current is None:
        raise gate.Forbidden(_RECORD.value)
    return current


def _refuse_beside_file(case: Case) -> None:
    """What has a sealed file is closed and opened there: no page and no sheet goes past the supervisor."""
    if has_file(case):
        raise Problem("has_file", _("This case has a sealed file. It is closed and opened again there."))


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
