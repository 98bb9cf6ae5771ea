"""Queries about the network: members, their districts, and which organisation a workbook belongs to."""

import datetime as dt
import uuid
from pathlib import PurePath

from django.db import connection
from django.db.models import Q, QuerySet

from jatan.foundation.network.models import (
    Caretaker,
    Kind,
    Organisation,
    OrganisationDistrict,
    PublishedPeriod,
    WorkbookName,
)
from jatan.foundation.places.models import Place
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period


def members() -> QuerySet[Organisation]:
    """Member organisations, in code order."""
    return Organisation.objects.filter(kind=Kind.MEMBER)


def present_members(on: dt.date) -> QuerySet[Organisation]:
    """Members that have not left the network before `on`, in code order."""
    return members().filter(Q(member_until__isnull=True) | Q(member_until__gte=on)).order_by("code")


def has_left(organisation_id: uuid.UUID, on: dt.date) -> bool:
    """True if the organisation's last day in the network lies before `on`."""
    return Organisation.objects.filter(id=organisation_id, member_until__lt=on).exists()


def last_day_for_share(organisation_id: uuid.UUID) -> dt.date | None:
    """The organisation's last day, which stays as it is until the transaction ends: whoever sets it waits for us."""
    statement = "SELECT member_until FROM network_organisation WHERE id = %s FOR KEY SHARE"
    with connection.cursor() as cursor:
        cursor.execute(statement, [organisation_id])
        row = cursor.fetchone()
    return row[0] if row else None


def caretaker_on(organisation_id: uuid.UUID, on: dt.date) -> uuid.UUID | None:
    """Id of the caretaker of the organisation's open work on a day; None without one, or if that has left too."""
    rows = Caretaker.objects.filter(organisation_id=organisation_id).in_force(on).select_related("caretaker")
    return next((row.caretaker_id for row in rows.order_by("since", "id") if not row.caretaker.has_left(on)), None)


def secretariat() -> Organisation | None:
    """The organisation of kind `network`, or None before a network file was loaded."""
    return Organisation.objects.filter(kind=Kind.NETWORK).order_by("code").first()


def published_periods() -> list[Period]:
    """Periods over which the network has published its numbers, the latest first. One query."""
    rows = PublishedPeriod.objects.order_by("-first", "-last")
    return [Period(row.first, row.last) for row in rows]


def network_name() -> Localised | None:
    """The network's name in both languages, as `./jatan init` was told; None before a network file was loaded."""
    office = secretariat()
    return Localised(hi=office.name_hi or office.name_en, en=office.name_en or office.name_hi) if office else None


def organisation_for_workbook(name: str) -> Organisation | None:
    """The organisation that uses this workbook file name; None where no or more than one organisation does.

    The same name with another ending, and "BOOK - SHEET.csv" as Google Sheets names a sheet of BOOK, are the workbook
    in another format.
    """
    rows = WorkbookName.objects.select_related("organisation")
    stem = PurePath(name).stem
    book = stem.rpartition(" - ")[0]
    for found in (
        list(rows.filter(name=name)),
        [row for row in rows.filter(name__startswith=f"{stem}.") if PurePath(row.name).stem == stem],
        [row for row in rows.filter(name__startswith=f"{book}.") if book and PurePath(row.name).stem == book],
    ):
        if found:
            owners = {row.organisation_id for row in found}
            return found[0].organisation if len(owners) == 1 else None
    return None


def districts_of(organisation_id: uuid.UUID, on: dt.date) -> list[Place]:
    """Districts the organisation works in on `on`, the earliest first."""
    in_force = Q(until__isnull=True) | Q(until__gte=on)
    organisation = Organisation.objects.get(id=organisation_id)
    rows = organisation.districts.filter(in_force, since__lte=on).select_related("district").order_by("since", "id")
    return [row.district for row in rows]


def first_district(organisation_id: uuid.UUID, on: dt.date) -> Place | None:
    """The first of its districts on `on`, else the earliest of all, past or to come: where something lies of which
    nobody says where. None while it has none."""
    if districts := districts_of(organisation_id, on):
        return districts[0]
    rows = OrganisationDistrict.objects.filter(organisation_id=organisation_id).select_related("district")
    earliest = rows.order_by("since", "id").first()
    return earliest.district if earliest is not None else None


def home_district(organisation_id: uuid.UUID, on: dt.date) -> Place:
    """Its first district, or any one before it has one: what tells of danger has to lie somewhere."""
    return first_district(organisation_id, on) or Place.objects.filter(level="district").order_by("name_en")[0]
