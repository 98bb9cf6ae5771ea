"""Enrol a phone, know it again, renew it, take it back.

The code and the tokens are returned once and kept as digests. What a phone says of itself (`PhoneWord`) is kept as it
said it: whoever looks at the board of phones decides what to believe.
"""

import datetime as dt
import hashlib
import os
import uuid
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate, rate_limits
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.access.rate_limits import RateLimit
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices import credentials, events
from jatan.foundation.devices.models import Device, Enrolment
from jatan.foundation.ledger.services import record_event
from jatan.foundation.vault.device_signatures import check_device_key, is_signed
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.kernel.problems import Problem

CODE_LASTS: Final = dt.timedelta(hours=48)
TOKEN_LASTS: Final = dt.timedelta(days=90)
# By then every token that a former page has is over; a page renews itself whenever it is opened with a network.
FORMER_PAGES_UNTIL: Final = dt.date(2027, 6, 30)
SHARES_A_DAY: Final = 30
MOST_WRONG_PROOFS: Final = 10  # as many wrong PINs as the phone itself lets be typed
CARRYING_ROLES: Final = (Role.FORUM_LEADER, Role.FIELD_WORKER)
# Phones of one network share an address; a code cannot be guessed in any number of attempts.
_ENROL_PER_ADDRESS: Final = RateLimit("device-enrol", 60, dt.timedelta(hours=1))
_SHARES: Final = RateLimit("device-share", SHARES_A_DAY, dt.timedelta(days=1))
_SHARE_BYTES: Final = 32
_LONGEST_SKEW: Final = 2_000_000_000  # seconds; the column holds no more
_MOST_UNSENT: Final = 2_000_000_000

type Key = Literal["sending", "reading"]
type NotKnownCode = Literal["unknown", "revoked", "expired", "challenge", "signature"]


class NotKnown(Exception):
    """A request that is not answered as a phone's. `code` is all that is said about it.

    An unknown phone and a wrong token are both "unknown", after the same work. The other codes are said only to whoever
    has shown the phone's token.
    """

    def __init__(self, code: NotKnownCode) -> None:
        super().__init__(code)
        self.code: NotKnownCode = code


class WrongProof(Exception):
    """The PIN was another one. `left`: so many more wrong ones until the phone is over."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


@dataclass(frozen=True)
class Enrolled:
    """A phone that was enrolled, with its token, which is nowhere else."""

    device: Device
    token: str


@dataclass(frozen=True)
class SignedRequest:
    """The parts of a request that a phone signs. `address`: path and query; `authorization`: the whole header."""

    authorization: str
    challenge: str
    signature: bytes
    address: str
    body: bytes

    def message(self) -> bytes:
        """The signed bytes."""
        return self._message(self.address)

    def former_message(self) -> bytes:
        """What pages that were loaded before December 2026 sign: the path alone."""
        return self._message(self.address.partition("?")[0])

    def _message(self, address: str) -> bytes:
        digest = hashlib.sha256(self.body).hexdigest()
        return f"{self.challenge}\nPOST\n{address}\n{digest}".encode()


@dataclass(frozen=True)
class PhoneWord:
    """What a phone says of itself. None: it did not say. `device_time`: its clock when it sent this, aware."""

    app: str | None = None
    unsent: int | None = None
    oldest_unsent: dt.datetime | None = None
    device_time: dt.datetime | None = None


def create_enrolment(*, by: Actor, posting: Posting, needs_share: bool = False) -> tuple[Enrolment, str]:
    """A code with which one phone can be enrolled for this posting within 48 hours, once; and the code itself.

    Earlier codes of the same person stop working. Only whoever manages the accounts of the organisation and reads its
    records herself may: a code opens what the posting reaches. Raises Forbidden; Problem for a posting that carries no
    phone or is not in force.
    """
    organisation_id = posting.organisation_id
    if not may_give_phone(by, posting):
        raise gate.Forbidden(Permission.ACCOUNTS_MANAGE.value)
    in_force = posting.since <= clock.today() and not clock.is_past(posting.until)
    if posting.role not in CARRYING_ROLES or not in_force or not posting.account.is_active:
        raise Problem(
            "no_phone_for_this",
            _("A phone is for a forum leader or a field worker whose posting is in force."),
            field="posting",
        )
    code = credentials.new_code()
    with transaction.atomic():
        open_ones = Enrolment.objects.filter(account=posting.account, organisation_id=organisation_id)
        open_ones.filter(used_at__isnull=True, expires_at__gt=clock.now()).update(expires_at=clock.now())
        made = Enrolment.objects.create(
            organisation_id=organisation_id,
            account=posting.account,
            group=posting.group,
            code_digest=credentials.digest(code),
            needs_share=needs_share,
            made_by=by.account_id,
            expires_at=clock.now() + CODE_LASTS,
        )
        _log(by.account_id, events.ENROLMENT_MADE, organisation_id, made.pk, role=posting.role)
    return made, code


def may_give_phone(by: Actor, posting: Posting) -> bool:
    """True if `by` manages the accounts of this organisation and reads all its people herself."""
    reached = (by.reach(one).organisations for one in (Permission.ACCOUNTS_MANAGE, Permission.PEOPLE_SEE))
    return all(posting.organisation_id in one for one in (*reached, by.own_organisations))


def may_enrol_from(address: str) -> bool:
    """Count an attempt to enrol from an IP address. False beyond 60 an hour."""
    return rate_limits.allows(_ENROL_PER_ADDRESS, rate_limits.address_key(address))


def enrol(*, code: str, sending_key: bytes, reading_key: bytes, app: str) -> Enrolled:
    """Make the phone of a code: its keys become known, the code is used up.

    The same code with the same keys, while the phone has not been heard of: the answer was lost, and the same phone
    gets a new token. Raises Problem `no_such_code` (wrong, used, expired, its person without the posting), `unreadable`
    for what are no two different public keys on P-256.
    """
    try:
        check_device_key(sending_key)
        check_device_key(reading_key)
    except Refused as error:
        raise Problem("unreadable") from error
    if sending_key == reading_key:
        raise Problem("unreadable")
    with transaction.atomic():
        found = _locked_enrolment(code)
        posting = None if found is None else enrolment_posting(found)
        if found is None or posting is None:
            raise Problem("no_such_code")
        token = credentials.new_token()
        if found.used_at is not None:
            return Enrolled(_enrolled_again(found, sending_key, reading_key, token), token)
        device = Device.objects.create(
            organisation_id=found.organisation_id,
            account=found.account,
            group=found.group,
            token_digest=credentials.digest(token),
            sending_key=sending_key,
            reading_key=reading_key,
            share=os.urandom(_SHARE_BYTES) if found.needs_share else b"",
            expires_at=clock.now() + TOKEN_LASTS,
            app_version=_version(app),
        )
        found.used_at, found.device = clock.now(), device.pk
        found.save(update_fields=["used_at", "device"])
        with acting_as(machine_for([found.organisation_id])):
            _log(found.account_id, events.ENROLLED, found.organisation_id, device.pk, role=posting.role)
    return Enrolled(device, token)


def enrolment_posting(row: Enrolment | Device) -> Posting | None:
    """The posting in force for which a phone is or was enrolled; None once it has ended."""
    rows = Posting.objects.filter(account=row.account_id, organisation_id=row.organisation_id, group=row.group)
    return (
        rows.filter(role=role_of(row)).in_force(clock.today()).select_related("place").order_by("since", "id").first()
    )


def role_of(row: Enrolment | Device) -> Role:
    """The role for which a phone is or was enrolled."""
    return Role.FIELD_WORKER if row.group is None else Role.FORUM_LEADER


def authenticate(request: SignedRequest, *, key: Key, is_repeatable: bool = False) -> Device:
    """The phone that made a request, with its account. Raises NotKnown.

    A challenge is good for one request. `is_repeatable`: what is sent here may come again without harm, so a page that
    was loaded before the query was signed is heard as well, until FORMER_PAGES_UNTIL.

    Revoked and expired phones are returned too when everything else is right: the caller decides what they may still
    send (`Device.revoked_at`, `expires_at`).
    """
    device_id, token = _parts(request.authorization)
    rows = Device.objects.select_related("account", "organisation").filter(pk=device_id)
    device = rows.first()
    digests = ("", "") if device is None else (device.token_digest, device.next_token_digest)
    matches = [credentials.is_digest_of(kept, token) for kept in digests]
    if device is None or not any(matches):
        raise NotKnown("unknown")
    if not credentials.is_fresh_challenge(request.challenge):
        raise NotKnown("challenge")
    public = bytes(device.sending_key if key == "sending" else device.reading_key)
    is_whole = is_signed(public, request.message(), request.signature)
    is_heard = is_repeatable and clock.today() <= FORMER_PAGES_UNTIL
    if not is_whole and not (is_heard and is_signed(public, request.former_message(), request.signature)):
        raise NotKnown("signature")
    if is_whole and not credentials.is_first_use(request.challenge, device.pk):
        raise NotKnown("challenge")
    if matches[1]:
        device.token_digest, device.next_token_digest = device.next_token_digest, ""
        device.save(update_fields=["token_digest", "next_token_digest"])
    return device


def renew(device: Device) -> str:
    """A new token, and 90 more days. The one in use works until the new one is used for the first time."""
    token = credentials.new_token()
    with transaction.atomic():
        device.next_token_digest = credentials.digest(token)
        device.expires_at = clock.now() + TOKEN_LASTS
        device.save(update_fields=["next_token_digest", "expires_at"])
        _log(device.account_id, events.RENEWED, device.organisation_id, device.pk)
    return token


def revoke(*, by: Actor, device: Device) -> None:
    """Take a phone back: at its next contact it learns so and wipes itself; what it still sends is set aside.

    Raises Forbidden. A phone that was taken back before stays so, with the day it was.
    """
    gate.require(by, Permission.ACCOUNTS_MANAGE, organisation_id=device.organisation_id)
    with transaction.atomic():
        locked = Device.objects.select_for_update(of=("self",)).get(
            organisation_id=device.organisation_id, pk=device.pk
        )
        if locked.revoked_at is not None:
            return
        locked.revoked_at, locked.revoked_by, locked.share = clock.now(), by.account_id, b""
        locked.save(update_fields=["revoked_at", "revoked_by", "share"])
        _log(by.account_id, events.REVOKED, locked.organisation_id, locked.pk)


def share(device: Device, proof: bytes, *, next_proof: bytes = b"") -> bytes | None:
    """What the server adds to the PIN of this phone (32 bytes); None where it adds nothing, or is asked too often.

    `proof`: what the phone derives from the PIN besides the key. The first one, as the phone is enrolled, is kept; from
    then on the share is for the right one only, so that whoever copied the phone with its keys has ten guesses.
    `next_proof`: of another PIN that is being chosen; from then on both count, until one is used again, for the phone
    may go out before it has kept the new one. Raises WrongProof, counted; the tenth in a row ends the share, and with
    it what lies on the phone (ADR 59).
    """
    if not (device.share or device.wrong_proofs) or not rate_limits.allows(_SHARES, device.pk):
        return None
    with transaction.atomic():
        rows = Device.objects.select_for_update(of=("self",), no_key=True)
        locked = rows.get(organisation_id=device.organisation_id, pk=device.pk)
        kept = bytes(locked.share)
        if _is_proof(locked, proof):
            locked.wrong_proofs = 0 if kept else locked.wrong_proofs
            locked.next_proof_digest = credentials.digest(next_proof.hex()) if next_proof else ""
        elif kept:
            kept, locked.wrong_proofs = b"", locked.wrong_proofs + 1
            if locked.wrong_proofs >= MOST_WRONG_PROOFS:
                locked.share = b""
                _log(locked.account_id, events.SHARE_ENDED, locked.organisation_id, locked.pk)
        locked.save(update_fields=["proof_digest", "next_proof_digest", "wrong_proofs", "share"])
    if not kept:
        raise WrongProof(MOST_WRONG_PROOFS - locked.wrong_proofs)
    return kept


def _is_proof(locked: Device, proof: bytes) -> bool:
    """Whether it is the right proof; the first one is kept, and that of the next PIN takes the place of the former."""
    written = proof.hex()
    if locked.proof_digest and credentials.is_digest_of(locked.proof_digest, written):
        return True
    if not locked.proof_digest or credentials.is_digest_of(locked.next_proof_digest, written):
        locked.proof_digest = credentials.digest(written)
        return True
    return False


def note_seen(device: Device, word: PhoneWord, *, has_sent: bool = False) -> None:
    """Keep that a phone was here and what it said of itself. `has_sent`: it brought something that was written."""
    now = clock.now()
    changed: dict[str, Any] = {"seen_at": now}
    if has_sent:
        changed["sent_at"] = now
    if word.app is not None:
        changed["app_version"] = _version(word.app)
    if word.unsent is not None:
        changed["unsent"] = min(max(word.unsent, 0), _MOST_UNSENT)
        changed["oldest_unsent_at"] = word.oldest_unsent
    if word.device_time is not None:
        skew = round((word.device_time - now).total_seconds())
        changed["skew_seconds"] = min(max(skew, -_LONGEST_SKEW), _LONGEST_SKEW)
    for name, value in changed.items():
        setattr(device, name, value)
    device.save(update_fields=list(changed))


def _locked_enrolment(code: str) -> Enrolment | None:
    """The enrolment of a code that may still be used, locked."""
    usable = Enrolment.objects.filter(
        code_digest=credentials.digest(code), expires_at__gt=clock.now(), account__is_active=True
    )
    found = usable.first()
    if found is None:
        return None
    rows = usable.select_for_update(of=("self",), no_key=True).select_related("account")
    return rows.filter(organisation_id=found.organisation_id).first()


def _enrolled_again(found: Enrolment, sending_key: bytes, reading_key: bytes, token: str) -> Device:
    """The phone of a used code whose answer was lost. Raises Problem `no_such_code` for any other phone."""
    unheard = Q(seen_at__isnull=True, revoked_at__isnull=True)
    device = Device.objects.filter(unheard, pk__in=[found.device]).select_related("account").first()
    if device is None or (bytes(device.sending_key), bytes(device.reading_key)) != (sending_key, reading_key):
        raise Problem("no_such_code")
    # A PIN that was chosen before the answer was lost counts no more.
    device.token_digest = credentials.digest(token)
    device.proof_digest, device.next_proof_digest, device.wrong_proofs = "", "", 0
    device.save(update_fields=["token_digest", "proof_digest", "next_proof_digest", "wrong_proofs"])
    return device


def _parts(authorization: str) -> tuple[uuid.UUID, str]:
    """Device id and token of the header `Device <id>.<token>`. Raises NotKnown."""
    scheme, _space, rest = authorization.partition(" ")
    written, _dot, token = rest.strip().partition(".")
    try:
        device_id = uuid.UUID(written)
    except ValueError:
        raise NotKnown("unknown") from None
    if scheme != "Device" or not token:
        raise NotKnown("unknown")
    return device_id, token


def _version(text: str) -> str:
    return "".join(one for one in text if one.isascii() and one.isprintable())[:24]


def _log(by: uuid.UUID | None, verb: str, organisation_id: uuid.UUID, about: uuid.UUID, **codes: str) -> None:
    record_event(
        organisation_id=organisation_id,
        by=by,
        verb=verb,
        about_type="devices.device" if verb != events.ENROLMENT_MADE else "devices.enrolment",
        about=about,
        payload=codes,
    )
