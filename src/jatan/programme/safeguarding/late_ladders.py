"""Withdraws a ladder that should not have begun: she had been heard from in time, and the news came late.

Runs inside the transaction of the caller, who has locked journey, agreement and contact.
"""

from typing import Any

from django.conf import settings
from django.utils import translation

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import OPEN
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import follow_up_issue
from jatan.programme.safeguarding import events
from jatan.programme.safeguarding.choices import Closed
from jatan.programme.safeguarding.escalations import close_escalation
from jatan.programme.safeguarding.models import Contact, Escalation, EscalationStep

_RECORD = Permission.PEOPLE_RECORD
_ENDED_OTHERWISE = (Closed.CASE.value, Closed.WITHDRAWN.value)


def withdraw_late_ladder(*, by: Actor, contact: Contact) -> bool:
    """Withdraw the ladder of a contact with the steps that nobody has taken. False if it has none.

    Steps that somebody took stay: that work was done. An issue that a step opened stays with the desk, which reads
    there why it may be closed. A ladder that was taken over as a case, or whose journey was taken back, stays.
    """
    mine = {"organisation_id": contact.organisation_id}
    ladders = Escalation.objects.live().select_for_update(of=("self",), no_key=True).select_related("place")
    ladder = ladders.filter(**mine, contact=contact).exclude(closed_because__in=_ENDED_OTHERWISE).first()
    if ladder is None:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        reason = str(Closed.LATE.label)
    close_escalation(by=by, escalation=ladder, because=Closed.LATE.value)
    withdrawn: dict[str, Any] = {
        "permission": _RECORD,
        "correct": _RECORD,
        "verb": events.LADDER_WITHDRAWN,
        "reason": reason,
    }
    steps = EscalationStep.objects.live().select_for_update(of=("self",), no_key=True).select_related("place")
    entered = list(steps.filter(**mine, escalation=ladder).order_by("number"))
    for step in entered:
        if step.acknowledged_at is None:
            acts.withdraw(by=by, row=step, **withdrawn)
    acts.withdraw(by=by, row=ladder, **withdrawn)
    _note_in_issues([step for step in entered if step.issue is not None], reason)
    return True


def _note_in_issues(steps: list[EscalationStep], reason: str) -> None:
    """Write the reason into the issues that these steps opened. By the machine, which opened them."""
    if not steps:
        return
    organisation_id = steps[0].organisation_id
    with acting_as(machine_for([organisation_id])) as machine:
        ids = [step.issue for step in steps if step.issue is not None]
        open_ones = Issue.objects.filter(organisation_id=organisation_id, pk__in=ids, status__in=[*OPEN])
        for issue in open_ones.filter(withdrawn_at__isnull=True).select_related("place", "person"):
            follow_up_issue(by=machine, issue=issue, on=clock.today(), note=reason, next_follow_up_on=clock.today())
