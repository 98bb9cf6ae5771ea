"""Services that write camps, who worked there, and the lines of their lists. What a line brings: `flows.camps`.

Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.campaigns import events, selectors
from jatan.programme.campaigns.choices import LineState
from jatan.programme.campaigns.commands import NEW, HoldCamp, KeepLine, NameWorker
from jatan.programme.campaigns.models import Camp, CampLine, CampWorker
from jatan.programme.people.base_command import row_values
from jatan.programme.people.reach import live
from jatan.programme.people.record_kind import OrdinaryKind, Rights, Twice

MOST_LINES = 500
_PEOPLE = Permission.PEOPLE_RECORD


def keep_lines(*, by: Actor, camp: Camp, commands: Sequence[KeepLine]) -> list[CampLine]:
    """Keep lines as they were typed, all or none, in the order given. Nothing is recorded of them yet.

    A line that is kept already is changed while it waits; one that is recorded or set aside stays as it is. Raises
    Problem for more than MOST_LINES in a camp.
    """
    gate.require(by, _PEOPLE, organisation_id=camp.organisation_id, place=camp.place)
    with transaction.atomic():
        new = []
        number, count = _last_number(camp)
        known = _known_lines(camp, [command.id for command in commands])
        for command in commands:
            if command.id not in known:
                number, count = number + 1, count + 1
                new.append(CampLine(**_values(command), id=command.id, number=number))
        if count > MOST_LINES:
            message = _("A list holds at most %(most)s lines.") % {"most": MOST_LINES}
            raise Problem("too_many", message, field="name")
        acts.record(by=by, permission=_PEOPLE, verb=events.LINES_KEPT, rows=new)
        for command in commands:
            row = known.get(command.id)
            if row is not None and row.state == LineState.WAITING and row.withdrawn_at is None:
                _amend(by, row, events.LINE_AMENDED, _values(command) | {"problems": row.problems})
    made = {row.pk: row for row in new}
    return [made.get(command.id) or known[command.id] for command in commands]


def mark_taken(*, by: Actor, line: CampLine, results: Mapping[str, Any]) -> None:
    """Record what came of a line: `results` are its person, journey, linkage and issue."""
    _amend(by, line, events.LINE_TAKEN, {"state": LineState.TAKEN.value, "problems": [], **results})


def mark_waiting(*, by: Actor, line: CampLine, problems: Sequence[Problem], listed: Sequence[uuid.UUID] = ()) -> None:
    """Record why a line waits; `listed`: the people whom the user is asked about."""
    found = [[problem.field or "", problem.code, str(problem.message)] for problem in problems]
    _amend(by, line, events.LINE_AMENDED, {"problems": found, "listed": list(listed) or line.listed})


def set_line_aside(*, by: Actor, line: CampLine, reason: str) -> None:
    """Set a line aside that should not be in the list. What came of a recorded one stays on record."""
    acts.withdraw(by=by, permission=_PEOPLE, correct=_PEOPLE, verb=events.LINE_SET_ASIDE, row=line, reason=reason)


def _known_lines(camp: Camp, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, CampLine]:
    rows = CampLine.objects.filter(organisation_id=camp.organisation_id, camp=camp, pk__in=ids)
    return {row.pk: row for row in rows.select_related("place", "place__block", "place__district", "person")}


def _last_number(camp: Camp) -> tuple[int, int]:
    """The last number of the camp's lines, and how many are live. One writer at a time: no number is used twice."""
    Camp.objects.select_for_update(no_key=True).get(organisation_id=camp.organisation_id, pk=camp.pk)
    rows = CampLine.objects.filter(organisation_id=camp.organisation_id, camp=camp)
    return rows.aggregate(last=Max("number"))["last"] or 0, rows.filter(withdrawn_at__isnull=True).count()


def _values(command: KeepLine) -> dict[str, Any]:
    values = {name: value for name, value in row_values(command).items() if name not in ("choice", "id")}
    is_known = command.choice not in ("", NEW)
    return values | {
        "is_new": command.choice == NEW,
        "person_id": uuid.UUID(command.choice) if is_known else None,
    }


def _amend(by: Actor, row: CampLine, verb: str, values: Mapping[str, Any]) -> None:
    changes = {name: value for name, value in values.items() if getattr(row, name) != value}
    acts.amend(by=by, permission=_PEOPLE, correct=_PEOPLE, verb=verb, row=row, changes=changes)


class _Camps(OrdinaryKind[Camp, HoldCamp]):
    def check(self, by: Actor, command: HoldCamp, row: Camp | None) -> None:
        """Raise Problem for an activity that is no camp."""
        if command.activity.kind != ActivityKind.CAMP:
            raise Problem("unreadable", _("This activity is not a camp."), field="activity")

    def withdraw(self, by: Actor, row: Camp, reason: str) -> None:
        """Withdraw a camp; its lines go with it. Raises Problem while records came of them: withdraw those first."""
        with transaction.atomic():
            if live(CampLine).filter(organisation_id=row.organisation_id, camp=row, state=LineState.TAKEN).exists():
                message = _("Lines of its list are recorded. Set them aside first; what came of them stays on record.")
                raise Problem("still_counted", message)
            super().withdraw(by, row, reason)


_RIGHTS = Rights(see=Permission.ACTIVITIES_SEE, record=Permission.ACTIVITIES_RECORD, correct=Permission.RECORDS_CORRECT)
CAMP = _Camps(
    model=Camp,
    command=HoldCamp,
    rights=_RIGHTS,
    listed=selectors.camps,
    recorded="campaigns.camp_held",
    withdrawn="campaigns.camp_withdrawn",
    twice=Twice(code="already_recorded", words=_("This camp has its list already."), field="activity"),
)
WORKER = OrdinaryKind(
    model=CampWorker,
    command=NameWorker,
    rights=_RIGHTS,
    recorded="campaigns.worker_named",
    withdrawn="campaigns.worker_withdrawn",
)
