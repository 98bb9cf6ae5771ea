"""Commands of the register of agents."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.models import Place
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem
from jatan.programme.agents.models import Statement
from jatan.programme.journeys.models import Journey
from jatan.programme.people.base_command import Command

_MOST_PHONES = 5


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordStatement(Command):
    """`place` and `village` are where people are recruited. A name, a number or a vehicle is required."""

    MODEL: ClassVar = Statement
    OWN_DAYS: ClassVar = ("said_on",)
    LIMITS: ClassVar = {"what_is_said": 5000}

    kind: str
    said_on: dt.date
    source: str
    reliability: str
    what_is_said: str = ""
    name: str = ""
    phones: tuple[str, ...] = ()
    vehicle: str = ""
    route: str = ""
    destination: Place | None = None
    destination_as_written: str = ""
    journey: Journey | None = None

    def _complete(self) -> None:
        super()._complete()
        read = [(parse_phone(written), written) for written in self.phones if written.strip()]
        self._set("phones", tuple(dict.fromkeys(phone or written for phone, written in read)))

    def _problems(self) -> Iterable[Problem]:
        if not (self.name or self.phones or self.vehicle):
            yield Problem("nobody_meant", _("Write a name, a phone number or a vehicle."), field="name")
        if len(self.phones) > _MOST_PHONES or any(parse_phone(phone) != phone for phone in self.phones):
            yield Problem("unreadable", field="phones")
