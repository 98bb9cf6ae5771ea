"""Colleagues who write from their own telephones: whose account has a number, and what they may tell of.

A number proves nothing, it can be forged: what is told by text is recorded as the machine's act, within what the
account itself may record.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.intake.messaging.coded_text import LEFT, CodedText
from jatan.programme.journeys.models import Journey, Pass
from jatan.programme.people.models import Person

_RECORD = Permission.PEOPLE_RECORD
_LIMIT = 20


@dataclass(frozen=True)
class Sender:
    """An account with a number and a posting in force that may record people and journeys, of whatever role."""

    account_id: uuid.UUID
    name: str
    actor: Actor

    @property
    def organisations(self) -> tuple[uuid.UUID, ...]:
        """Organisations for which she works and may record, in the order of her postings."""
        may = self.actor.reach(_RECORD).row_organisations & self.actor.own_organisations
        return tuple(one for one in self.actor.home_organisations if one in may)


@dataclass(frozen=True)
class Found:
    """What a reference means, within reach of whoever wrote. `journey`: the one that is meant, still under way.

    `person`: the one that is meant where she has none. Both None: nobody is known, or, with `is_doubtful`, several are.
    `parts`: how many words of the message the reference takes. `shown`: how a confirmation names it.
    """

    journey: Journey | None = None
    person: Person | None = None
    is_doubtful: bool = False
    parts: int = 0
    shown: str = ""

    @property
    def candidates(self) -> bool:
        return self.journey is not None or self.person is not None


def senders_of_number(phone: str) -> list[Sender]:
    """The colleagues whose account has this number. Empty for an empty number."""
    if not phone:
        return []
    rows = Account.objects.filter(phone=phone, is_active=True).order_by("created_at", "id")[:_LIMIT]
    found = (Sender(account.pk, account.name, actor_of(account)) for account in rows)
    return [sender for sender in found if sender.organisations]


def office_of(senders: Sequence[Sender], coded: CodedText) -> uuid.UUID:
    """The organisation that a coded message is for: the one that knows whom it names, else that of the first posting.

    The caller's row-level security must show every organisation of the senders.
    """
    organisations = list(dict.fromkeys(one for sender in senders for one in sender.organisations))
    if len(organisations) > 1:
        for organisation_id in organisations:
            found = find_meant(organisation_id, senders, coded)
            if found.candidates or found.is_doubtful:
                return organisation_id
    return organisations[0]


def find_meant(organisation_id: uuid.UUID, senders: Sequence[Sender], coded: CodedText) -> Found:
    """Whom the reference of a coded message means in this organisation, within reach of whoever wrote."""
    if coded.phone:
        return _by_phone(organisation_id, senders, coded)
    for code, parts in coded.codes:
        holders = Pass.objects.live().filter(organisation_id=organisation_id, code__startswith=code)
        rows = _within(Journey.objects.live(), organisation_id, senders).filter(pk__in=holders.values("journey"))
        journeys = list(rows.select_related("person", "place").order_by("-id")[:_LIMIT])
        if journeys:
            return _meant(organisation_id, senders, journeys, parts, _shortened(code))
    return Found(shown=_shortened(coded.codes[-1][0]) if coded.resembles_code else "")


def uses_phone(phone: str) -> Q:
    """Journeys whose traveller, place or family has this number, which is not empty."""
    return Q(person__phone=phone) | Q(phone_at_destination=phone) | Q(family_contact_phone=phone)


def _by_phone(organisation_id: uuid.UUID, senders: Sequence[Sender], coded: CodedText) -> Found:
    phone, shown = coded.phone, f"…{coded.phone[-3:]}"
    people = _within(Person.objects.live(), organisation_id, senders).filter(phone=phone)
    own = list(people.select_related("place").order_by("-id")[:_LIMIT])
    rows = _within(Journey.objects.live(), organisation_id, senders).filter(uses_phone(phone), returned_on__isnull=True)
    journeys = list(rows.select_related("person", "place").order_by("-id")[:_LIMIT])
    # The number of a mother whose daughter is away is the mother's too: who of them has left is not in the message.
    others = {person.pk for person in own} - {journey.person_id for journey in journeys}
    if journeys and (len(journeys) > 1 or (others and coded.what == LEFT)):
        return Found(is_doubtful=True, parts=coded.phone_parts, shown=shown)
    if journeys:
        return Found(journeys[0], journeys[0].person, parts=coded.phone_parts, shown=shown)
    person = own[0] if len(own) == 1 else None
    return Found(None, person, is_doubtful=len(own) > 1, parts=coded.phone_parts, shown=shown)


def _meant(
    organisation_id: uuid.UUID, senders: Sequence[Sender], holders: Sequence[Journey], parts: int, shown: str
) -> Found:
    """The journey of these passes; where it is over, the one that its person is on now."""
    people = {journey.person_id: journey.person for journey in holders}
    under_way = [journey for journey in holders if journey.returned_on is None]
    if not under_way and len(people) == 1:
        rows = _within(Journey.objects.live(), organisation_id, senders)
        now = rows.filter(person_id__in=list(people), returned_on__isnull=True).select_related("person", "place")
        under_way = list(now.order_by("-id")[:_LIMIT])
    if len(under_way) == 1 and len(people) == 1:
        return Found(under_way[0], under_way[0].person, parts=parts, shown=shown)
    person = next(iter(people.values())) if len(people) == 1 and not under_way else None
    return Found(None, person, is_doubtful=person is None, parts=parts, shown=shown)


def _within[G: Guarded](rows: QuerySet[G], organisation_id: uuid.UUID, senders: Iterable[Sender]) -> QuerySet[G]:
    """The rows of the organisation that at least one of the senders may record about."""
    found = rows.none()
    for sender in senders:
        found = found | gate.within_reach(rows, by=sender.actor, permission=_RECORD)
    return found.filter(organisation_id=organisation_id)


def _shortened(code: str) -> str:
    """The first eight letters of a code: enough to know which was meant."""
    return code if len(code) <= 8 else f"{code[:8]}…"
