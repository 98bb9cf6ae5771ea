"""Commands of schemes: what a linkage was when it was written down, with whatever days are known by then."""

import uuid
from dataclasses import dataclass
from datetime import date

from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.people.models import Person
from jatan.programme.schemes import reference, rules
from jatan.programme.schemes.models import Linkage


@dataclass(frozen=True, kw_only=True)
class RecordLinkage:
    """`scheme` is a code of the reference list; `amount` is rupees. Raises Problem(s) for what no row may hold."""

    organisation: uuid.UUID
    place: Place
    panchayat: str = ""
    village: str = ""
    person: Person
    scheme: str
    scheme_as_written: str = ""
    applied_on: date | None = None
    sanctioned_on: date | None = None
    received_on: date | None = None
    refused_on: date | None = None
    refused_reason: str = ""
    amount: int | None = None

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, Linkage, not_future=("applied_on", "received_on"))
        if not reference.is_known(self.scheme):
            raise Problem("unreadable", field="scheme")
