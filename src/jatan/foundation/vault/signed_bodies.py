"""Bodies of signed rows: JSON in one spelling, whose digest is the head that the next row of a chain names."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jatan.foundation.vault.refusal import Refused

FIRST_HEAD: Final = ""


def body_bytes(fields: Mapping[str, Any]) -> bytes:
    """The one spelling of these fields."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")


def head_of(body: bytes) -> str:
    """What the next row of its chain calls a body: its SHA-256, in hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


@dataclass(frozen=True)
class Fields:
    """The fields of a body, each read with its type: whoever writes rows puts in what she likes. Everything that is
    missing or of another type raises Refused(`code`)."""

    found: Mapping[str, Any]
    code: str

    def text(self, name: str) -> str:
        return self.as_text(self.value(name))

    def number(self, name: str) -> int:
        return self.as_number(self.value(name))

    def id(self, name: str) -> uuid.UUID:
        return self.as_id(self.value(name))

    def flag(self, name: str) -> bool:
        found = self.value(name)
        if not isinstance(found, bool):
            raise Refused(self.code)
        return found

    def numbers(self, name: str) -> dict[uuid.UUID, int]:
        """Id -> number."""
        found = self.value(name)
        if not isinstance(found, dict):
            raise Refused(self.code)
        return {self.as_id(one): self.as_number(number) for one, number in found.items()}

    def rows(self, name: str, length: int) -> list[list[Any]]:
        """Lists of this length."""
        found = self.value(name)
        if not isinstance(found, list) or not all(isinstance(row, list) and len(row) == length for row in found):
            raise Refused(self.code)
        return found

    def value(self, name: str) -> Any:
        if name not in self.found:
            raise Refused(self.code)
        return self.found[name]

    def as_text(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Refused(self.code)
        return value

    def as_number(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Refused(self.code)
        return value

    def as_id(self, value: Any) -> uuid.UUID:
        """An id in its one spelling."""
        try:
            found = uuid.UUID(self.as_text(value))
        except ValueError as error:
            raise Refused(self.code) from error
        if found.hex != value:
            raise Refused(self.code)
        return found


def fields_of(body: bytes, code: str) -> Fields:
    """The fields of a body. Raises Refused(`code`)."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(code) from error
    if not isinstance(found, dict):
        raise Refused(code)
    return Fields(found, code)
