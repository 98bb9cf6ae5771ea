"""Commands of people. A page, a workbook row and a phone submission all become one of these."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator
from typing import ClassVar, cast

from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.people.base_command import Command
from jatan.programme.people.choices import AgeBasis, ConsentHow
from jatan.programme.people.consent_texts import consent_texts
from jatan.programme.people.models import Consent, Identifier, Person
from jatan.programme.people.rules import normalise_phone

# Defaults of commands about a person: `_complete` replaces them by the person's organisation and place.
NO_ORGANISATION = cast("uuid.UUID", None)
NO_PLACE = cast("Place", None)


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterPerson(Command):
    """A person as stated. Age in completed years on `age_on` (today when left out), or a birth year."""

    AGE_DAY_DEFAULTS_TO_TODAY: ClassVar = True
    MODEL: ClassVar = Person

    name: str
    guardian_name: str = ""
    sex: str = ""
    age: int | None = None
    age_on: dt.date | None = None
    birth_year: int | None = None
    age_basis: str = AgeBasis.SAID.value
    phone: str = ""

    def _complete(self) -> None:
        super()._complete()
        if self.phone:
            self._set("phone", normalise_phone(self.phone))
        if self.age is not None and self.age_on is None and self.AGE_DAY_DEFAULTS_TO_TODAY:
            self._set("age_on", clock.today())


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterListedPerson(RegisterPerson):
    """A person from an office's list. The day on which the age was stated may be unknown and stays empty then."""

    AGE_DAY_DEFAULTS_TO_TODAY: ClassVar = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class PersonCommand(Command):
    """Base of commands about a recorded person: organisation and place default to the person's."""

    LINKS: ClassVar = ("person",)

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    person: Person

    def _complete(self) -> None:
        super()._complete()
        if self.person is not None and self.organisation is None:
            self._set("organisation", self.person.organisation_id)
        if self.person is not None and self.place is None:
            self._set("place", self.person.place)


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddIdentifier(PersonCommand):
    """The number of a paper that the person holds. A number that may be Aadhaar is refused."""

    MODEL: ClassVar = Identifier

    kind: str
    number: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class GiveConsent(PersonCommand):
    """Consent to one purpose, after hearing one version of its text in one language."""

    MODEL: ClassVar = Consent
    OWN_DAYS: ClassVar = ("given_on",)

    purpose: str
    text_version: str
    language: str = "hi"
    given_on: dt.date
    how: str = ConsentHow.SPOKEN.value

    def _problems(self) -> Iterator[Problem]:
        if self.purpose and self.text_version and self.language:
            asked = (self.purpose, self.text_version, self.language)
            if not any((text.purpose, text.version, text.language) == asked for text in consent_texts()):
                yield Problem("unreadable", field="text_version")


@dataclasses.dataclass(frozen=True, kw_only=True)
class WithdrawConsent:
    """Withdrawal of a consent; only the day and the way are asked for."""

    consent: Consent
    withdrawn_on: dt.date
    withdrawn_how: str = ConsentHow.SPOKEN.value

    def __post_init__(self) -> None:
        if self.withdrawn_on > clock.today():
            raise Problem("date_in_future", field="withdrawn_on")
        if self.withdrawn_how not in ConsentHow.values:
            raise Problem("unreadable", field="withdrawn_how")
