"""Keep a holder's keys open in one browser for a limited time, without storing them on the server.

The cookie contains the private key, encrypted under a key derived from a key in the same cookie and the boot secret in
the server's memory, and bound to the session. A stolen disk has neither, a stolen cookie lacks the boot secret, and
another session cannot open it. The database row (Unlock) only records when it began, was used and ended.
"""

import datetime as dt
import hashlib
import os
import uuid
from collections.abc import Iterable
from typing import Final

from jatan.foundation.vault.boot_secret import boot_secret
from jatan.foundation.vault.boxes import KEY_BYTES, box_open, box_seal, derive
from jatan.foundation.vault.contexts import slot_context
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Unlock
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import base64url, clock

__all__ = ["IDLE", "LONGEST", "begin", "end", "end_all", "keyring_of", "valid_unlock"]

IDLE: Final = dt.timedelta(minutes=20)
LONGEST: Final = dt.timedelta(hours=10)
_SAVE_INTERVAL: Final = dt.timedelta(minutes=1)
_LONGEST_COOKIE: Final = 750  # bytes


def begin(keyring: Keyring, session: str) -> tuple[Unlock, str]:
    """Keep a keyring open for this session. Returns the row and the value of the cookie."""
    row = Unlock(organisation_id=keyring.organisation_id, account=keyring.holder, epoch=keyring.epoch)
    cookie_key = os.urandom(KEY_BYTES)
    sealed = box_seal(_key(cookie_key), keyring.key.raw, _context(row, session))
    row.save(force_insert=True)
    return row, base64url.encode(row.pk.bytes + cookie_key + sealed)


def valid_unlock(cookie: str, account: uuid.UUID) -> Unlock | None:
    """The valid Unlock row of a cookie of this account, or None. Updates its last use, ends it if it timed out."""
    try:
        row_id, _cookie_key, _sealed = _parts(cookie)
    except Refused:
        return None
    row = Unlock.objects.filter(pk=row_id, account=account, ended_at__isnull=True).first()
    if row is None:
        return None
    now = clock.now()
    if now - row.started_at >= LONGEST or now - row.last_used_at >= IDLE:
        end(row)
        return None
    if now - row.last_used_at >= _SAVE_INTERVAL:
        row.last_used_at = now
        Unlock.objects.filter(pk=row.pk, ended_at__isnull=True).update(last_used_at=now)
    return row


def keyring_of(row: Unlock, cookie: str, session: str) -> Keyring:
    """The keyring in a cookie. Raises Refused for another session, another boot secret, or an altered cookie."""
    row_id, cookie_key, sealed = _parts(cookie)
    if row_id != row.pk or row.ended_at is not None:
        raise Refused("key")
    key = PrivateKey(box_open(_key(cookie_key), sealed, _context(row, session)))
    return Keyring(row.organisation_id, row.account, key, row.epoch)


def end(row: Unlock) -> None:
    """Lock: the cookie is not accepted any more."""
    row.ended_at = clock.now()
    Unlock.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=row.ended_at)


def end_all(accounts: Iterable[uuid.UUID]) -> int:
    """Lock the keys of these accounts in every browser. Returns the number of unlocks ended."""
    return Unlock.objects.filter(account__in=list(accounts), ended_at__isnull=True).update(ended_at=clock.now())


def _key(cookie_key: bytes) -> bytes:
    return derive(cookie_key + boot_secret(), b"s1|unlock", KEY_BYTES)


def _context(row: Unlock, session: str) -> bytes:
    holder = slot_context(organisation=row.organisation_id, holder=row.account, epoch=row.epoch, kind="open")
    return holder + b"|" + row.pk.hex.encode() + b"|" + hashlib.sha256(session.encode()).hexdigest().encode()


def _parts(cookie: str) -> tuple[uuid.UUID, bytes, bytes]:
    """(row id, cookie key, sealed private key) of a cookie. Raises Refused("length")."""
    try:
        raw = base64url.decode(cookie, most=_LONGEST_COOKIE)
    except ValueError as error:
        raise Refused("length") from error
    if len(raw) <= 16 + KEY_BYTES:
        raise Refused("length")
    return uuid.UUID(bytes=raw[:16]), raw[16 : 16 + KEY_BYTES], raw[16 + KEY_BYTES :]
