"""Somebody was called: the outcome of an agreed contact, and a step of the ladder that was taken."""

import datetime as dt

from jatan.foundation.access.actors import Actor
from jatan.intake.fieldbook.choices import Reason
from jatan.intake.fieldbook.translate.entry import Entry, Recorded, journey_named, text_of
from jatan.kernel.problems import Problem
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.models import Contact, EscalationStep
from jatan.programme.safeguarding.selectors import contacts, steps
from jatan.programme.safeguarding.services import acknowledge_step, record_late_report


def record_call(by: Actor, entry: Entry) -> Recorded:
    """Record outcome and step. Raises Problem, gate.Forbidden."""
    answers = entry.answers
    journey = journey_named(by, entry)
    assert journey is not None
    texts = text_of(answers, "outcome", "note")
    recorded: Recorded = {"journeys": [str(journey.pk)]}
    if answers.get("step"):
        step = _step(by, entry, journey, answers["step"])
        if step is not None and acknowledge_step(by=by, step=step, what_was_done=texts["note"]):
            recorded["steps"] = [str(step.pk)]
    if not texts["outcome"]:
        # The step alone was answered: which call was due and when the page was opened says nothing then.
        answers.leave("contact", "spoke_at")
    else:
        named = _contact(by, entry, journey, answers["contact"]) if answers.get("contact") else None
        at = dt.datetime.fromisoformat(answers["spoke_at"])
        # The selector's rows have their place and journey at hand; the service locks and reads them anew.
        made = record_late_report(
            by=by,
            journey=journey,
            contact=named,
            outcome=texts["outcome"],
            note=texts["note"],
            at=min(at, entry.at),
            standing=entry.issues.get(""),
        )
        if made is not None:
            recorded["contacts"] = [str(made.pk)]
    return recorded


def _contact(by: Actor, entry: Entry, journey: Journey, written: str) -> Contact | None:
    """The contact that was agreed; None for one that was withdrawn meanwhile. Raises Problem for one out of reach."""
    own = {"organisation_id": entry.organisation_id, "journey": journey, "pk": written}
    found = contacts(by).filter(**own).first()
    if found is None and not Contact.objects.filter(**own).exists():
        raise Problem(Reason.UNKNOWN_CONTACT.value, field="contact")
    return found


def _step(by: Actor, entry: Entry, journey: Journey, written: str) -> EscalationStep | None:
    """The step; None where a report that came late has withdrawn it. Raises Problem for one out of reach."""
    own = {"organisation_id": entry.organisation_id, "escalation__journey": journey, "pk": written}
    found = steps(by).filter(**own).first()
    if found is None and not EscalationStep.objects.filter(**own).exists():
        raise Problem(Reason.UNKNOWN_CONTACT.value, field="step")
    return found
