"""Commands of allies: institutions, contacts, notes, meetings, asks, promises, agreements, joint work, media mentions.

`ally` is one of ANY_MEMBERS: the directory is the network's, and a row of one member points at an institution
that another has entered.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.allies.choices import (
    AllyKind,
    Answer,
    Outcome,
)
from jatan.programme.allies.models import (
    Agreement,
    Ally,
    Ask,
    Clipping,
    Commitment,
    Contact,
    JointWork,
    MediaMention,
    Meeting,
    Note,
)
from jatan.programme.people.base_command import Command

_LONG = 5000
_web_address = URLValidator(schemes=("http", "https"))


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterAlly(Command):
    """An office or organisation, on one of the levels from panchayat to international, anywhere in the world."""

    MODEL: ClassVar = Ally
    LIMITS: ClassVar = {"role_text": _LONG}

    name: str
    kind: str
    level: str
    is_ahtu: bool = False
    contact_person: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    role_text: str = ""

    def _complete(self) -> None:
        super()._complete()
        if self.kind == AllyKind.AHTU:
            self._set("is_ahtu", True)

    def _problems(self) -> Iterator[Problem]:
        yield from _email_problems(self.email)


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordContact(Command):
    """A person in an institution whom this member knows."""

    MODEL: ClassVar = Contact
    ANY_MEMBERS: ClassVar = ("ally",)

    ally: Ally
    name: str
    post: str = ""
    phone: str = ""
    email: str = ""
    until: dt.date | None = None
    is_confidential: bool = False

    def _problems(self) -> Iterator[Problem]:
        yield from _email_problems(self.email)


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordNote(Command):
    """A note about an institution."""

    MODEL: ClassVar = Note
    OWN_DAYS: ClassVar = ("noted_on",)
    LIMITS: ClassVar = {"text": _LONG}
    ANY_MEMBERS: ClassVar = ("ally",)

    ally: Ally
    noted_on: dt.date
    text: str
    is_confidential: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordMeeting(Command):
    """A meeting held with an ally. `participants`: one on each line."""

    MODEL: ClassVar = Meeting
    OWN_DAYS: ClassVar = ("held_on",)
    LIMITS: ClassVar = {"purpose": _LONG, "participants": _LONG, "outcome": _LONG}
    ANY_MEMBERS: ClassVar = ("ally",)

    ally: Ally
    held_on: dt.date
    purpose: str = ""
    law_topic: str = ""
    participants: str = ""
    outcome: str = ""
    is_confidential: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordAsk(Command):
    """A request to an ally, at a meeting or in a letter. One made at a confidential meeting is confidential too."""

    MODEL: ClassVar = Ask
    OWN_DAYS: ClassVar = ("asked_on", "answered_on")
    LIMITS: ClassVar = {"what": _LONG, "answer_text": _LONG}
    ANY_MEMBERS: ClassVar = ("ally",)

    ally: Ally
    asked_on: dt.date
    what: str
    law_topic: str = ""
    meeting: Meeting | None = None
    of_whom: str = ""
    answer_by: dt.date | None = None
    answer: str = Answer.WAITING.value
    answered_on: dt.date | None = None
    answer_text: str = ""
    is_confidential: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.meeting is not None and self.meeting.is_confidential:
            self._set("is_confidential", True)

    def _problems(self) -> Iterator[Problem]:
        yield from _not_before(self, "answer_by", self.asked_on)
        yield from _not_before(self, "answered_on", self.asked_on)
        if self.answer != Answer.WAITING and self.answered_on is None:
            yield Problem("missing_required", field="answered_on")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordCommitment(Command):
    """A promise of an ally. `due_on` may be in the future. One made to a confidential ask is confidential too."""

    MODEL: ClassVar = Commitment
    OWN_DAYS: ClassVar = ("promised_on", "settled_on")
    LIMITS: ClassVar = {"what": _LONG, "what_became": _LONG}
    ANY_MEMBERS: ClassVar = ("ally",)

    ally: Ally
    promised_on: dt.date
    what: str
    ask: Ask | None = None
    promised_by: str = ""
    due_on: dt.date | None = None
    outcome: str = Outcome.OPEN.value
    settled_on: dt.date | None = None
    what_became: str = ""
    is_confidential: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.ask is not None and self.ask.is_confidential:
            self._set("is_confidential", True)

    def _problems(self) -> Iterator[Problem]:
        yield from _not_before(self, "due_on", self.promised_on)
        yield from _not_before(self, "settled_on", self.promised_on)
        if self.outcome != Outcome.OPEN and self.settled_on is None:
            yield Problem("missing_required", field="settled_on")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordAgreement(Command):
    """A written agreement. `ends_on` and `renew_by` may lie in the future, the days signed and ended may not."""

    MODEL: ClassVar = Agreement
    OWN_DAYS: ClassVar = ("signed_on", "ended_on")
    LIMITS: ClassVar = {"they_do": _LONG, "we_do": _LONG}
    ANY_MEMBERS: ClassVar = ("ally",)

    ally: Ally
    kind: str
    title: str
    signed_on: dt.date
    ends_on: dt.date | None = None
    renew_by: dt.date | None = None
    ended_on: dt.date | None = None
    they_do: str = ""
    we_do: str = ""
    is_confidential: bool = False

    def _problems(self) -> Iterator[Problem]:
        for name in ("ends_on", "renew_by", "ended_on"):
            yield from _not_before(self, name, self.signed_on)


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordJointWork(Command):
    """An operation, a watch or a training held together with an ally."""

    MODEL: ClassVar = JointWork
    OWN_DAYS: ClassVar = ("held_on",)
    LIMITS: ClassVar = {"what": _LONG}
    ANY_MEMBERS: ClassVar = ("ally",)

    ally: Ally
    kind: str
    held_on: dt.date
    what: str
    officers: int | None = None
    is_confidential: bool = False


def _email_problems(email: str) -> Iterator[Problem]:
    if email:
        try:
            validate_email(email)
        except ValidationError:
            yield Problem("unreadable", field="email")


def _not_before(command: Command, name: str, first: dt.date | None) -> Iterator[Problem]:
    day = getattr(command, name)
    if day is not None and first is not None and day < first:
        yield Problem("wrong_order", _("This day is before the first one."), field=name)


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordMention(Command):
    """A media mention of the network. `url` is shown as a link, so only http and https are accepted."""

    MODEL: ClassVar = MediaMention
    OWN_DAYS: ClassVar = ("published_on",)
    LIMITS: ClassVar = {"about": _LONG}

    published_on: dt.date
    outlet: str
    title: str
    url: str = ""
    tone: str = ""
    medium: str = ""
    reach: int | None = None
    about: str = ""
    spokesperson: str = ""
    ask: uuid.UUID | None = None
    material: uuid.UUID | None = None
    campaign: str = ""
    law_topic: str = ""

    def _problems(self) -> Iterator[Problem]:
        if self.url:
            try:
                _web_address(self.url)
            except ValidationError:
                yield Problem("unreadable", field="url")


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddClipping(Command):
    """A copy of a media mention. The file itself is a separate argument of the service."""

    MODEL: ClassVar = Clipping
    OWN_DAYS: ClassVar = ("copied_on",)

    mention: MediaMention
    kind: str
    copied_on: dt.date
    note: str = ""
