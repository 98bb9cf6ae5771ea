"""The issue that follows from an outcome: unpaid wages, an injury. Words and amounts are taken from the journey."""

from django.utils.translation import gettext as _

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.numbers import grouped
from jatan.programme.helpdesk.choices import IssueKind, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.selectors import issues
from jatan.programme.helpdesk.services import receive_issue
from jatan.programme.journeys.choices import Injury
from jatan.programme.journeys.models import Journey, Outcome

__all__ = ["KINDS", "issues_of", "open_issue", "wanted"]

KINDS = {"dues": IssueKind.UNPAID_WAGES, "injury": IssueKind.ACCIDENT_DEATH}


def wanted(outcome: Outcome) -> list[str]:
    """Which issues the outcome calls for: "dues", "injury"."""
    found = ["dues"] if outcome.dues else []
    return [*found, "injury"] if outcome.injury in (Injury.SERIOUS, Injury.DIED) else found


def issues_of(by: Actor, journey: Journey) -> dict[str, Issue]:
    """The issues that were opened from this journey's outcome, by what they are about."""
    rows = issues(by).filter(about_journey=journey.pk, origin=Origin.OUTCOME)
    kinds = {kind.value: about for about, kind in KINDS.items()}
    return {kinds[issue.kind]: issue for issue in rows if issue.kind in kinds}


def open_issue(*, by: Actor, outcome: Outcome, about: str) -> Issue:
    """The issue about dues or an injury; one that was opened before is given back, so that pressing twice is safe."""
    journey = outcome.journey
    before = issues_of(by, journey).get(about)
    if before is not None:
        return before
    person = journey.person
    command = ReceiveIssue(
        organisation=journey.organisation_id,
        place=journey.place,
        panchayat=journey.panchayat,
        village=journey.village,
        received_on=clock.today(),
        kind=KINDS[about].value,
        person=person,
        caller_name=person.name,
        caller_phone=person.phone[:15],
        sex=person.sex,
        age=person.age,
        description=_words(outcome, about),
        is_urgent=outcome.injury == Injury.DIED and about == "injury",
        origin=Origin.OUTCOME.value,
        about_journey=journey.pk,
    )
    return receive_issue(by=by, command=command)


def _words(outcome: Outcome, about: str) -> str:
    journey = outcome.journey
    known = [
        (_("Employer"), journey.employer),
        (_("Where to"), journey.destination_as_written),
        (_("Agent or contractor"), journey.agent_name),
        (_("Agent's phone"), journey.agent_phone),
        (_("Wage promised (₹ a month)"), journey.wage_promised and grouped(journey.wage_promised)),
        (_("Months worked"), outcome.months_worked),
    ]
    first = (
        _("Wages still owed: ₹ %(amount)s") % {"amount": grouped(outcome.dues or 0)}
        if about == "dues"
        else f"{outcome.get_injury_display()}. {outcome.injury_note}".strip()
    )
    return "\n".join([first, *(f"{label}: {value}" for label, value in known if value)])
