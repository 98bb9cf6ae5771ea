"""Commands of journeys: a row of the migrant register, from a page, a workbook or a phone."""

import dataclasses
import datetime as dt
from typing import ClassVar

from jatan.foundation.places.models import Place
from jatan.programme.journeys.choices import Work
from jatan.programme.people.models import Person
from jatan.programme.people.recording import Command

__all__ = ["RegisterJourney"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterJourney(Command):
    """`place` and `village` are where it starts; `wage_promised` is rupees a month.

    Leaving and expected return may lie ahead. Nobody is refused for her age.
    """

    REQUIRED: ClassVar = ("person", "registered_on")
    COUNTS: ClassVar = ("wage_promised",)
    OWN_DAYS: ClassVar = ("registered_on",)
    CHOICES: ClassVar = {"work": frozenset(Work.values)}
    LINKS: ClassVar = ("person",)
    LIMITS: ClassVar = {
        "transit": 120,
        "destination_as_written": 120,
        "employer": 160,
        "work_as_written": 120,
        "agent_name": 120,
        "agent_phone": 15,
        "contact_at_destination": 120,
    }

    person: Person
    registered_on: dt.date
    transit: str = ""
    destination: Place | None = None
    destination_as_written: str = ""
    employer: str = ""
    work: str = ""
    work_as_written: str = ""
    agent_name: str = ""
    agent_phone: str = ""
    wage_promised: int | None = None
    leaves_on: dt.date | None = None
    expected_return_on: dt.date | None = None
    returned_on: dt.date | None = None
    contact_at_destination: str = ""
