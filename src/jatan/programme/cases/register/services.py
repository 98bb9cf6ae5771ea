"""Services that write the coded register. Dates and places finer than the open row go through `waiting` to the file.

A counsellor writes cases assigned to her, a supervisor those of her organisation. Services raise gate.Forbidden
without permission, and Problem or Problems for invalid data.
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
from jatan.programme.cases.models import Case, CaseWaiting
from jatan.programme.cases.register import amendments
from jatan.programme.cases.register.commands import OpenCase
from jatan.programme.cases.register.facts import (
    SECRET_BYTES,
    delete_fact,
    delete_facts,
    fact_dimensions,
    insert_facts,
    write_fact,
)
from jatan.programme.cases.register.letters import RegisterDates
from jatan.programme.cases.register.selectors import has_file
from jatan.programme.cases.register.waiting_dates import seal_or_wait, waiting_row
from jatan.programme.cases.writers import refuse_if_left_network, require_team

_RECORD = Permission.CASES_RECORD
KEYS_NEEDED = _("Open your keys first: only the sealed file says how this case is counted.")


def open_case(*, by: Actor, command: OpenCase) -> Case:
    """Register one case. Raises Problem("code_taken") if another case, not withdrawn, has its code."""
    with transaction.atomic():
        _refuse_taken_code(command.organisation, command.code)
        return open_cases(by=by, commands=[command])[0]


def open_cases(*, by: Actor, commands: Sequence[OpenCase]) -> list[Case]:
    """Register cases, all or none, in the order given. Duplicate codes within an import are accepted.

    An actor with own reach only is assigned cases without an assignee and cannot register for others. Dates,
    villages and the facts secret are sealed at once, or wait until the organisation has a team.
    """
    require_team(by)
    assigned = [_assigned(by, command) for command in commands]
    rows = _rows(assigned)
    with transaction.atomic():
        for organisation_id in sorted({command.organisation for command in assigned}):
            own_commands = (one for one in assigned if one.organisation == organisation_id)
            refuse_if_left_network(organisation_id, is_open=any(not one.is_closed for one in own_commands))
        made = acts.record(by=by, permission=_RECORD, verb=events.CASE_OPENED, rows=rows)
        secrets = [os.urandom(SECRET_BYTES) for _row in made]
        insert_facts(amendments.fact_of(row, secret) for row, secret in zip(made, secrets, strict=True))
        dates = [amendments.dates_of(one, secret) for one, secret in zip(assigned, secrets, strict=True)]
        for organisation_id in dict.fromkeys(row.organisation_id for row in made):
            pairs = zip(made, dates, strict=True)
            seal_or_wait(
                organisation_id, [(row.pk, one) for row, one in pairs if row.organisation_id == organisation_id]
            )
    return made


def close_case(*, by: Actor, case: Case, closed_on: dt.date | None = None, in_file: bool = False) -> bool:
    """Close the register row. The date is sealed into the file, or waits for it. `in_file`: a decision there.

    Raises Problem("has_file") for a case with a sealed file unless `in_file`.
    """
    changes = {"is_closed": True} if closed_on is None else {"is_closed": True, "closed_on": closed_on}
    return _change(by, case, events.CASE_CLOSED, changes, in_file=in_file)


def reopen_case(*, by: Actor, case: Case, why: str = "", in_file: bool = False) -> bool:
    """Reopen the register row. `why`: a code of `Reopened`.

    `in_file`: the sealed file holds the reason and keeps the closing date. Raises Problem.
    """
    if not in_file:
        _require_code(why, Reopened)
    changes = {"is_closed": False} if in_file else {"is_closed": False, "closed_on": None}
    return _change(by, case, events.CASE_REOPENED, changes, why, in_file=in_file)


def assign_case(*, by: Actor, case: Case, to: uuid.UUID | None) -> bool:
    """Assign a case to a counsellor (account id) or nobody. Only for actors who reach the whole register."""
    _require_register(by, case.organisation_id)
    return _change(by, case, events.CASE_ASSIGNED, {"assigned_to": to})


def amend_case(*, by: Actor, case: Case, changes: Mapping[str, Any]) -> bool:
    """Correct fields, named as in `OpenCase`. A code is never changed to one that is taken.

    The open row is changed and keeps the previous values in the ledger. Waiting dates are changed in place;
    for a sealed case the team gets a correcting letter. Raises Problem("keys_needed") if none can be received.
    """
    if changes.get("assigned_to", case.assigned_to) != case.assigned_to:
        _require_register(by, case.organisation_id)
    with transaction.atomic():
        if changes.get("code", case.code) != case.code:
            _refuse_taken_code(case.organisation_id, changes["code"])
        return _change(by, case, events.CASE_AMENDED, changes)


def withdraw_case(*, by: Actor, case: Case, why: str, secret: bytes | None = None, in_file: bool = False) -> None:
    """Remove a wrongly recorded case from every list and count. `why`: a code of `Withdrawn`.

    `secret`: the facts secret from the case's opened file; known without it while the dates wait. If sealed and
    missing: Problem("keys_needed"). With a sealed file and without `in_file`: Problem("has_file").
    """
    _require_code(why, Withdrawn)
    with transaction.atomic():
        current = _current(by, case)
        if not in_file and has_file(current):
            raise Problem("has_file", _("This case has a sealed file. Only a supervisor withdraws it, with open keys."))
        if not delete_fact(current.organisation_id, _required_secret(current, secret)):
            raise Problem("keys_needed", _("This case is not counted under this file's secret."))
        acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.CASE_WITHDRAWN, row=case, reason=why)


def withdraw_waiting_cases(*, by: Actor, cases: Sequence[Case], why: str) -> None:
    """As `withdraw_case` for locked cases whose dates still wait to be sealed, inside `acts.one_act`.

    Raises Problem("keys_needed") when the dates of one are sealed: only its opened file says how it is counted.
    """
    _require_code(why, Withdrawn)
    if not cases:
        return
    organisation_id = cases[0].organisation_id
    waiting = CaseWaiting.objects.select_for_update().filter(organisation_id=organisation_id, case__in=cases)
    secrets = [RegisterDates.from_json(row.body).facts_secret for row in waiting]
    if len(secrets) < len(cases):
        raise Problem("keys_needed", KEYS_NEEDED)
    delete_facts(organisation_id, secrets)
    acts.withdraw_all(by=by, permission=_RECORD, correct=_RECORD, rows=cases, reason=why)


def bring_back_case(*, by: Actor, case: Case, in_file: bool = False) -> None:
    """Bring a withdrawn case back into lists and counts. Only for actors who reach the whole register.

    `in_file`: the caller counts it again from its opened file. Raises Problem: the code is taken meanwhile,
    "keys_needed" if only the sealed file holds its facts secret.
    """
    _require_register(by, case.organisation_id)
    with transaction.atomic():
        withdrawn = Case._default_manager.filter(organisation_id=case.organisation_id, withdrawn_at__isnull=False)
        rows = withdrawn.filter(pk=case.pk).exclude(withdrawn_reason=ERASED)
        current = gate.within_reach(rows, by=by, permission=_RECORD).select_for_update(of=("self",)).first()
        if current is None:
            raise gate.Forbidden(_RECORD.value)
        refuse_if_left_network(current.organisation_id, is_open=not current.is_closed)
        _refuse_taken_code(current.organisation_id, current.code)
        acts.restore(by=by, permission=_RECORD, correct=_RECORD, verb=events.CASE_BROUGHT_BACK, row=current)
        if not in_file:
            write_fact(secret=_required_secret(current, None), **fact_dimensions(current))


def _required_secret(case: Case, secret: bytes | None) -> bytes:
    """The case's facts secret: from its waiting row, else as given from its opened file."""
    waits = waiting_row(case)
    known = secret if waits is None else RegisterDates.from_json(waits.body).facts_secret
    if known is None:
        raise Problem("keys_needed", KEYS_NEEDED)
    return known


def _require_code(why: str, codes: type[TextChoices]) -> None:
    if why not in codes.values:
        raise Problem("missing_required", field="why")


def _rows(commands: Sequence[OpenCase]) -> list[Case]:
    """Rows for these commands with their districts: one query for blocks."""
    values = [command.open_values() for command in commands]
    known = {command.place.pk: command.place for command in commands}
    known |= Place.objects.in_bulk({one["place_id"] for one in values} - known.keys())
    return [Case(place=known[one.pop("place_id")], **one) for one in values]


def _change(
    by: Actor, case: Case, verb: str, changes: Mapping[str, Any], why: str = "", *, in_file: bool = False
) -> bool:
    with transaction.atomic():
        current = _current(by, case)
        is_closed = changes.get("is_closed", current.is_closed)
        if not in_file and is_closed != current.is_closed:
            _refuse_with_file(current)
        if current.is_closed and not is_closed:
            refuse_if_left_network(current.organisation_id)
        change = amendments.validate_changes(current, waiting_row(current), changes)
        done = acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=verb,
            row=current,
            changes=change.open_values,
            reason=why,
        )
        is_applied = amendments.apply_change(by, current, change, verb)
    for name, value in change.open_values.items():
        setattr(case, name, value)
    return done or is_applied


def _current(by: Actor, case: Case) -> Case:
    """The locked case row. Own reach means cases assigned to the actor, not those she registered."""
    rows = Case._default_manager.filter(organisation_id=case.organisation_id, pk=case.pk, withdrawn_at__isnull=True)
    within = gate.within_reach(rows, by=by, permission=_RECORD, owner="assigned_to")
    current = within.select_related("place").select_for_update(of=("self",)).first()
    if current is None:
        raise gate.Forbidden(_RECORD.value)
    return current


def _refuse_with_file(case: Case) -> None:
    """Raise Problem("has_file") for a case with a sealed file: closing it needs a supervisor's decision there."""
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
