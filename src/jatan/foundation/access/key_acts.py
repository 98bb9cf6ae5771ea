"""A person's own vault keys: set up, unlock, lock, recover by code. Each action is recorded in the ledger.

The vault knows no actors and writes no ledger events, so these functions wrap it. Payloads contain codes, never keys. A
refusal is recorded and raised again; the caller must catch it inside its transaction, so that the event is committed.
"""

import datetime as dt
import uuid
from typing import Final

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.rate_limits import RateLimit
from jatan.foundation.ledger.services import record_event
from jatan.foundation.vault import enrolment
from jatan.foundation.vault import open_keys as unlocking
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.membership import fingerprint_of
from jatan.foundation.vault.models import DirectoryKey, Unlock
from jatan.foundation.vault.refusal import Refused

__all__ = [
    "GUESSES",
    "change_passphrase",
    "check_passphrase",
    "key_office",
    "lock",
    "log_key_event",
    "log_refusal",
    "my_key",
    "open_by_code",
    "open_keys",
    "renew_codes",
    "set_up_keys",
]

# Wrong passphrases and codes per account: eight within 15 minutes.
GUESSES: Final = RateLimit("keys", 8, dt.timedelta(minutes=15))


def key_office(by: Actor) -> uuid.UUID:
    """The organisation whose cases `by` works on; the keys belong to it. Raises Forbidden if there is none."""
    organisation_id = by.first_home_organisation(by.reach(Permission.CASES_RECORD).row_organisations)
    if organisation_id is None:
        raise Forbidden(Permission.CASES_RECORD.value)
    return organisation_id


def my_key(by: Actor) -> DirectoryKey | None:
    """The newest public key of `by`, certified or waiting; None before keys were set up."""
    rows = DirectoryKey.objects.filter(organisation_id=key_office(by), kind=Kind.USER, principal=_holder(by))
    return rows.filter(retired_at__isnull=True).order_by("-epoch").first()


def set_up_keys(*, by: Actor, passphrase: str) -> tuple[str, list[str]]:
    """Create new keys. Returns the fingerprint that a supervisor will compare, and ten recovery codes, shown only once.

    Access given to earlier keys is revoked and open keys are locked. Raises WeakPassphrase, and Refused before the
    organisation's key ceremony.
    """
    row, codes = enrolment.enrol(key_office(by), _holder(by), passphrase)
    unlocking.end_all([_holder(by)])
    fingerprint = fingerprint_of(row)
    log_key_event(by, "keys.set_up", row.principal, epoch=row.epoch, fingerprint=fingerprint)
    return fingerprint, codes


def open_keys(*, by: Actor, passphrase: str, session: str) -> str:
    """Unlock the keys of `by` in this browser. Returns the value of its cookie. Raises Refused("key") for a wrong
    passphrase."""
    try:
        keyring = enrolment.unlock(key_office(by), _holder(by), passphrase)
    except Refused as refused:
        log_refusal(by, refused)
        raise
    return _unlocked_cookie(by, keyring, session, "passphrase")


def check_passphrase(*, by: Actor, passphrase: str) -> None:
    """Check the passphrase again before passphrase or codes are changed, even if keys are open. Raises Refused."""
    try:
        enrolment.unlock(key_office(by), _holder(by), passphrase)
    except Refused as refused:
        log_refusal(by, refused)
        raise


def open_by_code(*, by: Actor, code: str, session: str) -> str:
    """As `open_keys`, with a recovery code, which cannot be used again."""
    try:
        keyring = enrolment.unlock_with_code(key_office(by), _holder(by), code)
    except Refused as refused:
        log_refusal(by, refused)
        raise
    return _unlocked_cookie(by, keyring, session, "code")


def change_passphrase(*, by: Actor, keyring: Keyring, passphrase: str, session: str) -> str:
    """Change the passphrase of the same key and lock it in other browsers. Returns a new cookie for this one.

    Raises WeakPassphrase.
    """
    enrolment.change_passphrase(keyring, passphrase)
    unlocking.end_all([keyring.holder])
    log_key_event(by, "keys.passphrase_changed", keyring.holder, epoch=keyring.epoch)
    return _unlocked_cookie(by, keyring, session, "passphrase")


def renew_codes(*, by: Actor, keyring: Keyring) -> list[str]:
    """Create ten new recovery codes, shown only once; the old ones become invalid."""
    codes = enrolment.renew_codes(keyring)
    log_key_event(by, "keys.codes_made", keyring.holder, epoch=keyring.epoch)
    return codes


def lock(*, by: Actor, unlock: Unlock) -> None:
    """Lock the keys of `by` in one browser before they time out. Raises Forbidden for another account's."""
    if unlock.account != by.account_id:
        raise Forbidden("keys")
    unlocking.end(unlock)
    log_key_event(by, "keys.locked", unlock.account)


def log_key_event(by: Actor, verb: str, about: uuid.UUID, **codes: str | int) -> None:
    """Record one ledger event about a holder, a team or a key."""
    record_event(
        organisation_id=key_office(by), by=by.account_id, verb=verb, about_type="vault", about=about, payload=codes
    )


def log_refusal(by: Actor, refused: Refused) -> None:
    """Record that decryption failed: wrong passphrase, or a row that was moved, replaced or altered."""
    log_key_event(by, "keys.refused", _holder(by), why=refused.code)


def _unlocked_cookie(by: Actor, keyring: Keyring, session: str, how: str) -> str:
    row, cookie = unlocking.begin(keyring, session)
    log_key_event(by, "keys.opened", keyring.holder, by_way_of=how, unlock=str(row.pk))
    return cookie


def _holder(by: Actor) -> uuid.UUID:
    if by.account_id is None:
        raise Forbidden("keys")
    return by.account_id
