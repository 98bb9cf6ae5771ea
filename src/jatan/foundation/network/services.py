"""Load organisations, their districts and information centres from a network file (JSON)."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.models import (
    InformationCentre,
    Kind,
    Organisation,
    OrganisationDistrict,
    WorkbookName,
)
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem

SECRETARIAT = "JATN"


@dataclass(frozen=True)
class LoadedNetwork:
    """Result of `load_network`: ids of all organisations in the file, and how many were created."""

    organisations: tuple[uuid.UUID, ...]
    created: int


def load_network(source: Path | Mapping[str, Any]) -> LoadedNetwork:
    """Create and update organisations from a network file; idempotent, never deletes.

    Shape: {"network": {"name_en", "name_hi"}, "organisations": [{"code", "name_en", "name_hi", "districts": [LGD
    codes], "member_since": "YYYY-MM-DD", "workbook"?, "centre"?: {"name_en", "name_hi", "opened_on"}}]}.
    Raises Problem `unreadable` or `unknown_place`; then nothing is changed. A changed last day of membership is
    refused: it is recorded on the organisation's page, which also asks for a caretaker.
    """
    document = _document(source)
    with transaction.atomic():
        before = Organisation.objects.count()
        network = document["network"]
        _organisation(SECRETARIAT, Kind.NETWORK, network)
        ids = tuple(_member(entry).id for entry in document["organisations"])
        return LoadedNetwork(ids, Organisation.objects.count() - before)


def _document(source: Path | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(source, Mapping):
        return source
    try:
        document = json.loads(source.read_text(encoding="utf-8"))
        if not isinstance(document["organisations"], list) or not isinstance(document["network"], dict):
            raise TypeError
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem("unreadable", _("This is not a network file.")) from error
    checked: Mapping[str, Any] = document
    return checked


def _organisation(code: str, kind: Kind, entry: Mapping[str, Any]) -> Organisation:
    since = entry.get("member_since")
    known = Organisation.objects.filter(code=code).first()
    last_day = known.member_until.isoformat() if known and known.member_until else None
    if entry.get("member_until", last_day) != last_day:
        message = _("The last day of a member is written down on its page, where it is asked who sees to what is open.")
        raise Problem("unreadable", message, candidates=(code,))
    organisation, _created = Organisation.objects.update_or_create(
        code=code,
        defaults={
            "kind": kind,
            "name_en": entry["name_en"],
            "name_hi": entry["name_hi"],
            "member_since": dt.date.fromisoformat(since) if since else None,
        },
    )
    return organisation


def _member(entry: Mapping[str, Any]) -> Organisation:
    organisation = _organisation(entry["code"], Kind.MEMBER, entry)
    districts = [_district(code) for code in entry["districts"]]
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
            name_en=centre["name_en"],
            defaults={
                "name_hi": centre["name_hi"],
                "district": districts[0],
                "opened_on": dt.date.fromisoformat(centre["opened_on"]),
            },
        )
    return organisation


def _district(lgd_code: int) -> Place:
    place = Place.objects.filter(level=Level.DISTRICT, lgd_code=lgd_code).first()
    if place is None:
        raise Problem("unknown_place", _("No district has this LGD code."), candidates=(str(lgd_code),))
    return place
