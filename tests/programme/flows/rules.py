"""The rules of departures, checked on the tables without using the code that implements them."""

from collections.abc import Iterable

from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import HardStopCheck, Journey, Trigger
from jatan.programme.safeguarding.models import Agreement, HandOff

__all__ = ["faults_of"]

ADULT = 18


def faults_of(journeys: Iterable[Journey]) -> list[str]:
    """What the rules of departures require and these journeys lack; empty when all rules were applied."""
    return [fault for journey in journeys for fault in _faults(journey)]


def _faults(journey: Journey) -> list[str]:
    if journey.exempt_because:
        return [f"is exempt: {journey.exempt_because}"]
    found = []
    if not HardStopCheck.objects.filter(journey=journey).exists():
        found.append("hard stops were not looked for")
    if not Agreement.objects.filter(journey=journey).exists():
        found.append("no contacts were agreed on")
    if _is_child_at_work(journey):
        trigger = Trigger.objects.filter(journey=journey, code="minor_for_work", withdrawn_at__isnull=True).first()
        if trigger is None:
            found.append("a child leaves for work without a hard stop")
        elif not _is_at_desk(trigger):
            found.append("the desk has no urgent issue about the hard stop")
    return found


def _is_child_at_work(journey: Journey) -> bool:
    """By the recorded age, if stated within the last year, as it is in the scenarios of these tests."""
    person = journey.person
    is_recent = person.age_on is None or (clock.today() - person.age_on).days < 300
    return bool(journey.work) and person.age is not None and person.age < ADULT and is_recent


def _is_at_desk(trigger: Trigger) -> bool:
    issues = HandOff.objects.filter(trigger=trigger).values("issue")
    return Issue.objects.filter(pk__in=issues, is_urgent=True, withdrawn_at__isnull=True).exists()
