"""Bodies of letters between members. They come from outside: an invalid body raises Problem."""

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
from jatan.programme.cases.sharing.entry_letters import PassedEntry, read_passed_entries

# Kinds of letters. An address is a letter to ourselves that maps a reference to a case, so that no table links them.
REFERRAL: Final = "referral"
ANSWER: Final = "answer"
ADDRESS: Final = "address"
_VERSION: Final = 1
_LONGEST: Final = 20_000
# Texts that letters of earlier versions do not have.
_NEWER: Final = ("colleague", "mark")


@dataclass(frozen=True, kw_only=True, repr=False)
class ReferralLetter:
    """A referral with the shared data. `card`: answers of the identity card without a field in the standard.

    `colleague`: whom the receiver asks for on the telephone. `entries`: what the standard has no place for, as entries.
    `mark`: tells the receiver, and nobody else, that two letters are about one case. All three are absent in letters of
    earlier versions. `is_signed`: whether somebody of the sender's signed it; no word of the letter says so.
    """

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
    colleague: str = ""
    entries: tuple[PassedEntry, ...] = ()
    mark: str = ""
    parked: tuple[Parked, ...] = ()
    is_signed: bool = False

    def to_plaintext(self) -> bytes:
        """The letter's plaintext."""
        names = ("way", "kind", "service", "request", "urgency", "told", "asked_by", "call_back", "level", *_NEWER)
        body = {name: getattr(self, name) for name in names} | {
            "reference": str(self.reference),
            "sent_on": self.sent_on.isoformat(),
            "answer_by": self.answer_by.isoformat(),
            "card": dict(self.card),
            "entries": [one.to_json() for one in self.entries],
            "document": to_json([self.record], self.level),
        }
        return encode_body(body)

    @classmethod
    def opened(cls, plaintext: bytes) -> Self:
        """What a letter says. Raises Problem("unreadable")."""
        body = decode_body(plaintext)
        taken = from_json(body_text(body, "document", 16 * 1024 * 1024))
        return cls(
            reference=_id(body, "reference"),
            way=_code(body, "way", WAYS),
            kind=_code(body, "kind", CaseKind.choices),
            service=_code(body, "service", HELP),
            urgency=_code(body, "urgency", URGENCIES),
            request=body_text(body, "request"),
            told=body_text(body, "told"),
            asked_by=body_text(body, "asked_by", 200),
            call_back=body_text(body, "call_back", 40),
            sent_on=_day(body, "sent_on"),
            answer_by=_day(body, "answer_by"),
            level=body_text(body, "level", 20),
            record=taken.records[0] if taken.records else {},
            card=_card(body),
            parked=taken.parked,
            colleague=body_text(body, "colleague", 200) if "colleague" in body else "",
            mark=body_text(body, "mark", 100) if "mark" in body else "",
            entries=read_passed_entries(body.get("entries")),
        )


@dataclass(frozen=True, kw_only=True, repr=False)
class ImportLetter:
    """One record of a file, its source as stated by the uploader, and its parked values.

    `was_locked`: whether the file was encrypted. `is_signed`: as in `ReferralLetter`.
    """

    source: str
    level: str
    record: Record
    parked: tuple[Parked, ...] = ()
    was_locked: bool = True
    is_signed: bool = False

    def to_plaintext(self) -> bytes:
        """The letter's plaintext."""
        parked = [[one.record, one.field, one.text, one.problem.code] for one in self.parked]
        document = to_json([self.record], self.level)
        body = {"source": self.source, "level": self.level, "document": document, "parked": parked}
        return encode_body(body | {"was_locked": self.was_locked})

    @classmethod
    def opened(cls, plaintext: bytes) -> Self:
        """Decode a letter's plaintext. Raises Problem("unreadable")."""
        body = decode_body(plaintext)
        taken = from_json(body_text(body, "document", 16 * 1024 * 1024))
        return cls(
            source=body_text(body, "source", 200),
            level=body_text(body, "level", 100),
            record=taken.records[0] if taken.records else {},
            parked=(*read_parked(body), *taken.parked),
            was_locked=body.get("was_locked") is not False,
        )


@dataclass(frozen=True, kw_only=True, repr=False)
class AnswerLetter:
    """New state of a referral, sent by its receiver; or its revocation, sent by its sender."""

    reference: uuid.UUID
    state: str
    on: dt.date
    reason: str = ""
    words: str = ""

    def to_plaintext(self) -> bytes:
        """The letter's plaintext."""
        body = {"reference": str(self.reference), "state": self.state, "on": self.on.isoformat()}
        return encode_body(body | {"reason": self.reason, "words": self.words})

    @classmethod
    def opened(cls, plaintext: bytes) -> Self:
        """What a letter says. Raises Problem("unreadable")."""
        body = decode_body(plaintext)
        return cls(
            reference=_id(body, "reference"),
            state=_code(body, "state", STATES),
            on=_day(body, "on"),
            reason=body_text(body, "reason", 200),
            words=body_text(body, "words"),
        )


@dataclass(frozen=True, kw_only=True)
class Address:
    """The case and entry of a reference."""

    reference: uuid.UUID
    case: uuid.UUID
    row: uuid.UUID

    def to_plaintext(self) -> bytes:
        """The letter's plaintext."""
        return encode_body({name: str(getattr(self, name)) for name in ("reference", "case", "row")})

    @classmethod
    def opened(cls, plaintext: bytes) -> Self:
        """What a letter says. Raises Problem("unreadable")."""
        body = decode_body(plaintext)
        return cls(**{name: _id(body, name) for name in ("reference", "case", "row")})


def encode_body(body: Mapping[str, Any]) -> bytes:
    """Encode a body as a letter's plaintext."""
    return json.dumps({"v": _VERSION, **body}, ensure_ascii=False, separators=(",", ":")).encode()


def decode_body(plaintext: bytes) -> dict[str, Any]:
    """Decode the body of a letter. Raises Problem("unreadable")."""
    try:
        body = json.loads(plaintext)
    except (ValueError, RecursionError):
        raise Problem("unreadable") from None
    if not isinstance(body, dict):
        raise Problem("unreadable")
    if body.get("v") != _VERSION:
        raise Problem("unreadable", _("This letter was written by a newer version of the programme than ours."))
    return body


def body_text(body: Mapping[str, Any], name: str, longest: int = _LONGEST) -> str:
    """A text of a body, at most `longest` characters. Raises Problem("unreadable")."""
    value = body.get(name)
    if not isinstance(value, str) or len(value) > longest:
        raise Problem("unreadable")
    return value


def read_parked(body: Mapping[str, Any]) -> tuple[Parked, ...]:
    """The parked values in a body."""
    rows = body.get("parked", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == 4 for row in rows):
        raise Problem("unreadable")
    return tuple(Parked(int(number), str(field), str(text), Problem(str(code))) for number, field, text, code in rows)


def _code(body: Mapping[str, Any], name: str, choices: Any) -> str:
    value = body.get(name)
    if value not in {code for code, _label in choices}:
        raise Problem("unreadable")
    return str(value)


def _day(body: Mapping[str, Any], name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(body_text(body, name, 10))
    except ValueError:
        raise Problem("unreadable") from None


def _id(body: Mapping[str, Any], name: str) -> uuid.UUID:
    try:
        return uuid.UUID(body_text(body, name, 36))
    except ValueError:
        raise Problem("unreadable") from None


def _card(body: Mapping[str, Any]) -> dict[str, Any]:
    value = body.get("card")
    if not isinstance(value, dict):
        raise Problem("unreadable")
    return {name: value[name] for name in NO_PLACE if isinstance(value.get(name), str | list)}
