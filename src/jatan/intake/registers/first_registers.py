"""Whether an organisation's registers are in: a first workbook was imported, or it said that it begins without any."""

import uuid

from django.db import transaction
from django.db.models import Q

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Organisation
from jatan.intake.registers import events

# Ledger events after which an organisation's registers count as in. A workbook in which no register was recognised
# brought nothing in: its event has no counts.
REGISTERS_BEGUN = Q(verb=events.BEGUN_EMPTY) | Q(verb=events.WORKBOOK_IMPORTED) & ~Q(payload__counts={})


def without_registers(by: Actor) -> list[Organisation]:
    """The organisations `by` imports for whose registers have not begun, in code order."""
    reach = by.reach(Permission.REGISTER_IMPORT).organisations
    begun = Event.objects.filter(REGISTERS_BEGUN, organisation_id__in=reach)
    return list(Organisation.objects.filter(pk__in=reach).exclude(pk__in=begun.values("organisation_id")))


def begin_with_empty_registers(*, by: Actor, organisation_id: uuid.UUID) -> bool:
    """Record that an organisation begins without registers; workbooks can still be imported. Raises Forbidden.

    Returns False if its registers have begun already.
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=organisation_id)
    with transaction.atomic():
        if all(row.pk != organisation_id for row in without_registers(by)):
            return False
        record_event(
            organisation_id=organisation_id,
            by=by.account_id,
            verb=events.BEGUN_EMPTY,
            about_type="network.organisation",
            about=organisation_id,
        )
    return True
