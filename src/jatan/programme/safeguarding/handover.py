"""Named people take over: acknowledging a step, ending a ladder as a case, handing a hard stop to the desk."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission, Role
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.programme.helpdesk.choices import IssueKind, Origin
from jatan.programme.helpdesk.services import receive_issue
from jatan.programme.journeys.choices import TriggerCode
from jatan.programme.journeys.models import Journey, Trigger
from jatan.programme.safeguarding import events
from jatan.programme.safeguarding.choices import Closed
from jatan.programme.safeguarding.escalations import close_escalation, urgent_issue
from jatan.programme.safeguarding.models import Agreement, Escalation, EscalationStep, HandOff, location_fields
from jatan.programme.safeguarding.stand_ins import with_lent_postings

MAY_TAKE_AS_CASE = (Role.COUNSELLOR, Role.SUPERVISOR)
_RECORD = Permission.PEOPLE_RECORD
_KINDS: dict[str, IssueKind] = {
    TriggerCode.MINOR_FOR_WORK: IssueKind.CHILD_LABOUR,
    TriggerCode.MINOR_WITH_UNRELATED_ADULT: IssueKind.CHILD_LABOUR,
    TriggerCode.BATCH_OF_MINORS: IssueKind.CHILD_LABOUR,
    TriggerCode.THREAT_OR_CONFINEMENT: IssueKind.STRANDED,
    TriggerCode.PAPERS_TAKEN: IssueKind.DOCUMENTS_HELD,
    TriggerCode.SEXUAL_OFFER: IssueKind.VIOLENCE,
    TriggerCode.DEBT_FORBIDS_LEAVING: IssueKind.FRAUD,
    TriggerCode.CONTACT_LOST: IssueKind.MISSING_CONTACT,
}


def acknowledge_step(*, by: Actor, step: EscalationStep, what_was_done: str = "") -> bool:
    """Acknowledge a step by name. False when somebody did before. The ladder continues until it is closed."""
    if by.account_id is None:
        raise gate.Forbidden("a step is acknowledged by an account, never by the machine")
    words = _words(what_was_done)
    by = with_lent_postings(by)
    with transaction.atomic():
        steps = EscalationStep.objects.select_for_update(of=("self",), no_key=True).select_related("place")
        current = steps.get(organisation_id=step.organisation_id, pk=step.pk)
        by = gate.within_group(by, _RECORD, current)
        gate.require(by, _RECORD, organisation_id=current.organisation_id, place=current.place)
        if current.acknowledged_at is not None:
            return False
        changes = {"acknowledged_by": by.account_id, "acknowledged_at": clock.now(), "what_was_done": words}
        acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.STEP_ACKNOWLEDGED,
            row=current,
            changes=changes,
        )
    for name, value in changes.items():
        setattr(step, name, value)
    return True


def take_as_case(*, by: Actor, escalation: Escalation, note: str) -> bool:
    """Take an escalation over as a case, which ends the ladder and the schedule; False when it is closed already.

    Only a counsellor or supervisor may; the name and note stay on the escalation.
    """
    if not by.roles & set(MAY_TAKE_AS_CASE):
        raise gate.Forbidden(Permission.CASES_RECORD.value)
    words = _words(note)
    if not words:
        raise Problem("missing_required", field="note")
    with transaction.atomic():
        mine = {"organisation_id": escalation.organisation_id}
        Journey.objects.select_for_update(of=("self",), no_key=True).get(**mine, pk=escalation.journey_id)
        agreement = Agreement.objects.live().filter(**mine, journey_id=escalation.journey_id, ended_on__isnull=True)
        ended = agreement.select_for_update(of=("self",), no_key=True).select_related("place").first()
        climbs = Escalation.objects.select_for_update(of=("self",), no_key=True).select_related("place")
        current = climbs.get(**mine, pk=escalation.pk)
        gate.require(by, _RECORD, organisation_id=current.organisation_id, place=current.place)
        if current.closed_at is not None:
            return False
        close_escalation(by=by, escalation=current, because=Closed.CASE.value, note=words)
        if ended is not None:
            changes = {"ended_on": clock.today(), "ended_because": Closed.CASE.value}
            acts.amend(
                by=by, permission=_RECORD, correct=_RECORD, verb=events.CONTACTS_ENDED, row=ended, changes=changes
            )
    return True


def issue_kind_of(code: str) -> IssueKind:
    """The kind of issue as which a hard stop is handed to the desk."""
    return _KINDS.get(code, IssueKind.OTHER)


def hand_off_trigger(by: Actor, trigger: Trigger, *, standing: uuid.UUID | None = None) -> HandOff:
    """Hand a hard stop to the desk as an urgent issue, once; a counsellor then acknowledges it by name.

    `standing`: the issue that was opened about this traveller when the row arrived; the hard stop is handed over in it.
    """
    with transaction.atomic():
        journeys = Journey.objects.select_for_update(of=("self",), no_key=True).select_related("person", "place")
        journey = journeys.get(organisation_id=trigger.organisation_id, pk=trigger.journey_id)
        known = HandOff.objects.live().filter(trigger=trigger).first()
        if known is not None:
            return known
        by = gate.within_group(by, _RECORD, journey)
        command = urgent_issue(journey, kind=issue_kind_of(trigger.code).value, origin=Origin.TRIGGER.value)
        issue = receive_issue(by=by, command=command, standing=standing)
        row = HandOff(trigger=trigger, issue=issue.pk, **location_fields(journey))
        return acts.record(by=by, permission=_RECORD, verb=events.TRIGGER_HANDED_OFF, rows=[row])[0]


def _words(text: str) -> str:
    found = aadhaar_problem(text)
    if found is not None:
        raise found.at("what_was_done")
    if len(text.strip()) > 500:
        raise Problem("unreadable", _("This is too long: at most 500 characters."), field="what_was_done")
    return text.strip()
