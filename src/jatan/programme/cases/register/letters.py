"""What the register knows of a case besides what stands open: the body of a letter of the kind "register".

It waits in `CaseWaiting` while an organisation has no keys; whoever opens the letter in her own session puts it into
the case's sealed file. This is the one place that says how it is written.
"""

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any, Final, Self

__all__ = ["REGISTER", "RegisterDates"]

# The letter's kind.
REGISTER: Final = "register"
_DAYS: Final = ("opened_on", "closed_on")


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class RegisterDates:
    """A case as its register tells it. `follow_ups_reported` is a number that an office gave without days.

    `place` is the finest place known (a block, else the district); `panchayat` and `village` are as written.
    `facts_secret` names the case's row of facts, 32 bytes. A letter that only corrects an earlier one carries none and
    says in `corrects` which of the others it speaks for: the rest of the file stays as it is, and the row of facts,
    which only a holder of the secret can find, is for the reader to bring up to date.
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
        """Plain values: days as ISO text, the secret as hexadecimal digits; `corrects` only where it says something."""
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
        """The way back. Raises KeyError, TypeError or ValueError for what `to_json` did not write."""
        days = {name: dt.date.fromisoformat(body[name]) if body[name] else None for name in _DAYS}
        told: dict[str, Any] = {
            **body,
            **days,
            "follow_ups": tuple(dt.date.fromisoformat(day) for day in body["follow_ups"]),
            "place": uuid.UUID(body["place"]),
            "facts_secret": bytes.fromhex(body["facts_secret"]),
            "corrects": frozenset(body.get("corrects", ())),
        }
        return cls(**told)

    def sealable(self) -> bytes:
        """The letter's plaintext."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def opened(cls, plaintext: bytes) -> Self:
        """What a letter says. Raises as `from_json`."""
        return cls.from_json(json.loads(plaintext))


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None
