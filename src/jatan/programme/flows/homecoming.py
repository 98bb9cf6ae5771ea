"""Coming home: the outcome of a journey and the help-desk issues it calls for (unpaid wages, an injury or a death).

The text and amounts of an issue are taken from the journey, so that the user is not asked for them twice.
"""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.programme.helpdesk.choices import IssueKind, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.selectors import issues
from jatan.programme.helpdesk.services import receive_issue
from jatan.programme.journeys.choices import Injury
from jatan.programme.journeys.commands import RecordOutcome
from jatan.programme.journeys.models import Journey, Outcome
from jatan.programme.journeys.services import record_outcome

ISSUE_KINDS = {"dues": IssueKind.UNPAID_WAGES, "injury": IssueKind.ACCIDENT_DEATH}


def record_homecoming(*, by: Actor, command: RecordOutcome, issues_about: Collection[str] = ()) -> Outcome:
    """Record the outcome of a journey, with the requested issues ("dues", "injury") that it calls for.

    Outcome and issues are one transaction. An actor without the permission to record issues records the outcome alone.
    Raises Problem("already_recorded") when the journey has an outcome.
    """
    with transaction.atomic():
        outcome = record_outcome(by=by, command=command)
        if by.may(Permission.HELPDESK_RECORD):
            for about in issues_called_for(outcome):
                if about in issues_about:
                    open_outcome_issue(by=by, outcome=outcome, about=about)
    return outcome


def issues_called_for(outcome: Outcome) -> list[str]:
    """The kinds of issue that the outcome calls for: "dues", "injury"."""
    found = ["dues"] if outcome.dues else []
    return [*found, "injury"] if outcome.injury in (Injury.SERIOUS, Injury.DIED) else found


def outcome_issues(by: Actor, journey: Journey) -> dict[str, Issue]:
    """The issues that were opened from this journey's outcome, by kind ("dues", "injury")."""
    rows = issues(by).filter(about_journey=journey.pk, origin=Origin.OUTCOME)
    kinds = {kind.value: about for about, kind in ISSUE_KINDS.items()}
    return {kinds[issue.kind]: issue for issue in rows if issue.kind in kinds}


def open_outcome_issue(*, by: Actor, outcome: Outcome, about: str) -> Issue:
    """Open the issue about dues or an injury; returns the existing one when there is one already."""
    journey = outcome.journey
    before = outcome_issues(by, journey).get(about)
    if before is not None:
        return before
    person = journey.person
    command = ReceiveIssue(
        organisation=journey.organisation_id,
        place=journey.place,
        panchayat=journey.panchayat,
        village=journey.village,
        received_on=clock.today(),
        kind=ISSUE_KINDS[about].value,
        person=person,
        caller_name=person.name,
        caller_phone=person.phone[:15],
        sex=person.sex,
        age=person.age,
        description=_description(outcome, about),
        # Opened for a serious injury or a death only (`issues_called_for`): somebody asks today.
        is_urgent=about == "injury",
        next_follow_up_on=clock.today() if about == "injury" else None,
        origin=Origin.OUTCOME.value,
        about_journey=journey.pk,
    )
    return receive_issue(by=by, command=command)


def _description(outcome: Outcome, about: str) -> str:
    journey = outcome.journey
    known = [
        (_("Employer"), journey.employer),
        (_("Where to"), journey.destination_as_written),
        (_("Agent or contractor"), journey.agent_name),
        (_("Agent's phone"), journey.agent_phone),
        (_("Wage promised (₹ a month)"), journey.wage_promised and format_integer(journey.wage_promised)),
        (_("Months worked"), outcome.months_worked),
    ]
    first = (
        _("Wages still owed: ₹ %(amount)s") % {"amount": format_integer(outcome.dues or 0)}
        if about == "dues"
        else f"{outcome.get_injury_display()}. {outcome.injury_note}".strip()
    )
    return "\n".join([first, *(f"{label}: {value}" for label, value in known if value)])
