"""Queries for messages, limited to the actor's reach. Lists never query per row."""

import uuid

from django.db.models import Count, Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.messaging.choices import ACTIVE, Arrival, InState, OutState
from jatan.intake.messaging.coded_text import coded_text
from jatan.intake.messaging.models import InMessage, OutMessage
from jatan.intake.messaging.senders import uses_phone
from jatan.programme.journeys.models import Journey, Pass
from jatan.programme.people.models import Person
from jatan.programme.people.reach import reachable

_SEE = Permission.MESSAGES_SEE


def arrived(by: Actor) -> QuerySet[InMessage]:
    """Everything that arrived, newest first."""
    return reachable(InMessage, by=by, permission=_SEE, related=("person",)).order_by("-arrived_at", "-id")


def waiting(by: Actor) -> QuerySet[InMessage]:
    """What waits for a person: urgent first, then the longest waiting."""
    rows = arrived(by).filter(state__in=(InState.NEW, InState.WAITING))
    return rows.order_by("-is_urgent", "arrived_at", "id")


def find_arrived(by: Actor, message_id: uuid.UUID) -> InMessage:
    """One arrived message within reach. Raises InMessage.DoesNotExist."""
    return arrived(by).get(id=message_id)


def outgoing(by: Actor) -> QuerySet[OutMessage]:
    """All outgoing texts in any state, newest first."""
    return reachable(OutMessage, by=by, permission=_SEE, related=("person",)).order_by("-id")


def find_outgoing(by: Actor, message_id: uuid.UUID) -> OutMessage:
    """One outgoing message within reach. Raises OutMessage.DoesNotExist."""
    return outgoing(by).get(id=message_id)


def with_number(by: Actor, message: InMessage) -> QuerySet[OutMessage]:
    """What went to the number that a message came from, newest first."""
    rows = outgoing(by).filter(organisation_id=message.organisation_id, phone=message.phone)
    return rows if message.phone else rows.none()


def journeys_for(by: Actor, message: InMessage) -> QuerySet[Journey]:
    """Journeys still under way that a message may be about: by number, or by the person it is linked to.

    A colleague's message is about whom its reference names, not about the colleague.
    """
    rows = reachable(Journey, by=by, permission=Permission.PEOPLE_SEE, related=("person",))
    coded = coded_text(message.text) if message.sent_by else None
    phone = (coded.phone if coded else "") or message.phone
    # A number that was forgotten is nobody's.
    uses_number = uses_phone(phone) if phone else Q(pk__in=[])
    if message.person_id is not None:
        uses_number |= Q(person_id=message.person_id)
    for code, _parts in coded.codes if coded else ():
        holders = Pass.objects.live().filter(organisation_id=message.organisation_id, code__startswith=code)
        uses_number |= Q(pk__in=holders.values("journey"))
    on_the_way = rows.filter(organisation_id=message.organisation_id, returned_on__isnull=True)
    return on_the_way.filter(uses_number).order_by("-id")


def people_for(by: Actor, message: InMessage) -> QuerySet[Person]:
    """People on record with the number that a message came from, or that a colleague's message names."""
    coded = coded_text(message.text) if message.sent_by else None
    phone = (coded.phone if coded else "") or message.phone
    rows = reachable(Person, by=by, permission=Permission.PEOPLE_SEE).order_by("-id")
    return rows.filter(organisation_id=message.organisation_id, phone=phone) if phone else rows.none()


def calls_of(by: Actor, message: InMessage) -> QuerySet[InMessage]:
    """Missed calls of the same number since this one, and it itself, newest first."""
    rows = arrived(by).filter(organisation_id=message.organisation_id, phone=message.phone)
    return rows.filter(arrival=Arrival.MISSED_CALL, arrived_at__gte=message.arrived_at)


def counts(by: Actor) -> dict[str, int]:
    """Counts: `waiting` and of those `urgent` in the inbox, `unsent` and `failed` in the outbox."""
    incoming = reachable(InMessage, by=by, permission=_SEE).filter(state__in=(InState.NEW, InState.WAITING))
    outgoing_rows = reachable(OutMessage, by=by, permission=_SEE)
    found = incoming.aggregate(waiting=Count("id"), urgent=Count("id", filter=Q(is_urgent=True)))
    return found | outgoing_rows.aggregate(
        unsent=Count("id", filter=Q(state__in=[str(state) for state in ACTIVE])),
        failed=Count("id", filter=Q(state=OutState.FAILED)),
    )
