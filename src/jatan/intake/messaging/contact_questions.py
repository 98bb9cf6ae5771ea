"""The calls from messaging into safeguarding: which questions are due by text, and what an answer records."""

import datetime as dt
import uuid

from jatan.foundation.access.actors import Actor
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding import selectors, services
from jatan.programme.safeguarding.choices import Outcome
from jatan.programme.safeguarding.models import Contact


def due_contacts(organisation_id: uuid.UUID, now: dt.datetime) -> list[Contact]:
    """Contacts that are to be made by text and are due. Call as the machine actor."""
    return selectors.sms_due(organisation_id, now)


def awaits_answer(contact_id: uuid.UUID) -> bool:
    """False once the contact was made otherwise: then the text is no longer needed."""
    return selectors.awaits_answer(contact_id)


def open_contact(journey: Journey) -> Contact | None:
    """The contact that an answer from her closes; includes a missed one, since a late answer counts."""
    return selectors.contact_for(journey)


def record_safe_report(*, by: Actor, journey: Journey, at: dt.datetime) -> None:
    """Record that she is well, asked or not; closes her open contact or escalation."""
    services.record_unsolicited_contact(by=by, journey=journey, outcome=Outcome.SAFE.value, at=at)
