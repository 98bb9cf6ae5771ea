"""Commands of allies: institutions, contacts, notes, meetings, asks, promises, agreements, joint work, media mentions.

`ally` is no link of `Command.LINKS`: the directory is the network's, and a row of one member points at an institution
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
    AgreementKind,
    AllyKind,
    AllyLevel,
    Answer,
    ClippingKind,
    JointKind,
    Medium,
    Outcome,
    Tone,
)
from jatan.programme.allies.models import Ally, Ask, MediaMention, Meeting
from jatan.programme.laws.choices import LawTopic
from jatan.programme.people.base_command import Command

__all__ = [
    "AddClipping",
    "RecordAgreement",
    "RecordAsk",
    "RecordCommitment",
    "RecordContact",
    "RecordJointWork",
    "RecordMeeting",
    "RecordMention",
    "RecordNote",
    "RegisterAlly",
]

_LONG = 5000
_web_address = URLValidator(schemes=("http", "https"))


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterAlly(Command):
    """An office or organisation, on one of the levels from panchayat to international, anywhere in the world."""

    REQUIRED: ClassVar = ("name", "kind", "level")
    CHOICES: ClassVar = {"kind": frozenset(AllyKind.values), "level": frozenset(AllyLevel.values)}
    LIMITS: ClassVar = {"contact_person": 120, "phone": 20, "address": 300, "role_text": _LONG}

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

    REQUIRED: ClassVar = ("ally", "name")
    LIMITS: ClassVar = {"name": 120, "post": 120, "phone": 20}

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

    REQUIRED: ClassVar = ("ally", "noted_on", "text")
    OWN_DAYS: ClassVar = ("noted_on",)
    LIMITS: ClassVar = {"text": _LONG}

    ally: Ally
    noted_on: dt.date
    text: str
    is_confidential: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordMeeting(Command):
    """A meeting held with an ally. `participants`: one on each line."""

    REQUIRED: ClassVar = ("ally", "held_on")
    OWN_DAYS: ClassVar = ("held_on",)
    CHOICES: ClassVar = {"law_topic": frozenset(LawTopic.values)}
    LIMITS: ClassVar = {"purpose": _LONG, "participants": _LONG, "outcome": _LONG}

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

    REQUIRED: ClassVar = ("ally", "asked_on", "what", "answer")
    OWN_DAYS: ClassVar = ("asked_on", "answered_on")
    CHOICES: ClassVar = {"answer": frozenset(Answer.values), "law_topic": frozenset(LawTopic.values)}
    LINKS: ClassVar = ("meeting",)
    LIMITS: ClassVar = {"what": _LONG, "of_whom": 120, "answer_text": _LONG}

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

    REQUIRED: ClassVar = ("ally", "promised_on", "what", "outcome")
    OWN_DAYS: ClassVar = ("promised_on", "settled_on")
    CHOICES: ClassVar = {"outcome": frozenset(Outcome.values)}
    LINKS: ClassVar = ("ask",)
    LIMITS: ClassVar = {"what": _LONG, "promised_by": 120, "what_became": _LONG}

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

    REQUIRED: ClassVar = ("ally", "kind", "title", "signed_on")
    OWN_DAYS: ClassVar = ("signed_on", "ended_on")
    CHOICES: ClassVar = {"kind": frozenset(AgreementKind.values)}
    LIMITS: ClassVar = {"they_do": _LONG, "we_do": _LONG}

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

    REQUIRED: ClassVar = ("ally", "kind", "held_on", "what")
    OWN_DAYS: ClassVar = ("held_on",)
    COUNTS: ClassVar = ("officers",)
    CHOICES: ClassVar = {"kind": frozenset(JointKind.values)}
    LIMITS: ClassVar = {"what": _LONG}

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

    REQUIRED: ClassVar = ("published_on", "outlet", "title")
    OWN_DAYS: ClassVar = ("published_on",)
    COUNTS: ClassVar = ("reach",)
    CHOICES: ClassVar = {
        "tone": frozenset(Tone.values),
        "medium": frozenset(Medium.values),
        "law_topic": frozenset(LawTopic.values),
    }
    LIMITS: ClassVar = {"outlet": 160, "title": 300, "url": 500, "about": _LONG, "spokesperson": 120}

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

    REQUIRED: ClassVar = ("mention", "kind", "copied_on")
    OWN_DAYS: ClassVar = ("copied_on",)
    CHOICES: ClassVar = {"kind": frozenset(ClippingKind.values)}
    LINKS: ClassVar = ("mention",)

    mention: MediaMention
    kind: str
    copied_on: dt.date
    note: str = ""
