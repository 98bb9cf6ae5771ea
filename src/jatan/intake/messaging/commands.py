"""Commands of text messages: a text to be sent."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable
from typing import ClassVar

from jatan.intake.messaging.content_filter import MAX_TEXT_LENGTH, wording_problems
from jatan.intake.messaging.models import InMessage, OutMessage
from jatan.kernel.problems import Problem
from jatan.programme.people.base_command import Command
from jatan.programme.people.models import Person

# Made by the program, not by a person: Command does not search it for Aadhaar numbers.
type Key = str


@dataclasses.dataclass(frozen=True, kw_only=True)
class QueueMessage(Command):
    """A text to one number. A `reference` is queued once only; an empty `text` means the purpose's template."""

    MODEL: ClassVar = OutMessage
    LIMITS: ClassVar = {"text": MAX_TEXT_LENGTH}

    reference: Key
    purpose: str
    phone: str = ""
    text: str = ""
    language: str = ""
    person: Person | None = None
    about_contact: uuid.UUID | None = None
    about_issue: uuid.UUID | None = None
    in_answer_to: InMessage | None = None
    is_urgent: bool = False
    not_before: dt.datetime | None = None

    def _problems(self) -> Iterable[Problem]:
        if self.text:
            yield from wording_problems(self.text, hidden=private_words_of(self.person))


def private_words_of(person: Person | None) -> list[str]:
    """What must not occur in a text to this person: her name, her guardian's, her village and panchayat."""
    if person is None:
        return []
    return [person.name, person.guardian_name, person.village, person.panchayat]
