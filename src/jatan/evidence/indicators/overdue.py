"""Open escalations by step at this moment: a current state read from rows, not a monthly count."""

import datetime as dt
from collections import Counter

from django.db.models import Count, Exists, OuterRef, Q

from jatan.evidence.indicators.results import Step
from jatan.evidence.indicators.scope import Scope, may_read_all_rows
from jatan.evidence.indicators.sources import SOURCES
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.programme.safeguarding.choices import StepCode
from jatan.programme.safeguarding.models import Escalation, EscalationStep


def open_steps(by: Actor, scope: Scope, now: dt.datetime) -> tuple[Step, ...]:
    """For each escalation step, the open escalations on it and those nobody acknowledged in time.

    A reader who may not open the rows gets None for each: a number of this moment, read on two days, would show the
    one traveller who was missed in between. Counted as the machine actor for the reader's own scope; five queries,
    including those that set the access rules.
    """
    if not scope.every_organisation:
        return ()
    if not may_read_all_rows(by, SOURCES["contacts"], scope, scope.every_organisation):
        return tuple(Step(code.value, code.label, None, None) for code in StepCode)
    with acting_as(machine_for(scope.every_organisation)):
        counted = _counted(scope, now)
    lines: dict[str, Counter[str]] = {code: Counter(open=0, overdue=0) for code in StepCode.values}
    for code, opened, late in counted:
        lines[code or StepCode.AGAIN.value].update(open=opened, overdue=late)
    return tuple(
        Step(code.value, code.label, lines[code.value]["open"], lines[code.value]["overdue"]) for code in StepCode
    )


def _counted(scope: Scope, now: dt.datetime) -> list[tuple[str, int, int]]:
    late = EscalationStep.objects.live().filter(
        escalation=OuterRef("pk"), number=OuterRef("step"), acknowledged_at__isnull=True, due_at__lte=now
    )
    rows = Escalation.objects.live().filter(_inside(scope), closed_at__isnull=True)
    counted = rows.order_by().annotate(is_late=Exists(late)).values_list("step_code")
    return list(counted.annotate(opened=Count("pk"), late=Count("pk", filter=Q(is_late=True))))


def _inside(scope: Scope) -> Q:
    whole = Q(organisation_id__in=scope.organisations)
    if scope.districts:
        whole &= Q(place_id__in=scope.districts) | Q(place__district_id__in=scope.districts)
    for organisation, _dimension, place in scope.places:
        mine = Q(place_id=place) | Q(place__block_id=place) | Q(place__district_id=place)
        whole |= Q(organisation_id=organisation) & mine
    return whole
