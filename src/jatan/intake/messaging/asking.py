"""Where the message room meets safeguarding: which questions are due by text, and what an answer says to them."""

import datetime as dt
import uuid

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.choices import Outcome, Who
from jatan.programme.safeguarding.contacts import record_contact, record_unasked
from jatan.programme.safeguarding.models import Contact

__all__ = ["awaits_answer", "due_contacts", "open_contact", "tell_safe", "tell_unsafe"]


def due_contacts(organisation_id: uuid.UUID, now: dt.datetime) -> list[Contact]:
    """Contacts that are to be made by text and are due. Behind the machine's walls."""
    day = now.astimezone(clock.INDIA).date()
    rows = Contact.objects.live().filter(organisation_id=organisation_id, by_whom=Who.SMS, due_on__lte=day)
    waiting = rows.filter(outcome="", missed_at__isnull=True, answer_by__gt=now, journey__withdrawn_at__isnull=True)
    return list(waiting.select_related("place", "journey", "journey__person").order_by("due_on", "id"))


def awaits_answer(contact_id: uuid.UUID) -> bool:
    """False once somebody has heard from her otherwise: then the text is not needed any more."""
    return Contact.objects.live().filter(pk=contact_id, outcome="").exists()


def open_contact(journey: Journey) -> Contact | None:
    """The latest contact that is due and unanswered, missed ones too: a late answer is an answer, to whomever."""
    rows = Contact.objects.live().filter(organisation_id=journey.organisation_id, journey=journey, outcome="")
    due = rows.filter(due_on__lte=clock.today()).select_related("journey", "place")
    return due.order_by("-due_on", "-id").first()


def tell_safe(*, by: Actor, contact: Contact, at: dt.datetime) -> None:
    """She has answered that she is well."""
    record_contact(by=by, contact=contact, outcome=Outcome.SAFE.value, at=at)


def tell_unsafe(*, by: Actor, journey: Journey, note: str, at: dt.datetime) -> None:
    """She has asked for help, asked or not: the urgent issue is opened in the same transaction."""
    record_unasked(by=by, journey=journey, outcome=Outcome.UNSAFE.value, note=note, at=at)
