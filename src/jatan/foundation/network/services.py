"""Load organisations, their districts and information centres from a network file (JSON)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from jatan.foundation.network.models import (
    InformationCentre,
    Kind,
    Organisation,
    OrganisationDistrict,
    PublishedPeriod,
    WorkbookName,
)
from jatan.foundation.network.network_file import SECRETARIAT, Districts, checked_network
from jatan.foundation.network.rooms import all_but
from jatan.kernel.text.invisible import without_controls


@dataclass(frozen=True)
class LoadedNetwork:
    """Result of `load_network`: ids of all organisations in the file, and how many were created."""

    organisations: tuple[uuid.UUID, ...]
    created: int


def load_network(source: Path | Mapping[str, Any]) -> LoadedNetwork:
    """Create and update organisations from a network file (docs/reference/network-file.md); idempotent, never deletes.

    Raises Problem or Problems, each with its path in the file as `field`; then nothing is changed. A changed last day
    of membership is refused: it is recorded on the organisation's page, which also asks for a caretaker.
    """
    document = checked_network(source)
    districts = Districts()
    with transaction.atomic():
        before = Organisation.objects.count()
        _organisation(SECRETARIAT, Kind.NETWORK, document["network"])
        for span in document["network"].get("published", ()):
            first, last = (dt.date.fromisoformat(span[name]) for name in ("first", "last"))
            PublishedPeriod.objects.get_or_create(first=first, last=last)
        ids = tuple(_member(entry, districts).id for entry in document["organisations"])
        return LoadedNetwork(ids, Organisation.objects.count() - before)


def _organisation(code: str, kind: Kind, entry: Mapping[str, Any]) -> Organisation:
    since = entry.get("member_since")
    values: dict[str, Any] = {
        "kind": kind,
        "name_en": without_controls(entry["name_en"]),
        "name_hi": without_controls(entry["name_hi"]),
        "member_since": dt.date.fromisoformat(since) if since else None,
    }
    # What an office has opened or closed since stands; the file says what it begins with.
    closed = all_but(entry["rooms"]) if "rooms" in entry else []
    organisation, _created = Organisation.objects.update_or_create(
        code=code, defaults=values, create_defaults=values | {"closed_rooms": closed}
    )
    return organisation


def _member(entry: Mapping[str, Any], found: Districts) -> Organisation:
    organisation = _organisation(entry["code"], Kind.MEMBER, entry)
    districts = [found.find(written) for written in entry["districts"]]
    since = organisation.member_since or dt.date(2000, 1, 1)
    for district in districts:
        OrganisationDistrict.objects.get_or_create(organisation=organisation, district=district, since=since)
    if entry.get("workbook"):
        WorkbookName.objects.filter(name=entry["workbook"]).exclude(organisation=organisation).delete()
        WorkbookName.objects.get_or_create(organisation=organisation, name=entry["workbook"])
    centre = entry.get("centre")
    if centre and districts:
        InformationCentre.objects.update_or_create(
            organisation=organisation,
            name_en=without_controls(centre["name_en"]),
            defaults={
                "name_hi": without_controls(centre["name_hi"]),
                "district": districts[0],
                "opened_on": dt.date.fromisoformat(centre["opened_on"]),
            },
        )
    return organisation
