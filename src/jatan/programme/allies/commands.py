"""Commands of allies: who they are, and what was held, asked, promised and printed."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.allies import rules
from jatan.programme.allies.choices import Outcome
from jatan.programme.allies.models import Ally, Ask, Commitment, MediaMention, Meeting

_web_address = URLValidator(schemes=("http", "https"))


@dataclass(frozen=True, kw_only=True)
class _Placed:
    """What every row of ours carries. `organisation` is an id."""

    organisation: uuid.UUID
    place: Place
    panchayat: str = ""
    village: str = ""


@dataclass(frozen=True, kw_only=True)
class RegisterAlly(_Placed):
    name: str
    kind: str
    level: str
    is_ahtu: bool = False
    contact_person: str = ""
    phone: str = ""
    email: str = ""
    role_text: str = ""

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, Ally)
        if self.email:
            try:
                validate_email(self.email)
            except ValidationError:
                raise Problem("unreadable", field="email") from None


@dataclass(frozen=True, kw_only=True)
class RecordMeeting(_Placed):
    ally: Ally
    held_on: date
    purpose: str = ""
    outcome: str = ""

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, Meeting, not_future=("held_on",))


@dataclass(frozen=True, kw_only=True)
class RecordAsk(_Placed):
    ally: Ally
    asked_on: date
    what: str
    meeting: Meeting | None = None

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, Ask, not_future=("asked_on",))


@dataclass(frozen=True, kw_only=True)
class RecordCommitment(_Placed):
    """`due_on` may lie ahead: that is what it is for."""

    ally: Ally
    promised_on: date
    what: str
    ask: Ask | None = None
    due_on: date | None = None
    outcome: str = Outcome.OPEN
    settled_on: date | None = None
    what_became: str = ""

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, Commitment, not_future=("promised_on", "settled_on"))


@dataclass(frozen=True, kw_only=True)
class RecordMention(_Placed):
    published_on: date
    outlet: str
    title: str
    url: str = ""
    tone: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, MediaMention, not_future=("published_on",))
        if self.url:
            try:
                _web_address(self.url)  # it becomes a link: nothing but http and https
            except ValidationError:
                raise Problem("unreadable", field="url") from None
