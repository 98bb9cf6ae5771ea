"""The fixed cast: two members, the secretariat, and the people who work there. Built once per test by real services."""

import datetime as dt
import functools
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import make_password

from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import InformationCentre, Kind, Organisation, OrganisationDistrict
from jatan.foundation.places.models import Place

SINCE = dt.date(2021, 4, 1)
PASSWORD = "sal-tree-under-the-moon"


@dataclass
class Cast:
    """Organisations, accounts and actors by the part they play."""

    gumla: Organisation
    khunti: Organisation
    network: Organisation
    gumla_district: Place
    khunti_district: Place
    gumla_block: Place
    other_gumla_block: Place
    khunti_block: Place
    accounts: dict[str, Account]

    def actor(self, part: str) -> Actor:
        """Somebody of the cast, as she is today."""
        return actor_of(self.accounts[part])


@functools.cache
def _hashed() -> str:
    """Hashing is slow on purpose; once a run is enough for a cast that shares one password."""
    return make_password(PASSWORD)


def _organisation(code: str, kind: Kind, hi: str, en: str, district: Place | None) -> Organisation:
    organisation = Organisation.objects.create(code=code, kind=kind, name_hi=hi, name_en=en, member_since=SINCE)
    if district is not None:
        OrganisationDistrict.objects.create(organisation=organisation, district=district, since=SINCE)
        InformationCentre.objects.create(
            organisation=organisation, district=district, name_en=f"Centre {en}", name_hi=f"केंद्र {hi}", opened_on=SINCE
        )
    return organisation


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody who works in Gumla, from field worker to legal officer, coordinators, the secretariat, a stranger."""
    found = Place.objects.filter(level="district", name_en__in=["Gumla", "Khunti"])
    districts = {place.name_en: place for place in found}
    blocks = {
        name: list(Place.objects.filter(level="block", district=place).order_by("name_en")[:2])
        for name, place in districts.items()
    }
    gumla = _organisation("T01", Kind.MEMBER, "गुमला सदस्य", "Gumla member", districts["Gumla"])
    khunti = _organisation("T02", Kind.MEMBER, "खूँटी सदस्य", "Khunti member", districts["Khunti"])
    network = _organisation("TNET", Kind.NETWORK, "जतन सचिवालय", "Jatan secretariat", None)
    parts: dict[str, tuple[Organisation, Role, Place | None] | None] = {
        "field_worker": (gumla, Role.FIELD_WORKER, blocks["Gumla"][0]),
        "desk_operator": (gumla, Role.DESK_OPERATOR, None),
        "counsellor": (gumla, Role.COUNSELLOR, None),
        "supervisor": (gumla, Role.SUPERVISOR, None),
        "legal_officer": (gumla, Role.LEGAL_OFFICER, None),
        "coordinator": (gumla, Role.COORDINATOR, None),
        "khunti_coordinator": (khunti, Role.COORDINATOR, None),
        "khunti_desk": (khunti, Role.DESK_OPERATOR, None),
        "secretariat": (network, Role.SECRETARIAT, None),
        "researcher": (network, Role.RESEARCHER, None),
        "auditor": (network, Role.AUDITOR, None),
        "administrator": (network, Role.ADMINISTRATOR, None),
        "stranger": None,
    }
    accounts = {}
    for part, post in parts.items():
        accounts[part] = Account(email=f"{part}@example.org", name=f"Test {part}", password=_hashed())
        accounts[part].save()
        if post is not None:
            organisation, role, place = post
            Posting.objects.create(
                account=accounts[part], role=role, organisation=organisation, place=place, since=SINCE
            )
    return Cast(
        gumla,
        khunti,
        network,
        districts["Gumla"],
        districts["Khunti"],
        blocks["Gumla"][0],
        blocks["Gumla"][1],
        blocks["Khunti"][0],
        accounts,
    )


@pytest.fixture
def as_(cast: Cast) -> Callable[[str], AbstractContextManager[Actor]]:
    """`with as_("coordinator") as by:` – the test acts behind that person's walls."""
    return lambda part: acting_as(cast.actor(part))
