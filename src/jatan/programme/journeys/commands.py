"""Commands of journeys: a row of the migrant register, what is recorded before leaving and after coming home."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import ClassVar

from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.journeys.choices import (
    GivenTo,
    Paper,
    Relation,
    Topic,
)
from jatan.programme.journeys.models import Attachment, Companion, Counselling, Journey, Outcome
from jatan.programme.people.base_command import Command
from jatan.programme.people.commands import NO_ORGANISATION, NO_PLACE
from jatan.programme.people.models import Person
from jatan.programme.people.rules import normalise_phone

HOURS_OF_A_DAY = 24


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterJourney(Command):
    """`place` and `village` are where the journey starts; `wage_promised` is rupees a month.

    Days of leaving and expected return may be in the future. Nobody is refused because of her age.
    """

    MODEL: ClassVar = Journey
    OWN_DAYS: ClassVar = ("registered_on", "returned_on")

    person: Person
    registered_on: dt.date
    under_18: str = ""
    transit: str = ""
    destination: Place | None = None
    destination_as_written: str = ""
    employer: str = ""
    work: str = ""
    work_as_written: str = ""
    agent_name: str = ""
    agent_phone: str = ""
    wage_promised: int | None = None
    hours_promised: int | None = None
    advance: int | None = None
    leaves_on: dt.date | None = None
    expected_return_on: dt.date | None = None
    returned_on: dt.date | None = None
    contact_at_destination: str = ""
    phone_at_destination: str = ""
    family_contact_name: str = ""
    family_contact_relation: str = ""
    health_note: str = ""
    family_contact_phone: str = ""
    papers_in_hand: list[str] = dataclasses.field(default_factory=list)

    def _complete(self) -> None:
        super()._complete()
        for name in ("phone_at_destination", "family_contact_phone"):
            self._set(name, normalise_phone(getattr(self, name)))
        self._set("papers_in_hand", _ordered(self.papers_in_hand, Paper.values))

    def _problems(self) -> Iterator[Problem]:
        yield from _codes("papers_in_hand", self.papers_in_hand, Paper.values)
        yield from _hours("hours_promised", self.hours_promised)


@dataclasses.dataclass(frozen=True, kw_only=True)
class JourneyCommand(Command):
    """Base of commands about a recorded journey: organisation and place default to the journey's."""

    LINKS: ClassVar[tuple[str, ...]] = ("journey",)

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    journey: Journey

    def _complete(self) -> None:
        super()._complete()
        if self.journey is not None and self.organisation is None:
            self._set("organisation", self.journey.organisation_id)
        if self.journey is not None and self.place is None:
            self._set("place", self.journey.place)


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddAttachment(JourneyCommand):
    """A photograph, a paper or a spoken note of a journey. The file itself is a separate argument of the service."""

    MODEL: ClassVar = Attachment

    kind: str
    note: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class NoteCompanion(JourneyCommand):
    """Somebody who travels along: a recorded person, or a name, an age, or only whether it is a child."""

    MODEL: ClassVar = Companion

    name: str = ""
    age: int | None = None
    under_18: str = ""
    relation: str = Relation.UNKNOWN.value
    person: Person | None = None

    def _problems(self) -> Iterator[Problem]:
        if not self.name and self.age is None and not self.under_18 and self.person is None:
            yield Problem("missing_required", field="name")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordCounselling(JourneyCommand):
    """What was explained, to whom and in which language."""

    MODEL: ClassVar = Counselling
    OWN_DAYS: ClassVar = ("held_on",)

    held_on: dt.date
    topics: list[str]
    given_to: str = GivenTo.PERSON.value
    language: str = "hi"

    def _complete(self) -> None:
        super()._complete()
        self._set("topics", _ordered(self.topics, Topic.values))

    def _problems(self) -> Iterator[Problem]:
        if not self.topics:
            yield Problem("missing_required", field="topics")
        yield from _codes("topics", self.topics, Topic.values)


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordOutcome(JourneyCommand):
    """How a journey ended. None means not known; 0 dues means nothing is owed."""

    MODEL: ClassVar = Outcome
    OWN_DAYS: ClassVar = ("returned_on",)

    returned_on: dt.date
    wage_actual: int | None = None
    hours_actual: int | None = None
    months_worked: int | None = None
    dues: int | None = None
    injury: str = ""
    injury_note: str = ""
    papers_back: str = ""
    reason: str = ""
    goes_again: bool | None = None

    def _problems(self) -> Iterator[Problem]:
        yield from _hours("hours_actual", self.hours_actual)


def _ordered(codes: Iterable[str], known: list[str]) -> list[str]:
    """Each code once, in the order of `known`; unknown codes come last, so that validation can refuse them."""
    given = dict.fromkeys(codes)
    return [code for code in known if code in given] + [code for code in given if code not in known]


def _codes(name: str, codes: Iterable[str], known: list[str]) -> Iterator[Problem]:
    if any(code not in known for code in codes):
        yield Problem("unreadable", field=name)


def _hours(name: str, hours: int | None) -> Iterator[Problem]:
    if hours is not None and hours > HOURS_OF_A_DAY:
        yield Problem("unreadable", field=name)
