"""Where the message room meets safeguarding: which questions are due by text, and what an answer says to them."""

import datetime as dt
import uuid

from jatan.foundation.access.actors import Actor
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding import selectors, services
from jatan.programme.safeguarding.choices import Outcome
from jatan.programme.safeguarding.models import Contact

__all__ = ["awaits_answer", "due_contacts", "open_contact", "tell_safe"]


def due_contacts(organisation_id: uuid.UUID, now: dt.datetime) -> list[Contact]:
    """Contacts that are to be made by text and are due. Behind the machine's walls."""
    return selectors.sms_due(organisation_id, now)


def awaits_answer(contact_id: uuid.UUID) -> bool:
    """False once somebody has heard from her otherwise: then the text is not needed any more."""
    return selectors.awaits_answer(contact_id)


def open_contact(journey: Journey) -> Contact | None:
    """The contact that a word from her answers, a missed one too: a late answer is an answer."""
    return selectors.contact_for(journey)


def tell_safe(*, by: Actor, journey: Journey, at: dt.datetime) -> None:
    """She has said that she is well, asked or not: it answers what waits or climbs for her."""
    services.record_unasked(by=by, journey=journey, outcome=Outcome.SAFE.value, at=at)
