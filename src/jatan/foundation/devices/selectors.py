"""Queries for phones, limited to the organisations whose accounts the reader manages."""

import datetime as dt
import uuid
from typing import Final

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.devices.models import Device
from jatan.kernel import clock

# How long a phone may be silent before somebody asks. A forum meets every week or fortnight and its leader goes to the
# market, where there is a network, on the day of the weekly haat; a field worker is in the office every few days.
RHYTHM_OF_LEADERS: Final = dt.timedelta(days=7)
RHYTHM_OF_WORKERS: Final = dt.timedelta(days=4)


def phones(by: Actor) -> QuerySet[Device]:
    """Every phone within reach, with its account; those in use first, the longest silent before others."""
    managed = by.reach(Permission.ACCOUNTS_MANAGE).organisations
    rows = Device.objects.filter(organisation_id__in=managed).select_related("account", "organisation")
    return rows.annotate(heard_at=_HEARD).order_by(F("revoked_at").desc(nulls_first=True), "heard_at", "id")


def find_phone(by: Actor, pk: uuid.UUID) -> Device:
    """One phone within reach. Raises Device.DoesNotExist."""
    return phones(by).get(pk=pk)


def silent_phones(by: Actor) -> QuerySet[Device]:
    """Phones in use of the actor's own organisations that have been silent for longer than their rhythm."""
    return silent_among(phones(by).filter(organisation_id__in=by.own_organisations))


def silent_among(rows: QuerySet[Device]) -> QuerySet[Device]:
    """Those of these phones that nobody has taken back and that are silent for longer than their rhythm."""
    now = clock.now()
    leaders = Q(group__isnull=False, heard_at__lte=now - RHYTHM_OF_LEADERS)
    workers = Q(group__isnull=True, heard_at__lte=now - RHYTHM_OF_WORKERS)
    return rows.annotate(heard_at=_HEARD).filter(leaders | workers, revoked_at__isnull=True)


def is_silent(device: Device, now: dt.datetime) -> bool:
    """The same for one phone."""
    rhythm = RHYTHM_OF_WORKERS if device.group is None else RHYTHM_OF_LEADERS
    return device.revoked_at is None and (device.seen_at or device.enrolled_at) <= now - rhythm


_HEARD = Coalesce(F("seen_at"), F("enrolled_at"))
