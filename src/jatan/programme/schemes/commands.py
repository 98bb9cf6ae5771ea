"""Commands of schemes."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import ClassVar

from jatan.kernel.problems import Problem
from jatan.programme.people.base_command import Command
from jatan.programme.people.models import Person
from jatan.programme.schemes import reference
from jatan.programme.schemes.models import Linkage


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordLinkage(Command):
    """`scheme` is a code of the reference list; `amount` is rupees. A benefit before the application is accepted."""

    MODEL: ClassVar = Linkage
    OWN_DAYS: ClassVar = ("applied_on", "received_on")

    person: Person
    scheme: str
    scheme_as_written: str = ""
    applied_on: dt.date | None = None
    sanctioned_on: dt.date | None = None
    received_on: dt.date | None = None
    refused_on: dt.date | None = None
    refused_reason: str = ""
    amount: int | None = None

    def _problems(self) -> Iterator[Problem]:
        if self.scheme and not reference.is_known(self.scheme):
            yield Problem("unreadable", field="scheme")
