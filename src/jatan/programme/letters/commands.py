"""The command of an application to an office."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.allies.models import Ally
from jatan.programme.helpdesk.models import Issue
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.people.base_command import Command


@dataclasses.dataclass(frozen=True, kw_only=True)
class WriteLetter(Command):
    """The text as it is to be printed. `given_on` is the day on which the office got it, None while it has not."""

    MODEL: ClassVar = OfficeLetter
    OWN_DAYS: ClassVar = ("given_on",)
    LIMITS: ClassVar = {"addressee": 600, "body": 8000, "enclosures": 1000, "sender": 600}
    ANY_MEMBERS: ClassVar = ("ally",)

    issue: Issue
    kind: str
    office: str
    language: str
    template: str
    written_on: dt.date
    addressee: str
    subject: str
    body: str
    sender: str
    enclosures: str = ""
    ally: Ally | None = None
    given_on: dt.date | None = None

    def _problems(self) -> Iterable[Problem]:
        if self.given_on is not None and self.written_on is not None and self.given_on < self.written_on:
            message = _("The application has a later date than the day on which it was given.")
            yield Problem("unreadable", message, field="given_on")
