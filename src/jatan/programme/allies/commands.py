"""Commands of allies: allies, meetings, requests, promises and media mentions."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from jatan.kernel.problems import Problem
from jatan.programme.allies.choices import AllyKind, AllyLevel, ClippingKind, Medium, Outcome, Tone
from jatan.programme.allies.models import Ally, Ask, MediaMention, Meeting
from jatan.programme.laws.choices import LawTopic
from jatan.programme.people.base_command import Command

__all__ = ["AddClipping", "RecordAsk", "RecordCommitment", "RecordMeeting", "RecordMention", "RegisterAlly"]

_LONG = 5000
_web_address = URLValidator(schemes=("http", "https"))


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterAlly(Command):
    """An office or organisation, on one of the levels from panchayat to international."""

    REQUIRED: ClassVar = ("name", "kind", "level")
    CHOICES: ClassVar = {"kind": frozenset(AllyKind.values), "level": frozenset(AllyLevel.values)}
    LIMITS: ClassVar = {"contact_person": 120, "phone": 20, "role_text": _LONG}

    name: str
    kind: str
    level: str
    is_ahtu: bool = False
    contact_person: str = ""
    phone: str = ""
    email: str = ""
    role_text: str = ""

    def _problems(self) -> Iterator[Problem]:
        if self.email:
            try:
                validate_email(self.email)
            except ValidationError:
                yield Problem("unreadable", field="email")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordMeeting(Command):
    """A meeting held with an ally."""

    REQUIRED: ClassVar = ("ally", "held_on")
    OWN_DAYS: ClassVar = ("held_on",)
    LINKS: ClassVar = ("ally",)
    LIMITS: ClassVar = {"purpose": _LONG, "outcome": _LONG}

    ally: Ally
    held_on: dt.date
    purpose: str = ""
    outcome: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordAsk(Command):
    """A request to an ally, at a meeting or in a letter."""

    REQUIRED: ClassVar = ("ally", "asked_on", "what")
    OWN_DAYS: ClassVar = ("asked_on",)
    LINKS: ClassVar = ("ally", "meeting")
    LIMITS: ClassVar = {"what": _LONG}

    ally: Ally
    asked_on: dt.date
    what: str
    meeting: Meeting | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordCommitment(Command):
    """A promise of an ally. `due_on` may be in the future."""

    REQUIRED: ClassVar = ("ally", "promised_on", "what", "outcome")
    OWN_DAYS: ClassVar = ("promised_on", "settled_on")
    CHOICES: ClassVar = {"outcome": frozenset(Outcome.values)}
    LINKS: ClassVar = ("ally", "ask")
    LIMITS: ClassVar = {"what": _LONG, "what_became": _LONG}

    ally: Ally
    promised_on: dt.date
    what: str
    ask: Ask | None = None
    due_on: dt.date | None = None
    outcome: str = Outcome.OPEN.value
    settled_on: dt.date | None = None
    what_became: str = ""


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
