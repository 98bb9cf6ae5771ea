"""Register data of a case that is not in its open row: the body of a letter of the kind "register".

It waits in `CaseWaiting` while an organisation has no keys; a case worker who opens the letter moves it into
the case's sealed file. Only this module defines the format.
"""

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any, Final, Self

# The letter's kind.
REGISTER: Final = "register"
_DAYS: Final = ("opened_on", "closed_on")


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class RegisterDates:
    """Register data of a case. `follow_ups_reported`: a number of follow-ups without dates.

    `place`: the finest known place (a block, else the district); `panchayat` and `village`: free text.
    `facts_secret`: secret of the case's fact row, 32 bytes. A correction has none; its
    `corrects` names the fields that change. The rest of the file stays, and the reader of the letter
    updates the fact row, since only she can read the secret.
    """

    code: str
    kind: str
    opened_on: dt.date | None
    closed_on: dt.date | None = None
    is_closed: bool = False
    follow_ups: tuple[dt.date, ...] = ()
    follow_ups_reported: int | None = None
    place: uuid.UUID
    panchayat: str = ""
    village: str = ""
    facts_secret: bytes = b""
    corrects: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """JSON values: dates in ISO format, the secret in hexadecimal; `corrects` only if not empty."""
        body: dict[str, Any] = {
            **dataclasses.asdict(self),
            "opened_on": _text(self.opened_on),
            "closed_on": _text(self.closed_on),
            "follow_ups": [day.isoformat() for day in self.follow_ups],
            "place": str(self.place),
            "facts_secret": self.facts_secret.hex(),
            "corrects": sorted(self.corrects),
        }
        if not self.corrects:
            del body["corrects"]
        return body

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Inverse of `to_json`. Raises KeyError, TypeError or ValueError for any other data."""
        days = {name: dt.date.fromisoformat(body[name]) if body[name] else None for name in _DAYS}
        values: dict[str, Any] = {
            **body,
            **days,
            "follow_ups": tuple(dt.date.fromisoformat(day) for day in body["follow_ups"]),
            "place": uuid.UUID(body["place"]),
            "facts_secret": bytes.fromhex(body["facts_secret"]),
            "corrects": frozenset(body.get("corrects", ())),
        }
        return cls(**values)

    def to_plaintext(self) -> bytes:
        """The letter's plaintext."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def opened(cls, plaintext: bytes) -> Self:
        """The data of a letter's plaintext. Raises as `from_json`."""
        return cls.from_json(json.loads(plaintext))


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None
