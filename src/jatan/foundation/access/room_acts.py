"""Open and close rooms of an office, with an event in its chain.

What stands against closing is known to `intake.room_duties`.
"""

import uuid
from collections.abc import Collection, Iterable

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import lock_chain, record_event
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.rooms import CLOSABLE, Room

ROOMS_OPENED, ROOMS_CLOSED = "rooms.opened", "rooms.closed"


def open_rooms(*, by: Actor, organisation_id: uuid.UUID, rooms: Iterable[Room]) -> list[Room]:
    """Open these rooms for everybody of an office; returns those that were closed."""
    _require(by, organisation_id)
    return _open(by.account_id, organisation_id, set(rooms), "", None)


def open_for_records(event: Event, rooms: Iterable[Room]) -> list[Room]:
    """Open the rooms of records that an act has written: nobody sees what lies in a closed one. Needs no permission,
    because it is part of that act. `event`: that of the act, written in this transaction.

    Not one query while they are open.
    """
    wanted = {room for room in rooms if room.value in event.closed_rooms}
    return _open(event.by, event.organisation_id, wanted, event.about_type, event.about) if wanted else []


def open_for_work(*, by: uuid.UUID | None, organisation_id: uuid.UUID, rooms: Iterable[Room]) -> list[Room]:
    """Open the rooms of work that an office takes over from another one. The caller has checked who decides that."""
    return _open(by, organisation_id, set(rooms), "", None)


def shut_room(*, by: Actor, organisation_id: uuid.UUID, room: Room) -> bool:
    """Close a room for everybody of an office; False if it is closed already. Asks nothing about its duties."""
    if room not in CLOSABLE:
        raise ValueError(f"{room.value} is always open")
    _require(by, organisation_id)
    with transaction.atomic():
        closed = _closed_rooms(organisation_id)
        if room.value in closed:
            return False
        _keep(by.account_id, organisation_id, {*closed, room.value}, ROOMS_CLOSED, [room], "", None)
    return True


def _require(by: Actor, organisation_id: uuid.UUID) -> None:
    if organisation_id not in by.reach(Permission.ROOMS_ARRANGE).organisations:
        raise Forbidden(Permission.ROOMS_ARRANGE.value)


def _closed_rooms(organisation_id: uuid.UUID) -> Collection[str]:
    """What is closed, read behind the chain, which whoever changes rooms holds. Every act that writes an event locks
    it too; an import comes here with it in hand, and would wait for the row of the organisation in the other order.
    """
    return lock_chain(organisation_id).closed_rooms or ()


def _open(
    by: uuid.UUID | None,
    organisation_id: uuid.UUID,
    wanted: Collection[Room],
    about_type: str,
    about: uuid.UUID | None,
) -> list[Room]:
    with transaction.atomic():
        closed = _closed_rooms(organisation_id)
        opened = [room for room in CLOSABLE if room in wanted and room.value in closed]
        if opened:
            left = {*closed} - {room.value for room in opened}
            _keep(by, organisation_id, left, ROOMS_OPENED, opened, about_type, about)
    return opened


def _keep(
    by: uuid.UUID | None,
    organisation_id: uuid.UUID,
    closed: Collection[str],
    verb: str,
    changed: Iterable[Room],
    about_type: str,
    about: uuid.UUID | None,
) -> None:
    codes = [room.value for room in CLOSABLE if room.value in closed]
    Organisation.objects.filter(pk=organisation_id).update(closed_rooms=codes)
    record_event(
        organisation_id=organisation_id,
        by=by,
        verb=verb,
        about_type=about_type or Organisation._meta.label_lower,
        about=about or organisation_id,
        payload={"rooms": [room.value for room in changed]},
    )
