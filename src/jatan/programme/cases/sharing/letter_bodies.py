"""What letters between houses say. They come from outside: whatever does not read as it should is refused in words."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.entries.referral import HELP, URGENCIES, WAYS
from jatan.programme.cases.entries.referral_states import STATES
from jatan.programme.cases.exchange.json_form import from_json, to_json
from jatan.programme.cases.exchange.of_person import NO_PLACE
from jatan.programme.cases.exchange.records import Parked, Record

__all__ = [
    "ADDRESS",
    "ANSWER",
    "REFERRAL",
    "Address",
    "AnswerLetter",
    "ReferralLetter",
    "read_body",
    "read_parked",
    "text_in",
    "written_body",
]

# Kinds of letters. An address is a letter to ourselves: which case a reference stands for, so that no table tells it.
REFERRAL: Final = "referral"
ANSWER: Final = "answer"
ADDRESS: Final = "address"
_VERSION: Final = 1
_LONGEST: Final = 20_000


@dataclass(frozen=True, kw_only=True, repr=False)
class ReferralLetter:
    """A request with what may be told. `card` holds answers of the identity card that the standard has no field for."""

    reference: uuid.UUID
    way: str
    kind: str
    service: str
    request: str
    urgency: str
    told: str
    asked_by: str
    call_back: str
    sent_on: dt.date
    answer_by: dt.date
    level: str
    record: Record
    card: Mapping[str, Any] = field(default_factory=dict)
    parked: tuple[Parked, ...] = ()

    def sealable(self) -> bytes:
        """The letter's plaintext."""
        names = ("way", "kind", "service", "request", "urgency", "told", "asked_by", "call_back", "level")
        body = {name: getattr(self, name) for name in names} | {
            "reference": str(self.reference),
            "sent_on": self.sent_on.isoformat(),
            "answer_by": self.answer_by.isoformat(),
            "card": dict(self.card),
            "document": to_json([self.record], self.level),
        }
        return written_body(body)

    @classmethod
    def opened(cls, plaintext: bytes) -> Self:
        """What a letter says. Raises Problem("unreadable")."""
        body = read_body(plaintext)
        taken = from_json(text_in(body, "document", 16 * 1024 * 1024))
        return cls(
            reference=_id(body, "reference"),
            way=_code(body, "way", WAYS),
            kind=_code(body, "kind", CaseKind.choices),
            service=_code(body, "service", HELP),
            urgency=_code(body, "urgency", URGENCIES),
            request=text_in(body, "request"),
            told=text_in(body, "told"),
            asked_by=text_in(body, "asked_by", 200),
            call_back=text_in(body, "call_back", 40),
            sent_on=_day(body, "sent_on"),
            answer_by=_day(body, "answer_by"),
            level=text_in(body, "level", 20),
            record=taken.records[0] if taken.records else {},
            card=_card(body),
            parked=taken.parked,
        )


@dataclass(frozen=True, kw_only=True, repr=False)
class AnswerLetter:
    """How a referral stands, from the house that was asked to the house that asked, or taken back the other way."""

    reference: uuid.UUID
    state: str
    on: dt.date
    reason: str = ""
    words: str = ""

    def sealable(self) -> bytes:
        """The letter's plaintext."""
        body = {"reference": str(self.reference), "state": self.state, "on": self.on.isoformat()}
        return written_body(body | {"reason": self.reason, "words": self.words})

    @classmethod
    def opened(cls, plaintext: bytes) -> Self:
        """What a letter says. Raises Problem("unreadable")."""
        body = read_body(plaintext)
        return cls(
            reference=_id(body, "reference"),
            state=_code(body, "state", STATES),
            on=_day(body, "on"),
            reason=text_in(body, "reason", 200),
            words=text_in(body, "words"),
        )


@dataclass(frozen=True, kw_only=True)
class Address:
    """Which entry of which case a reference stands for."""

    reference: uuid.UUID
    case: uuid.UUID
    row: uuid.UUID

    def sealable(self) -> bytes:
        """The letter's plaintext."""
        return written_body({name: str(getattr(self, name)) for name in ("reference", "case", "row")})

    @classmethod
    def opened(cls, plaintext: bytes) -> Self:
        """What a letter says. Raises Problem("unreadable")."""
        body = read_body(plaintext)
        return cls(**{name: _id(body, name) for name in ("reference", "case", "row")})


def written_body(body: Mapping[str, Any]) -> bytes:
    """A body as plaintext of a letter."""
    return json.dumps({"v": _VERSION, **body}, ensure_ascii=False, separators=(",", ":")).encode()


def read_body(plaintext: bytes) -> dict[str, Any]:
    """The body of a letter. Raises Problem("unreadable")."""
    try:
        body = json.loads(plaintext)
    except (ValueError, RecursionError):
        raise Problem("unreadable") from None
    if not isinstance(body, dict):
        raise Problem("unreadable")
    if body.get("v") != _VERSION:
        raise Problem("unreadable", _("This letter was written by a newer version of the programme than ours."))
    return body


def text_in(body: Mapping[str, Any], name: str, longest: int = _LONGEST) -> str:
    """A text of a body, no longer than so many letters. Raises Problem("unreadable")."""
    said = body.get(name)
    if not isinstance(said, str) or len(said) > longest:
        raise Problem("unreadable")
    return said


def read_parked(body: Mapping[str, Any]) -> tuple[Parked, ...]:
    """What could not be read of a file, as a letter to ourselves carries it on."""
    rows = body.get("parked", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == 4 for row in rows):
        raise Problem("unreadable")
    return tuple(Parked(int(number), str(field), str(said), Problem(str(code))) for number, field, said, code in rows)


def _code(body: Mapping[str, Any], name: str, choices: Any) -> str:
    said = body.get(name)
    if said not in {code for code, _label in choices}:
        raise Problem("unreadable")
    return str(said)


def _day(body: Mapping[str, Any], name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text_in(body, name, 10))
    except ValueError:
        raise Problem("unreadable") from None


def _id(body: Mapping[str, Any], name: str) -> uuid.UUID:
    try:
        return uuid.UUID(text_in(body, name, 36))
    except ValueError:
        raise Problem("unreadable") from None


def _card(body: Mapping[str, Any]) -> dict[str, Any]:
    said = body.get("card")
    if not isinstance(said, dict):
        raise Problem("unreadable")
    return {name: said[name] for name in NO_PLACE if isinstance(said.get(name), str | list)}
