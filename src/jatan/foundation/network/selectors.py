"""Reading the network: who works where, and whose workbook a file is."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet

from jatan.foundation.network.models import Kind, Organisation, WorkbookName
from jatan.foundation.places.models import Place


def members() -> QuerySet[Organisation]:
    """Member organisations, in code order."""
    return Organisation.objects.filter(kind=Kind.MEMBER)


def present_members(on: dt.date) -> QuerySet[Organisation]:
    """Members that belong to the network on that day, in code order."""
    return members().filter(Q(member_until__isnull=True) | Q(member_until__gte=on)).order_by("code")


def has_left(organisation_id: uuid.UUID, on: dt.date) -> bool:
    """True if the organisation's last day in the network lies before that day."""
    return Organisation.objects.filter(id=organisation_id, member_until__lt=on).exists()


def secretariat() -> Organisation | None:
    """The network's own office, if a network has been loaded."""
    return Organisation.objects.filter(kind=Kind.NETWORK).order_by("code").first()


def organisation_for_workbook(name: str) -> Organisation | None:
    """Whose workbook a file of this name is; None where nobody, or more than one organisation, names a file so."""
    rows = WorkbookName.objects.select_related("organisation").filter(name=name)[:2]
    return rows[0].organisation if len(rows) == 1 else None


def districts_of(organisation_id: uuid.UUID, on: dt.date) -> list[Place]:
    """Districts an organisation works in on that day, the earliest first."""
    in_force = Q(until__isnull=True) | Q(until__gte=on)
    organisation = Organisation.objects.get(id=organisation_id)
    rows = organisation.districts.filter(in_force, since__lte=on).select_related("district").order_by("since", "id")
    return [row.district for row in rows]
