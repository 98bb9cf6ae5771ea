"""Telephone numbers shown beside every text that says "call the counsellor" or "call the coordinator"."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.db.fetch_together import fetch_together
from jatan.foundation.network.models import Office
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.numbers import phone_parts
from jatan.programme.journeys.help_numbers import help_numbers_on

COUNSELLOR, COORDINATOR = (Role.COUNSELLOR, Role.SUPERVISOR), (Role.COORDINATOR,)
SHOWN, MOST_ROWS = 3, 50
_HELP = ("children", "emergency", "women")  # codes of help_numbers.toml: 1098, 112, 181


@dataclass(frozen=True)
class PhoneLine:
    """A telephone number, and whose it is (in the user's language)."""

    number: str
    whose: Any

    @property
    def to_dial(self) -> str:
        """The number as a telephone dials it: digits, and a plus in front of a country's code."""
        return re.sub(r"[^\d+]", "", next(iter(phone_parts(self.number)), ""))


def numbers_to_call(
    roles: Sequence[Role], organisation_id: uuid.UUID, place: Place | None, language: str
) -> list[PhoneLine]:
    """Own numbers of colleagues with the first of `roles` for which anybody has entered a number.

    Without any: the organisation's offices, those in the district of `place` first; without those, the public help
    numbers in force. At least one and at most SHOWN lines.
    """
    return numbers_among(fetch_together(call_rows(roles, organisation_id), MOST_ROWS), roles, place, language)


def call_rows(roles: Sequence[Role], organisation_id: uuid.UUID) -> dict[str, QuerySet[Any]]:
    """What `numbers_among` needs, for a page that fetches it together with other rows."""
    held = Posting.objects.in_force(clock.today()).filter(
        organisation_id=organisation_id, role__in=roles, account__is_active=True
    )
    offices = Office.objects.filter(organisation_id=organisation_id).exclude(phone="").order_by("id")
    return {
        "colleagues": held.exclude(account__phone="").select_related("account").order_by("account__name", "id"),
        "offices": offices.select_related("place"),
    }


def numbers_among(
    rows: Mapping[str, Sequence[Any]], roles: Sequence[Role], place: Place | None, language: str
) -> list[PhoneLine]:
    """The lines of `numbers_to_call` from the rows of `call_rows`."""
    return _colleagues(rows["colleagues"], roles) or _offices(rows["offices"], place) or _help(language)


def _colleagues(kept: Sequence[Posting], roles: Sequence[Role]) -> list[PhoneLine]:
    by_role = {role: [post for post in kept if post.role == role] for role in roles}
    first = next((posts for posts in by_role.values() if posts), [])
    numbers = {post.account.phone: f"{post.account.name}, {post.get_role_display()}" for post in first}
    return [PhoneLine(number, whose) for number, whose in numbers.items()][:SHOWN]


def _offices(offices: Sequence[Office], place: Place | None) -> list[PhoneLine]:
    here = {place.id, place.district_id} - {None} if place is not None else set()
    near = sorted(offices, key=lambda office: not {office.place_id, office.place.district_id} & here)
    return [PhoneLine(office.phone, office.name) for office in near[:SHOWN]]


def _help(language: str) -> list[PhoneLine]:
    found = {one.code: PhoneLine(one.number, one.what) for one in help_numbers_on(clock.today(), language)}
    return [found[code] for code in _HELP if code in found]
