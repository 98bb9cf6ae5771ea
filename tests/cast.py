"""The cast: fixture data of two members, the secretariat and accounts with every role."""

import datetime as dt
import functools
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import make_password
from pytest_django import DjangoDbBlocker

from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import InformationCentre, Kind, Organisation, OrganisationDistrict
from jatan.foundation.places.models import Place
from tests.file_fixtures import copied, standing

SINCE = dt.date(2021, 4, 1)
# The group that the forum leader leads. Tests that need its row write one with this id.
FORUM = uuid.UUID("01920000-0000-7000-8000-00000000f0f0")
PASSWORD = "sal-tree-under-the-moon"


@dataclass
class Cast:
    """Organisations, places and accounts of the cast; `accounts` by name of the part."""

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
        """The actor of an account, as of today."""
        return actor_of(self.accounts[part])


@functools.cache
def _hashed() -> str:
    """Hash of PASSWORD, computed once per process."""
    return make_password(PASSWORD)


def _organisations(*rows: tuple[str, Kind, str, str, Place | None]) -> list[Organisation]:
    made = Organisation.objects.bulk_create(
        Organisation(code=code, kind=kind, name_hi=hi, name_en=en, member_since=SINCE)
        for code, kind, hi, en, _place in rows
    )
    at_home = [(one, district) for one, (*_names, district) in zip(made, rows, strict=True) if district is not None]
    OrganisationDistrict.objects.bulk_create(
        OrganisationDistrict(organisation=one, district=district, since=SINCE) for one, district in at_home
    )
    InformationCentre.objects.bulk_create(
        InformationCentre(
            organisation=one,
            district=district,
            name_en=f"Centre {one.name_en}",
            name_hi=f"केंद्र {one.name_hi}",
            opened_on=SINCE,
        )
        for one, district in at_home
    )
    return made


def make_cast() -> Cast:
    """Write the cast: every role of a member in Gumla, two roles in Khunti, the network's roles, and `stranger`, an
    account without a posting."""
    found = Place.objects.filter(level="district", name_en__in=["Gumla", "Khunti"])
    districts = {place.name_en: place for place in found}
    blocks = {
        name: list(Place.objects.filter(level="block", district=place).order_by("name_en")[:2])
        for name, place in districts.items()
    }
    gumla, khunti, network = _organisations(
        ("T01", Kind.MEMBER, "गुमला सदस्य", "Gumla member", districts["Gumla"]),
        ("T02", Kind.MEMBER, "खूँटी सदस्य", "Khunti member", districts["Khunti"]),
        ("TNET", Kind.NETWORK, "जतन सचिवालय", "Jatan secretariat", None),
    )
    parts: dict[str, tuple[Organisation, Role, Place | None] | None] = {
        "field_worker": (gumla, Role.FIELD_WORKER, blocks["Gumla"][0]),
        "forum_leader": (gumla, Role.FORUM_LEADER, blocks["Gumla"][0]),
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
    accounts = {part: Account(email=f"{part}@example.org", name=f"Test {part}", password=_hashed()) for part in parts}
    Account.objects.bulk_create(accounts.values())
    Posting.objects.bulk_create(
        Posting(
            account=accounts[part],
            role=role,
            organisation=organisation,
            place=place,
            group=FORUM if role == Role.FORUM_LEADER else None,
            since=SINCE,
        )
        for part, (organisation, role, place) in ((part, post) for part, post in parts.items() if post is not None)
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


def second_of_secretariat(cast: Cast) -> Actor:
    """A colleague of the secretariat: the second person for what an administrator does not read, as stories."""
    account, _made = Account.objects.get_or_create(
        email="second@example.org", defaults={"name": "Test second", "password": "!"}
    )
    Posting.objects.get_or_create(
        account=account, role=Role.SECRETARIAT, organisation=cast.network, defaults={"since": SINCE}
    )
    return actor_of(account)


@pytest.fixture(scope="module")
def standing_cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast, written once per file of tests."""
    with standing(django_db_blocker):
        yield make_cast()


@pytest.fixture
def cast(db: None, standing_cast: Cast) -> Cast:
    """A copy of the cast for one test."""
    return copied(standing_cast)


@pytest.fixture
def as_(cast: Cast) -> Callable[[str], AbstractContextManager[Actor]]:
    """`with as_("coordinator") as by:` sets row security for that account's actor."""
    return lambda part: acting_as(cast.actor(part))
