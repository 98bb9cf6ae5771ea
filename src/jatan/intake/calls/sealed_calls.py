"""Calls that a telephone keeps, sealed to the house, until it meets the network.

Whoever picks up the telephone cannot open them, nor can she herself: what is kept is sealed as phones of the field book
seal, under the id of the call and of no phone.
"""

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any, Final

from jatan.foundation.vault.field_seal import Unreadable, open_sealed, server_public_key
from jatan.kernel.text.storable import storable_json

NO_PHONE: Final = uuid.UUID(int=0)
_POINT: Final = 65


@dataclass(frozen=True)
class KeptCall:
    """What she wrote, as `receive_call` takes it. `written_at`: milliseconds by her telephone's clock."""

    code: str
    who: str
    words: str
    phone: str
    written_at: int

    def waited(self, now: int) -> dt.timedelta:
        """How long it lay there; `now` by the same clock, so that a wrong one does not matter."""
        return dt.timedelta(milliseconds=max(-(10**12), min(now - self.written_at, 10**12)))


def sealing_key() -> bytes:
    """What the page hands to the browser: id of the house's key (8 bytes) and the key itself (65); b"" without one."""
    try:
        key_id, spki = server_public_key()
    except Unreadable:
        return b""
    return key_id + spki[-_POINT:]


def open_call(sealed: bytes, sent_id: uuid.UUID) -> KeptCall:
    """The call that was sealed under this id. Raises Unreadable."""
    plain = open_sealed(sealed, device=NO_PHONE, about=sent_id)
    try:
        fields: Any = storable_json(json.loads(plain))
        words = {name: str(fields.get(name) or "") for name in ("code", "who", "words", "phone")}
        return KeptCall(**words, written_at=int(fields.get("at") or 0))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise Unreadable("altered") from error
