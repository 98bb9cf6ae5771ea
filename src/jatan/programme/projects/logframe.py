"""Services that write the logframe of a grant (objectives, indicators, counts by hand) and its money.

A logframe is the word of the office that holds the grant, so whoever writes its papers writes it; counts by hand are
recorded by whoever records activities. Raises gate.Forbidden without the permission, Problems or Problem for invalid
values.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.people.base_command import Command
from jatan.programme.people.reach import live
from jatan.programme.people.record_kind import OrdinaryKind, Rights
from jatan.programme.projects.commands import (
    CountByHand,
    RecordInstalment,
    RecordSpending,
    SetIndicator,
    SetObjective,
)
from jatan.programme.projects.models import (
    HandCount,
    Instalment,
    ProjectIndicator,
    ProjectObjective,
    Spending,
)

_FRAME = Rights(see=Permission.ACTIVITIES_SEE, record=Permission.NARRATIVE_WRITE, correct=Permission.NARRATIVE_WRITE)
_COUNTS = Rights(see=Permission.ACTIVITIES_SEE, record=Permission.ACTIVITIES_RECORD, correct=Permission.RECORDS_CORRECT)


class _Held[M: Any, C: Command](OrdinaryKind[M, C]):
    """Withdrawn only while nothing stands below it."""

    BELOW: Any = None
    LINK = ""
    STILL_HELD: Any = ""

    def withdraw(self, by: Actor, row: M, reason: str) -> None:
        """Withdraw one. Raises Problem("still_counted") while something stands below it."""
        with transaction.atomic():
            if live(self.BELOW).filter(organisation_id=row.organisation_id, **{self.LINK: row}).exists():
                raise Problem("still_counted", self.STILL_HELD)
            super().withdraw(by, row, reason)


class _Objectives(_Held[ProjectObjective, SetObjective]):
    BELOW, LINK = ProjectIndicator, "objective"
    STILL_HELD = _("Indicators stand below this objective. Withdraw them first.")


class _Indicators(OrdinaryKind[ProjectIndicator, SetIndicator]):
    def check(self, by: Actor, command: SetIndicator, row: ProjectIndicator | None) -> None:
        """Raise Problem where what was counted by hand would be dropped for the house's own number."""
        if row is None or not command.number or row.number:
            return
        if live(HandCount).filter(organisation_id=row.organisation_id, indicator=row).exists():
            raise Problem(
                "still_counted", _("This was counted by hand already. Withdraw those counts first."), field="number"
            )


class _Instalments(_Held[Instalment, RecordInstalment]):
    BELOW, LINK = Spending, "instalment"
    STILL_HELD = _("Money is written down as spent of this instalment. Withdraw that first.")


OBJECTIVE = _Objectives(
    model=ProjectObjective,
    command=SetObjective,
    rights=_FRAME,
    recorded="projects.objective_set",
    amended="projects.objective_amended",
    withdrawn="projects.objective_withdrawn",
)
INDICATOR = _Indicators(
    model=ProjectIndicator,
    command=SetIndicator,
    rights=_FRAME,
    recorded="projects.indicator_set",
    amended="projects.indicator_amended",
    withdrawn="projects.indicator_withdrawn",
)
HAND_COUNT = OrdinaryKind(
    model=HandCount,
    command=CountByHand,
    rights=_COUNTS,
    recorded="projects.counted_by_hand",
    amended="projects.hand_count_amended",
    withdrawn="projects.hand_count_withdrawn",
)
INSTALMENT = _Instalments(
    model=Instalment,
    command=RecordInstalment,
    rights=_FRAME,
    recorded="projects.instalment_recorded",
    amended="projects.instalment_amended",
    withdrawn="projects.instalment_withdrawn",
)
SPENDING = OrdinaryKind(
    model=Spending,
    command=RecordSpending,
    rights=_FRAME,
    recorded="projects.spending_recorded",
    amended="projects.spending_amended",
    withdrawn="projects.spending_withdrawn",
)
