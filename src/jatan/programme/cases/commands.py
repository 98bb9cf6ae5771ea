"""Commands of the coded register. They have no field that could take a name or a story."""

import uuid
from dataclasses import dataclass
from datetime import date

from jatan.foundation.places.models import Place
from jatan.programme.cases import rules
from jatan.programme.cases.models import Case, CaseFollowUp


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    """`follow_ups_reported` is a number an office gave without days. Raises Problem(s) for what no row may hold."""

    organisation: uuid.UUID
    place: Place
    panchayat: str = ""
    village: str = ""
    code: str
    kind: str
    opened_on: date
    is_closed: bool = False
    closed_on: date | None = None
    follow_ups_reported: int | None = None
    assigned_to: uuid.UUID | None = None

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, Case, not_future=("opened_on", "closed_on"))


@dataclass(frozen=True, kw_only=True)
class FollowUpCase:
    """That `case` was followed up on a day that has come."""

    organisation: uuid.UUID
    place: Place
    panchayat: str = ""
    village: str = ""
    case: Case
    on: date

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, CaseFollowUp, not_future=("on",))
