"""Commands of journeys: a row of the migrant register, from a page, a workbook or a phone."""

import uuid
from dataclasses import dataclass
from datetime import date

from jatan.foundation.places.models import Place
from jatan.programme.journeys import rules
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person


@dataclass(frozen=True, kw_only=True)
class RegisterJourney:
    """`place` and `village` are where it starts; `wage_promised` is rupees a month.

    Leaving and expected return may lie ahead. Raises Problem(s) for what no row may hold.
    """

    organisation: uuid.UUID
    place: Place
    panchayat: str = ""
    village: str = ""
    person: Person
    registered_on: date
    transit: str = ""
    destination: Place | None = None
    destination_as_written: str = ""
    employer: str = ""
    work: str = ""
    work_as_written: str = ""
    agent_name: str = ""
    agent_phone: str = ""
    wage_promised: int | None = None
    leaves_on: date | None = None
    expected_return_on: date | None = None
    returned_on: date | None = None
    contact_at_destination: str = ""

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, Journey, not_future=("registered_on",))
