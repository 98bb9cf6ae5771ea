"""`RegisterDepartures`: everybody who leaves together, validated as a whole before anything is written."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.programme.journeys.choices import AnswerCode, GivenTo, Relation, Topic, TriggerCode
from jatan.programme.journeys.commands import RegisterJourney
from jatan.programme.people.base_command import OTHER_ORGANISATION, Command
from jatan.programme.people.choices import ConsentHow, ConsentPurpose
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.look_alikes import NOBODY, Shown
from jatan.programme.people.models import Person


@dataclasses.dataclass(frozen=True, kw_only=True)
class UnregisteredCompanion:
    """Somebody who travels along and has no journey of her own."""

    name: str = ""
    age: int | None = None
    under_18: str = ""
    relation: str = Relation.UNKNOWN.value


@dataclasses.dataclass(frozen=True, kw_only=True)
class ConsentGiven:
    """Consent to one purpose, after hearing one version of its text."""

    purpose: str
    text_version: str
    language: str = "hi"
    how: str = ConsentHow.SPOKEN.value


@dataclasses.dataclass(frozen=True, kw_only=True)
class GivenAnswer:
    """An answer in the conversation, with the worker's note."""

    answer: str
    note: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Traveller:
    """One of those who leave: a recorded person (`person`) or a new one (`register`).

    `own`: fields of RegisterJourney that differ for her (papers, contacts, wage). `phone` and `age`: new values that a
    recorded person states today. `under_18`: asked when no age is known. `family`: travellers with the same value are
    one family. `noted`: hard stops that the worker saw or heard. `checklist`: the version to which the answers were
    given; "" means the current one. `shown`: who on record was shown as perhaps the same as somebody new.
    """

    person: Person | None = None
    register: RegisterPerson | None = None
    shown: Shown = NOBODY
    own: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    phone: str = ""
    age: int | None = None
    under_18: str = ""
    family: str = ""
    consents: tuple[ConsentGiven, ...] = ()
    answers: Mapping[str, GivenAnswer] = dataclasses.field(default_factory=dict)
    checklist: str = ""
    along: tuple[UnregisteredCompanion, ...] = ()
    noted: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterDepartures(Command):
    """One journey per traveller. `journey`: the shared fields of RegisterJourney, without a person.

    `id` becomes the id of the first journey, so that a command sent twice is recorded once. `topics`: what was
    explained on the day.
    """

    REQUIRED: ClassVar = ("registered_on",)
    OWN_DAYS: ClassVar = ("registered_on",)
    CHOICES: ClassVar = {"given_to": frozenset(GivenTo.values)}

    id: uuid.UUID = dataclasses.field(default_factory=new_id)
    registered_on: dt.date
    journey: Mapping[str, Any]
    travellers: tuple[Traveller, ...]
    topics: tuple[str, ...] = ()
    given_to: str = GivenTo.PERSON.value
    language: str = "hi"

    def _problems(self) -> Iterator[Problem]:
        if not self.travellers:
            yield Problem("missing_required", field="travellers")
        if any(topic not in Topic.values for topic in self.topics):
            yield Problem("unreadable", field="topics")
        known = [traveller.person.pk for traveller in self.travellers if traveller.person]
        if len(known) != len(set(known)):
            yield Problem("unreadable", field="travellers")
        for traveller in self.travellers:
            yield from self._problems_of(traveller)

    def _problems_of(self, traveller: Traveller) -> Iterator[Problem]:
        if (traveller.person is None) == (traveller.register is None):
            yield Problem("missing_required", field="travellers")
            return
        who: Any = traveller.person or traveller.register
        held_by = who.organisation if traveller.register else who.organisation_id
        if held_by != self.organisation:
            yield Problem("other_organisation", OTHER_ORGANISATION, field="travellers")
        if any(given.answer not in AnswerCode.values for given in traveller.answers.values()):
            yield Problem("unreadable", field="answers")
        if any(code not in TriggerCode.values for code in traveller.noted):
            yield Problem("unreadable", field="noted")
        if any(consent.purpose not in ConsentPurpose.values for consent in traveller.consents):
            yield Problem("unreadable", field="consents")

    def journey_of(self, traveller: Traveller, person: Person) -> RegisterJourney:
        """The journey of one traveller: the shared fields overridden by her own. Raises Problems."""
        where = {"organisation": self.organisation, "place": self.place}
        written = {"panchayat": self.panchayat, "village": self.village}
        shared = {"registered_on": self.registered_on, **self.journey}
        her_own = {**traveller.own, "under_18": traveller.under_18, "person": person}
        return RegisterJourney(**{**where, **written, **shared, **her_own})
