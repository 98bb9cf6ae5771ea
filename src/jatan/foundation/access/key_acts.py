"""A person's own vault keys: set up, unlock, lock, recover by code. Each action is recorded in the ledger.

The vault knows no actors and writes no ledger events, so these functions wrap it. Payloads contain codes, never keys. A
refusal is recorded and raised again; the caller must catch it inside its transaction, so that the event is committed.
"""

import datetime as dt
import logging
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from secrets import SystemRandom
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Account
from jatan.foundation.access.passwords import known_words
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.rate_limits import RateLimit
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import Entry, record_entries, record_event
from jatan.foundation.vault import casekeys, enrolment, membership
from jatan.foundation.vault import open_keys as unlocking
from jatan.foundation.vault.choices import Kind, SlotKind
from jatan.foundation.vault.directory import authority_of, fingerprint_of
from jatan.foundation.vault.key_agent.client import AgentAway
from jatan.foundation.vault.keyrings import FIRST_STATEMENT, CaseKey, Keyring
from jatan.foundation.vault.models import DirectoryKey, Team, Unlock
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.rosters import roster_of
from jatan.foundation.vault.signing_keys import certify_published, publish_signing_key

# Wrong passphrases and codes per account: eight within 15 minutes.
GUESSES: Final = RateLimit("keys", 8, dt.timedelta(minutes=15))

# In payloads of the ledger: number of the newest roster of the team that an event is about.
ROSTER: Final = "roster"

# Cases of an earlier version that one unlock tries to sign, by chance: no damaged one keeps the others waiting. Each
# costs a hundredth of a second or two, a damaged one five.
_MOST_TRIED: Final = 40
_AWAY: Final = "away"
_log = logging.getLogger(__name__)


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
    organisation's key ceremony, "authority" if its keys are not the ones of the ceremony.
    """
    _refuse_other_ceremony(key_office(by))
    row, codes = unlocking.set_up(key_office(by), _holder(by), passphrase, known=known_words_of(by))
    unlocking.end_all([_holder(by)])
    fingerprint = fingerprint_of(row)
    marks = _authority_marks(row.organisation_id)
    log_key_event(by, "keys.set_up", row.principal, epoch=row.epoch, fingerprint=fingerprint, **marks)
    return fingerprint, codes


def open_keys(*, by: Actor, passphrase: str, session: str, also: Callable[[Keyring], object] | None = None) -> str:
    """Unlock the keys of `by` in this browser. Returns the value of its cookie. Raises AgentAway, and Refused: "key"
    for a wrong passphrase, "authority" if the organisation's verifying key is not the one of her keys, "slot" if what
    is stored of them was put back.

    `also`: work that waited for open keys; what it raises keeps her from nothing.
    """
    try:
        _refuse_slot_of_before(key_office(by), _holder(by))
        opened = unlocking.open_by_passphrase(key_office(by), _holder(by), passphrase, session)
    except Refused as refused:
        log_refusal(by, refused)
        raise
    return _unlocked_cookie(by, *opened, "passphrase", also)


def check_passphrase(*, by: Actor, passphrase: str) -> None:
    """Check the passphrase again before passphrase or codes are changed, even if keys are open. Raises Refused as
    `open_keys`."""
    try:
        _refuse_slot_of_before(key_office(by), _holder(by))
        unlocking.check_passphrase(key_office(by), _holder(by), passphrase)
    except Refused as refused:
        log_refusal(by, refused)
        raise


def unlock_here(organisation_id: uuid.UUID, holder: uuid.UUID, passphrase: str) -> Keyring:
    """Open a holder's keyring in this process, for a command at a terminal. Raises Refused as `open_keys`."""
    _refuse_slot_of_before(organisation_id, holder)
    return enrolment.unlock(organisation_id, holder, passphrase)


def open_by_code(*, by: Actor, code: str, session: str) -> str:
    """As `open_keys`, with a recovery code, which cannot be used again."""
    try:
        _refuse_codes_of_before(by)
        opened = unlocking.open_by_code(key_office(by), _holder(by), code, session)
    except Refused as refused:
        log_refusal(by, refused)
        raise
    return _unlocked_cookie(by, *opened, "code")


def change_passphrase(*, by: Actor, keyring: Keyring, passphrase: str, session: str) -> str:
    """Change the passphrase of the same key and lock it in other browsers. Returns a new cookie for this one.

    Raises WeakPassphrase.
    """
    enrolment.change_passphrase(keyring, passphrase, known=known_words_of(by))
    unlocking.end_all([keyring.holder])
    log_key_event(by, "keys.passphrase_changed", keyring.holder, epoch=keyring.epoch)
    opened = unlocking.open_by_passphrase(keyring.organisation_id, keyring.holder, passphrase, session)
    return _unlocked_cookie(by, *opened, "passphrase")


def renew_codes(*, by: Actor, keyring: Keyring) -> list[str]:
    """Create ten new recovery codes, shown only once; the old ones become invalid."""
    codes = enrolment.renew_codes(keyring)
    marks = _authority_marks(keyring.organisation_id)
    log_key_event(by, "keys.codes_made", keyring.holder, epoch=keyring.epoch, **marks)
    return codes


def lock(*, by: Actor, unlock: Unlock | None, session: str) -> None:
    """Lock the keys of `by` in one browser before they time out: those of its cookie (`unlock`), and all others of its
    session. Raises Forbidden for another account's."""
    unlocking.end_browser(_holder(by), session)
    if unlock is None:
        return
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


def _unlocked_cookie(
    by: Actor, keyring: Keyring, row: Unlock, cookie: str, how: str, also: Callable[[Keyring], object] | None = None
) -> str:
    slot = enrolment.newest_slot(keyring.organisation_id, keyring.holder, SlotKind.PASSPHRASE)
    marks = _authority_marks(keyring.organisation_id) if slot.memory_kib else {}
    log_key_event(by, "keys.opened", keyring.holder, by_way_of=how, unlock=str(row.pk), **marks)
    _sign_what_is_unsigned(by, keyring, also)
    return cookie


def pinned_events(organisation_id: uuid.UUID, *verbs: str) -> QuerySet[Event]:
    """Events whose payload says under which verifying key ("authority") pinned slots were made or opened."""
    wanted = [f"keys.{verb}" for verb in verbs or ("ceremony_held", "set_up", "opened", "codes_made")]
    return Event.objects.filter(organisation_id=organisation_id, verb__in=wanted, payload__has_key="authority")


def codes_are_of_before(by: Actor) -> bool:
    """Whether her recovery codes were made before slots held a pin: new ones protect her better."""
    return bool(enrolment.without_pin(enrolment.unused_codes(key_office(by), _holder(by))))


def _refuse_slot_of_before(organisation_id: uuid.UUID, holder: uuid.UUID) -> None:
    """Raise Refused("slot") if her slot has no pin though she made or opened one that had: a former row is back."""
    slot = enrolment.newest_slot(organisation_id, holder, SlotKind.PASSPHRASE)
    events = pinned_events(slot.organisation_id, "set_up", "opened").filter(about=slot.holder)
    if slot.memory_kib:
        return
    if events.exists():
        raise Refused("slot")
    _refuse_other_ceremony(slot.organisation_id)


def _refuse_codes_of_before(by: Actor) -> None:
    """As `_refuse_slot_of_before`, for the codes of her newest key."""
    rows = enrolment.without_pin(enrolment.unused_codes(key_office(by), _holder(by)))
    events = pinned_events(key_office(by), "set_up", "codes_made").filter(about=_holder(by))
    if not rows:
        return
    if events.filter(payload__epoch=rows[0].epoch).exists():
        raise Refused("slot")
    _refuse_other_ceremony(key_office(by))


def _refuse_other_ceremony(organisation_id: uuid.UUID) -> None:
    """Raise Refused("authority") if the officers' key or the verifying key here is not the one that the ledger says was
    made at the ceremony: whoever has no pin yet would take them for hers. A ledger that says nothing refuses nothing.
    """
    held = Event.objects.filter(organisation_id=organisation_id, about=organisation_id, verb="keys.ceremony_held")
    recorded = held.order_by("-sequence").values_list("payload", flat=True).first() or {}
    rows = DirectoryKey.objects.filter(organisation_id=organisation_id, kind=Kind.RECOVERY, principal=organisation_id)
    recovery = rows.order_by("-epoch").first()
    here = {"fingerprint": fingerprint_of(recovery)} if recovery else {}
    here |= _authority_marks(organisation_id)
    if any(name in recorded and recorded[name] != mark for name, mark in here.items()):
        raise Refused("authority")


def _authority_marks(organisation_id: uuid.UUID) -> dict[str, str]:
    """The fingerprint of the verifying key, for a payload: the nightly check compares it with the file. Empty where the
    file is missing, which keeps nobody from her keys."""
    try:
        return {"authority": authority_of(organisation_id).fingerprint}
    except Refused:
        return {}


def _sign_what_is_unsigned(by: Actor, keyring: Keyring, also: Callable[[Keyring], object] | None) -> None:
    """Publish and certify what was made before people had signing keys, and do what else waited for open keys. Nothing
    that goes wrong here keeps her from her keys: it is tried again when somebody opens hers."""
    left: Counter[str] = Counter()
    with _one_by_one(left):
        if own := publish_signing_key(keyring):
            _log_signing_key(by, own)
    # Before keys are certified: whose they are is proved by a team whose roster is signed.
    for team in membership.unsigned_teams(keyring) if keyring.is_signer() else ():
        with _one_by_one(left):
            require_known_roster(team)
            roster = membership.sign_as_found(keyring, team)
            about = {"epoch": roster.epoch, "members": len(roster.members), ROSTER: roster.number}
            log_key_event(by, "keys.roster_signed", team.pk, **about)
    with _one_by_one(left):
        for row in certify_published(keyring):
            _log_signing_key(by, row)
    signed: dict[uuid.UUID, CaseKey] = {}
    for case in _cases_to_sign(keyring, left):
        if left[_AWAY]:
            break
        with _one_by_one(left):
            signed[case] = casekeys.sign_as_found(keyring, case)
    log_first_statements(by, signed)
    if also is not None:
        with _one_by_one(left):
            also(keyring)
    for why, times in sorted(left.items()):
        log_key_event(by, "keys.unsigned_left", keyring.holder, why=why, times=times)


def _cases_to_sign(keyring: Keyring, left: Counter[str]) -> list[uuid.UUID]:
    """Some of the cases that nobody signed, drawn by chance; none while the holder has nothing to sign with."""
    with _one_by_one(left):
        waiting = casekeys.unsigned_cases(keyring)
        if waiting and keyring.author():
            # In one order, as two who do so at one time each lock what they sign.
            return sorted(SystemRandom().sample(waiting, min(len(waiting), _MOST_TRIED)))
    return []


@contextmanager
def _one_by_one(left: Counter[str]) -> Iterator[None]:
    """What one row raises, whoever wrote it, is counted in `left` by its code, and undone: the next ones go on."""
    try:
        with transaction.atomic():
            yield
    except AgentAway:
        left[_AWAY] += 1
    except Refused as refused:
        left[refused.code] += 1
    except Exception as error:
        left["unreadable"] += 1
        _log.warning("what an earlier version left unsigned could not be signed: %s", type(error).__name__)


def log_first_statements(by: Actor, keys: Mapping[uuid.UUID, CaseKey]) -> None:
    """Record by which statement the chain of each of these cases begins, where the ledger does not know it yet."""
    known = first_statements(key_office(by), keys) if keys else {}
    entries = [
        Entry("keys.readers_signed", "vault", case, key.marks)
        for case, key in keys.items()
        if key.marks and case not in known
    ]
    if entries:
        record_entries(organisation_id=key_office(by), by=by.account_id, entries=entries)


def first_statements(organisation_id: uuid.UUID, cases: Iterable[uuid.UUID] | None = None) -> dict[uuid.UUID, set[str]]:
    """Case -> heads of its first statement that the ledger was told: one of each case, unless it was begun anew."""
    rows = Event.objects.filter(organisation_id=organisation_id, payload__has_key=FIRST_STATEMENT)
    if cases is not None:
        rows = rows.filter(about__in=list(cases))
    found: dict[uuid.UUID, set[str]] = {}
    for case, head in rows.values_list("about", f"payload__{FIRST_STATEMENT}").distinct():
        found.setdefault(case, set()).add(str(head))
    return found


def known_rosters(organisation_id: uuid.UUID, teams: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Team -> number of the newest roster that the ledger was told."""
    rows = Event.objects.filter(organisation_id=organisation_id, verb__startswith="keys.", about__in=list(teams))
    found: dict[uuid.UUID, int] = {}
    for team, number in rows.filter(payload__has_key=ROSTER).values_list("about", f"payload__{ROSTER}"):
        if isinstance(number, int):
            found[team] = max(number, found.get(team, 0))
    return found


def require_known_roster(team: Team) -> None:
    """Raise Refused("roster") if the ledger was told of a later roster of a team than the newest that is there."""
    known = known_rosters(team.organisation_id, [team.pk]).get(team.pk, 0)
    roster = roster_of(team.organisation_id, team.pk)
    if known > (roster.number if roster else 0):
        raise Refused("roster")


def _log_signing_key(by: Actor, row: DirectoryKey) -> None:
    verb = "keys.signing_vouched" if row.signature else "keys.signing_added"
    log_key_event(by, verb, row.principal, epoch=row.epoch, fingerprint=fingerprint_of(row))


def known_words_of(by: Actor) -> set[str]:
    """What a guesser of the passphrase of `by` knows of her (`passwords.known_words`)."""
    return known_words(Account.objects.get(pk=_holder(by)))


def _holder(by: Actor) -> uuid.UUID:
    if by.account_id is None:
        raise Forbidden("keys")
    return by.account_id
