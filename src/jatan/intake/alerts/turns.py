"""Whose turn it is to be told of an urgent issue that nobody has opened, by the minutes of the organisation's plan."""

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from typing import Final

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.choices import Kind
from jatan.foundation.alerts.models import Notified
from jatan.foundation.alerts.selectors import reached_at_first, reached_by_alerts
from jatan.foundation.network.selectors import members
from jatan.intake.messaging.colleagues import texted_at_first
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import CALLS_FOR_HELP
from jatan.programme.helpdesk.selectors import unopened_urgent
from jatan.programme.safeguarding.choices import Assignee
from jatan.programme.safeguarding.plan_bodies import Unopened
from jatan.programme.safeguarding.plans import plans_of
from jatan.programme.safeguarding.stand_ins import stand_ins_on

# An older one that nobody has opened stands on every home page; a round does not begin anew with each upgrade.
_WITHIN: Final = dt.timedelta(days=1)
_log = logging.getLogger(__name__)
_ROLES: Final = {
    Assignee.DESK.value: Role.DESK_OPERATOR,
    Assignee.COUNSELLOR.value: Role.COUNSELLOR,
    Assignee.SUPERVISOR.value: Role.SUPERVISOR,
    Assignee.COORDINATOR.value: Role.COORDINATOR,
}


@dataclass(frozen=True)
class Turn:
    """An account that is to be told of an issue now. `step`: which of the plan, from 1."""

    account_id: uuid.UUID
    issue_id: uuid.UUID
    kind: str
    step: int


def turns_due() -> list[Turn]:
    """Everybody whose turn has come and who was not told by this step yet. An organisation whose turns cannot be found
    is left to the next round: it silences no other."""
    with acting_as(machine_for([])):
        organisations = list(members().values_list("pk", flat=True))
    found: list[Turn] = []
    for one in organisations:
        try:
            found += _turns_of(one)
        except Exception as error:
            _log.error("nobody comes next in organisation %s: %s", one, type(error).__name__)
    return found


def _turns_of(organisation_id: uuid.UUID) -> list[Turn]:
    now, today = clock.now(), clock.today()
    with acting_as(machine_for([organisation_id])):
        rows = unopened_urgent(organisation_id, since=now - _WITHIN)
        issues = list(rows.only("origin", "recorded_by", "recorded_at"))
        if not issues:
            return []
        unopened = plans_of(organisation_id).ladder(left_on=today, day=today).unopened
        steps = _by_step(organisation_id, unopened)
        texted = texted_at_first(organisation_id, issues)
    at_first = texted | reached_at_first([issue.pk for issue in issues])
    due: list[Turn] = []
    for issue in issues:
        kind = Kind.CALL.value if issue.origin in CALLS_FOR_HELP else Kind.URGENT.value
        passed = (now - issue.alarmed_at) // dt.timedelta(minutes=unopened.minutes)  # type: ignore[attr-defined]
        # Where nobody could be reached at first, nobody waits for them: the next one is told at once.
        passed = passed if issue.pk in at_first else passed + 1
        reached = [one for accounts in steps[:passed] for one in accounts]
        due += [Turn(one, issue.pk, kind, step) for one, step in reached if one != issue.recorded_by]
    notified = Notified.objects.filter(about__in={one.issue_id for one in due}, step__gt=0, until__isnull=True)
    known = set(notified.values_list("account_id", "about", "step"))
    return [turn for turn in due if (turn.account_id, turn.issue_id, turn.step) not in known]


def _by_step(organisation_id: uuid.UUID, unopened: Unopened) -> list[list[tuple[uuid.UUID, int]]]:
    """(account, step) of each step, without steps in which nobody works here whom an alert reaches: nobody waits for an
    empty chair. A stand-in whom one reaches replaces who is away."""
    today = clock.today()
    posts = Posting.objects.filter(organisation_id=organisation_id, account__is_active=True).in_force(today)
    found = [
        list(posts.filter(role=_ROLES[who]).order_by("account_id").values_list("account_id", flat=True).distinct())
        for who in unopened.then
    ]
    stand_ins = stand_ins_on(organisation_id, today)
    reached = reached_by_alerts({*stand_ins.values(), *(one for accounts in found for one in accounts)})
    chosen = [{stand_ins[one] if stand_ins.get(one) in reached else one for one in accounts} for accounts in found]
    kept = [sorted(accounts & reached) for accounts in chosen if accounts & reached]
    return [[(one, step) for one in accounts] for step, accounts in enumerate(kept, start=1)]
