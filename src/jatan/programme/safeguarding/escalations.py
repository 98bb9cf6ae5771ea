"""The escalation ladder: started by a missed contact, entering each step when it is due, and closed.

Everything here runs inside the transaction of the caller, who has locked the contacts and escalations concerned.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.helpdesk.alarms import open_no_news
from jatan.programme.helpdesk.choices import IssueKind, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.services import ISSUE, take_over_issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.rules import normalise_phone
from jatan.programme.safeguarding import events
from jatan.programme.safeguarding.choices import Assignee, StepCode
from jatan.programme.safeguarding.models import Contact, Escalation, EscalationStep, location_fields
from jatan.programme.safeguarding.plan_bodies import Ladder
from jatan.programme.safeguarding.plans import Plans
from jatan.programme.safeguarding.rules import LadderStep

_RECORD = Permission.PEOPLE_RECORD


def start_escalations(
    *, by: Actor, contacts: Sequence[Contact], plans: Plans, now: dt.datetime, needs_person: bool = False
) -> list[Escalation]:
    """Open an escalation for each missed contact and enter its first steps; returns the new ones.

    A contact of a journey with an open escalation joins that one. `needs_person`: the ladder begins at once with the
    first step that a person takes, whatever days of waiting the plan sets before it.
    """
    if not contacts:
        return []
    journeys = [contact.journey_id for contact in contacts]
    open_ones = Escalation.objects.live().filter(journey_id__in=journeys, closed_at__isnull=True)
    climbing = set(open_ones.values_list("journey_id", flat=True))
    rows = []
    for contact in contacts:
        if contact.journey_id in climbing:
            continue
        climbing.add(contact.journey_id)
        left_on = contact.journey.leaves_on or contact.due_on
        ladder = plans.ladder(left_on=left_on, day=now.astimezone(clock.INDIA).date())
        opened_at = now - dt.timedelta(days=_days_before_a_person(ladder) if needs_person else 0)
        rows.append(
            Escalation(
                journey=contact.journey,
                contact=contact,
                plan=ladder.number,
                opened_at=opened_at,
                **location_fields(contact),
            )
        )
    acts.record(by=by, permission=_RECORD, verb=events.ESCALATIONS_OPENED, rows=rows)
    enter_steps(by=by, escalations=rows, plans=plans, now=now)
    return rows


def enter_steps(*, by: Actor, escalations: Sequence[Escalation], plans: Plans, now: dt.datetime) -> None:
    """Enter every step that is due, in the order of the plan; none is skipped, however late this runs."""
    entered: list[EscalationStep] = []
    for escalation in escalations:
        ladder = plans.ladder_number(escalation.plan)
        for number, rung in enumerate(ladder.rungs, start=1):
            planned = escalation.opened_at + dt.timedelta(days=rung.after)
            if number > escalation.step and planned <= now:
                entered.append(_step(escalation, number, rung, planned, now))
                escalation.step, escalation.step_code = number, rung.code
        escalation.next_at = _next_at(escalation, ladder)
    if not entered:
        return
    _open_issues(by, [step for step in entered if step.code == StepCode.ISSUE])
    acts.record(by=by, permission=_RECORD, verb=events.STEPS_ENTERED, rows=entered)
    Escalation.objects.bulk_update(escalations, ["step", "step_code", "next_at"], batch_size=500)


def close_escalation(*, by: Actor, escalation: Escalation, because: str, note: str = "") -> bool:
    """Close an escalation with its reason; the entered steps stay in its history."""
    changes = {"closed_at": clock.now(), "closed_because": because, "closed_by": by.account_id, "next_at": None}
    if note:
        changes["closing_note"] = note
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.ESCALATION_CLOSED,
        row=escalation,
        changes=changes,
    )


def urgent_issue(journey: Journey, *, kind: str, origin: str, note: str = "", phone: str = "") -> ReceiveIssue:
    """The command for an urgent help-desk issue about a traveller, to be followed up today. `phone`: the number that
    called for help, if it is known; otherwise the issue has her own."""
    person, today = journey.person, clock.today()
    phone = normalise_phone(phone or person.phone)
    return ReceiveIssue(
        organisation=journey.organisation_id,
        place=journey.place,
        panchayat=journey.panchayat,
        village=journey.village,
        received_on=today,
        kind=kind,
        person=person,
        caller_name=person.name[:120],
        caller_phone=phone if len(phone) <= 15 else "",
        sex=person.sex,
        description=note,
        is_urgent=True,
        origin=origin,
        about_journey=journey.pk,
        next_follow_up_on=today,
    )


def join_issue(*, by: Actor, issue_id: uuid.UUID, journey: Journey, is_unsafe: bool = False) -> bool:
    """Say in an issue that was opened before the journey was on record whom and which journey it is about.

    False where that issue is none any more: withdrawn or, with `is_unsafe`, closed without anything solved.
    """
    command = urgent_issue(journey, kind=IssueKind.OTHER.value, origin=Origin.FIELD_BOOK.value)
    return take_over_issue(by=by, standing=issue_id, command=command, is_unsafe=is_unsafe) is not None


def _days_before_a_person(ladder: Ladder) -> int:
    """The days after which the first step comes that a person takes; 0 without such a step."""
    return next((rung.after for rung in ladder.rungs if rung.by != Assignee.SMS), 0)


def _step(
    escalation: Escalation, number: int, rung: LadderStep, planned: dt.datetime, now: dt.datetime
) -> EscalationStep:
    return EscalationStep(
        escalation=escalation,
        number=number,
        code=rung.code,
        by_whom=rung.by,
        planned_at=planned,
        entered_at=now,
        due_at=now + dt.timedelta(hours=rung.within),
        **location_fields(escalation),
    )


def _next_at(escalation: Escalation, ladder: Ladder) -> dt.datetime | None:
    if escalation.step >= len(ladder.rungs):
        return None
    return escalation.opened_at + dt.timedelta(days=ladder.rungs[escalation.step].after)


def _open_issues(by: Actor, steps: Sequence[EscalationStep]) -> None:
    """One issue for each step of the desk; the one that is open already, where the family told us that she is lost."""
    if not steps:
        return
    journeys = _journeys(step.escalation.journey_id for step in steps)
    known = _reported([step.escalation.organisation_id for step in steps], list(journeys))
    new = []
    for step in steps:
        step.issue = known.get(step.escalation.journey_id)
        if step.issue is None:
            new.append(step)
    commands = [
        urgent_issue(
            journeys[step.escalation.journey_id], kind=IssueKind.MISSING_CONTACT.value, origin=Origin.LADDER.value
        )
        for step in new
    ]
    for step, issue in zip(new, ISSUE.record_all(by=by, commands=commands), strict=True):
        step.issue = issue.pk


def _reported(organisations: Collection[uuid.UUID], journeys: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The open urgent issue in which somebody told that there is no news, by the id of its journey: the oldest."""
    rows = open_no_news().filter(organisation_id__in=organisations, about_journey__in=journeys)
    reported = rows.exclude(origin=Origin.LADDER).reverse()
    return {one.about_journey: one.pk for one in reported.only("pk", "about_journey") if one.about_journey is not None}


def _journeys(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Journey]:
    rows = Journey.objects.filter(pk__in=list(ids)).select_related("person", "place")
    return {row.pk: row for row in rows}
