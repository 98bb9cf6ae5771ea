"""Keep a holder's keys open in one browser for a limited time, in the key agent of the machine where she opened them.

The cookie holds the id of the unlock and a random handle. The agent holds the key encrypted under the handle and a
secret of its own, bound to account and session: a stolen disk has neither, a stolen cookie lacks the agent, and once
the key was locked no copy of both opens anything. The database row (Unlock) says when it began, was used and ended, to
the agents of other machines too.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Final

from django.conf import settings
from django.db import transaction

from jatan.foundation.vault import enrolment
from jatan.foundation.vault.choices import SlotKind
from jatan.foundation.vault.key_agent.client import Agent, AgentAway, AgentKey, Holding
from jatan.foundation.vault.key_agent.held_keys import HANDLE_BYTES
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey, Unlock
from jatan.foundation.vault.passphrases import spellings_of
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import base64url, clock

IDLE: Final = dt.timedelta(minutes=20)
LONGEST: Final = dt.timedelta(hours=10)
_SAVE_INTERVAL: Final = dt.timedelta(minutes=1)
_COOKIE_BYTES: Final = 16 + HANDLE_BYTES
# A key in the agent without a row is of a request that is not over yet, or was rolled back.
_LONGEST_REQUEST_SECONDS: Final = 300


def agent() -> Agent:
    """The key agent of this machine."""
    return Agent(settings.VAULT_AGENT)


def set_up(
    organisation_id: uuid.UUID, holder: uuid.UUID, passphrase: str, *, known: Iterable[str] = ()
) -> tuple[DirectoryKey, list[str]]:
    """As `enrolment.enrol`; the private key is made in the agent, and closed. Raises AgentAway."""
    return enrolment.enrol(organisation_id, holder, passphrase, agent().make_key, known=known)


def open_by_passphrase(
    organisation_id: uuid.UUID, holder: uuid.UUID, passphrase: str, session: str
) -> tuple[Keyring, Unlock, str]:
    """Open keys in the agent for this session. Returns keyring, row and the value of the cookie. Raises as
    `enrolment.unlock`, and AgentAway."""
    row, holding = _begin(organisation_id, holder, session)
    opens = partial(holding.by_passphrase, idle=IDLE.total_seconds(), longest=LONGEST.total_seconds())
    return _opened(row, enrolment.unlock(organisation_id, holder, passphrase, opens))


def open_by_code(organisation_id: uuid.UUID, holder: uuid.UUID, code: str, session: str) -> tuple[Keyring, Unlock, str]:
    """As `open_by_passphrase`, with a recovery code, which is used up."""
    row, holding = _begin(organisation_id, holder, session)
    opens = partial(holding.by_code, idle=IDLE.total_seconds(), longest=LONGEST.total_seconds())
    return _opened(row, enrolment.unlock_with_code(organisation_id, holder, code, opens))


def check_passphrase(organisation_id: uuid.UUID, holder: uuid.UUID, passphrase: str) -> None:
    """Raise Refused("key") unless this is her passphrase. Opens nothing. Raises AgentAway."""
    slot = enrolment.newest_slot(organisation_id, holder, SlotKind.PASSPHRASE)
    held, context = enrolment.password_slot_of(slot), enrolment.context_of_slot(slot)
    pin = enrolment.authority_pin(organisation_id)
    for spelling in spellings_of(passphrase):
        try:
            agent().check_passphrase(held, spelling, enrolment.pepper(), context, pin)
        except Refused as refused:
            if refused.code != "key":
                raise
            continue
        return
    raise Refused("key")


def valid_unlock(cookie: str, account: uuid.UUID, session: str) -> Unlock | None:
    """The valid Unlock row of a cookie of this account and session, or None. Counts as a use; ends it if it timed out.

    Keys are locked if the file of the organisation's verifying key is not the one with which they were opened.
    Raises AgentAway if the keys are not open on this machine: they were opened on another one, or the agent ended.
    """
    row = _row_of(cookie, account)
    if row is None:
        return None
    try:
        _key_of(row, cookie, session).use(enrolment.authority_pin(row.organisation_id))
    except Refused as refused:
        if refused.code == "authority":
            end(row)
        return None
    now = clock.now()
    if now - row.last_used_at >= _SAVE_INTERVAL:
        row.last_used_at = now
        Unlock.objects.filter(pk=row.pk, ended_at__isnull=True).update(last_used_at=now)
    return row


def keyring_of(row: Unlock, cookie: str, session: str) -> Keyring:
    """The keyring of a cookie. Raises Refused for another cookie; what is asked of its key raises AgentAway if it was
    locked meanwhile."""
    if row.ended_at is not None:
        raise Refused("key")
    return Keyring(row.organisation_id, row.account, _key_of(row, cookie, session), row.epoch)


def end(row: Unlock) -> None:
    """Lock: the key is destroyed here, and the cookie is not accepted on any machine."""
    row.ended_at = clock.now()
    _end_rows([row.pk])
    _destroy([row.pk])


def end_browser(account: uuid.UUID, session: str) -> None:
    """Lock every key that this account opened in this session on this machine, whichever cookie is left of it."""
    with suppress(AgentAway):
        _end_rows(agent().forget_browser(account, session))


def end_cookie(cookie: str, account: uuid.UUID) -> None:
    """Lock the keys of a cookie, wherever they are open."""
    row = _row_of(cookie, account)
    if row is not None:
        end(row)


def end_all(accounts: Iterable[uuid.UUID]) -> int:
    """Lock the keys of these accounts in every browser. Returns the number of unlocks ended."""
    wanted = list(accounts)
    ended = Unlock.objects.filter(account__in=wanted, ended_at__isnull=True).update(ended_at=clock.now())
    with suppress(AgentAway):
        agent().forget_accounts(wanted)
    return ended


def end_office(organisation_id: uuid.UUID) -> int:
    """Lock every key of an organisation, whoever opened it. Returns the number of unlocks ended.

    Its rows first, and the keys once that is committed: sessions and rows end also if the agent does not answer.
    """
    rows = Unlock.objects.filter(organisation_id=organisation_id, ended_at__isnull=True)
    ended = rows.update(ended_at=clock.now())
    transaction.on_commit(partial(_destroy_office, organisation_id), robust=True)
    return ended


def destroy_ended() -> int:
    """Destroy the keys in this machine's agent that were locked from another one, or timed out. Returns how many."""
    try:
        held = agent().ages()
    except AgentAway:
        return 0
    if not held:
        return 0
    now = clock.now()
    rows = Unlock.objects.filter(pk__in=held)
    known = {row.pk: row for row in rows}
    over = [
        unlock
        for unlock, age in held.items()
        if (_is_over(known[unlock], now) if unlock in known else age > _LONGEST_REQUEST_SECONDS)
    ]
    Unlock.objects.filter(pk__in=over, ended_at__isnull=True).update(ended_at=now)
    if over:
        _destroy(over)
    return len(over)


def _begin(organisation_id: uuid.UUID, holder: uuid.UUID, session: str) -> tuple[Unlock, Holding]:
    row = Unlock(organisation_id=organisation_id, account=holder)
    return row, Holding(agent(), row.pk, holder, organisation_id, session)


def _opened(row: Unlock, keyring: Keyring) -> tuple[Keyring, Unlock, str]:
    row.epoch = keyring.epoch
    row.save(force_insert=True)
    if not isinstance(keyring.key, AgentKey):
        raise TypeError("the key was not opened in the agent")
    _end_rows(keyring.key.former)
    return keyring, row, base64url.encode(row.pk.bytes + keyring.key.handle)


def _row_of(cookie: str, account: uuid.UUID) -> Unlock | None:
    """The row of a cookie that is not over; ends one that timed out, and destroys the key of one that ended."""
    try:
        unlock, _handle = _parts(cookie)
    except Refused:
        return None
    row = Unlock.objects.filter(pk=unlock, account=account).first()
    if row is None:
        return None
    if _is_over(row, clock.now()):
        # Ended on another machine, or timed out: this one's agent learns it with the first request.
        end(row) if row.ended_at is None else _destroy([row.pk])
        return None
    return row


def _is_over(row: Unlock, now: dt.datetime) -> bool:
    return row.ended_at is not None or now - row.started_at >= LONGEST or now - row.last_used_at >= IDLE


def _key_of(row: Unlock, cookie: str, session: str) -> AgentKey:
    unlock, handle = _parts(cookie)
    if unlock != row.pk:
        raise Refused("key")
    return AgentKey(Holding(agent(), row.pk, row.account, row.organisation_id, session), handle)


def _destroy(unlocks: Iterable[uuid.UUID]) -> None:
    with suppress(AgentAway):  # an agent that ended holds nothing; one that does not answer is asked again
        agent().forget(unlocks)


def _destroy_office(organisation_id: uuid.UUID) -> None:
    with suppress(AgentAway):
        agent().forget_office(organisation_id)


def _end_rows(unlocks: Iterable[uuid.UUID]) -> None:
    Unlock.objects.filter(pk__in=list(unlocks), ended_at__isnull=True).update(ended_at=clock.now())


def _parts(cookie: str) -> tuple[uuid.UUID, bytes]:
    """(row id, handle) of a cookie. Raises Refused("length")."""
    try:
        raw = base64url.decode(cookie, most=_COOKIE_BYTES)
    except ValueError as error:
        raise Refused("length") from error
    if len(raw) != _COOKIE_BYTES:
        raise Refused("length")
    return uuid.UUID(bytes=raw[:16]), raw[16:]
