"""Where the message room meets safeguarding: which questions are due by text, and what an answer says to them."""

import datetime as dt
import uuid

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding import selectors, services
from jatan.programme.safeguarding.models import Contact

__all__ = ["awaits_answer", "due_contacts", "open_contact", "tell"]


def due_contacts(organisation_id: uuid.UUID, now: dt.datetime) -> list[Contact]:
    """Contacts that are to be made by text and are due. Behind the machine's walls."""
    return list(selectors.sms_due(organisation_id, now))


def awaits_answer(contact_id: uuid.UUID) -> bool:
    """False once somebody has heard from her otherwise: then the text is not needed any more."""
    return Contact.objects.live().filter(pk=contact_id, outcome="").exists()


def open_contact(journey: Journey) -> Contact | None:
    """The latest contact that is due and unanswered, missed ones too: a late answer is an answer, to whomever."""
    rows = Contact.objects.live().filter(organisation_id=journey.organisation_id, journey=journey, outcome="")
    return rows.filter(due_on__lte=clock.today()).select_related("journey", "place").order_by("-due_on", "-id").first()


def tell(*, by: Actor, contact: Contact, outcome: str, note: str, at: dt.datetime) -> None:
    """Record what she answered. An unsafe answer opens the urgent issue in the same transaction."""
    services.record_contact(by=by, contact=contact, outcome=outcome, note=note, at=at)
