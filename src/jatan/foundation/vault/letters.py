"""Letters: messages encrypted to a team's public key; senders need no key, any team member can open them.

Used to move sensitive dates of a register out of the open tables in a background task, which signs nothing, and for
referrals to another organisation. Those are signed, inside the seal, by the person who sends them, if her signing key
is certified. A letter that nobody signed may be from anybody who writes to the tables (docs/adr/0014).
"""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, Q
from django.db.models.functions import Length

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import letter_context, letter_signature_context
from jatan.foundation.vault.directory import Trusted, trusted_key, verifiers
from jatan.foundation.vault.keypairs import PublicKey
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey, Letter, Team
from jatan.foundation.vault.opened_keys import OpenedKey
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.sections import pad, unpad
from jatan.foundation.vault.signatures import LETTER_USE, SIGNATURE_BYTES, message_of

# How a signed letter begins: this byte, the signer's id, the epoch of her key (four bytes), the signature. Other
# letters are JSON, which begins with a brace.
_SIGNED: Final = b"\x02"
_EPOCH_AT: Final = 1 + 16
_SIGNATURE_AT: Final = _EPOCH_AT + 4
_BODY_AT: Final = _SIGNATURE_AT + SIGNATURE_BYTES


class NoReceiver(Exception):
    """The organisation has no receiving team yet."""


@dataclass(frozen=True)
class Receiver:
    """The team that receives an organisation's letters, with its verified public key."""

    organisation_id: uuid.UUID
    team: uuid.UUID
    known: Trusted


def receiver_of(organisation_id: uuid.UUID) -> Receiver:
    """The receiver of letters to an organisation: two queries. Raises NoReceiver, and Refused for a key that is not
    signed, or not as that of the team that receives letters.

    The signature covers the flag: whoever moves it to another team's row makes that one invalid. Rows of earlier
    versions, which are signed for the key alone, count until the first team of the house has a roster.
    """
    signed = DirectoryKey.objects.filter(organisation_id=organisation_id, kind=Kind.TEAM).exclude(signature=b"")
    teams = signed.annotate(signed_bytes=Length("signature"))
    for_the_key_alone = Q(signed_bytes=SIGNATURE_BYTES)
    is_upgraded = Exists(teams.exclude(for_the_key_alone))
    rows = teams.filter(is_receiving=True, retired_at__isnull=True)
    row = rows.exclude(for_the_key_alone & Q(is_upgraded)).order_by("made_at", "id").first()
    if row is None:
        raise NoReceiver
    return Receiver(organisation_id, row.principal, trusted_key(organisation_id, Kind.TEAM, row.principal))


def send_letter(
    organisation_id: uuid.UUID,
    *,
    kind: str,
    plaintext: bytes,
    about: uuid.UUID | None = None,
    sender: uuid.UUID | None = None,
    signed_by: Keyring | None = None,
    receiver: Receiver | None = None,
) -> Letter:
    """Encrypt and store a letter to an organisation. `sender` None: the organisation itself. `about`: the receiver's
    own case, if known. `signed_by`: a person of the sender's, who signs it if her signing key is certified. Pass
    `receiver` when sending many letters. Raises NoReceiver.
    """
    to = receiver or receiver_of(organisation_id)
    if to.organisation_id != organisation_id:
        raise ValueError("the receiver belongs to another organisation")
    row = Letter(
        organisation_id=organisation_id,
        sender_id=sender or organisation_id,
        team=to.team,
        epoch=to.known.epoch,
        kind=kind,
        about=about,
    )
    signed = _signed(row, signed_by, plaintext) if signed_by else plaintext
    row.sealed = to.known.key.wrap(pad(signed), _context(row))
    row.save(force_insert=True)
    return row


def waiting_letters(keyring: Keyring, kinds: Iterable[str] = ()) -> list[Letter]:
    """Letters to the holder's teams, the oldest first; `kinds` empty: of all kinds."""
    rows = Letter.objects.filter(organisation_id=keyring.organisation_id, team__in=keyring.team_ids())
    wanted = list(kinds)
    return list((rows.filter(kind__in=wanted) if wanted else rows).order_by("sent_at", "id"))


def open_letter(keyring: Keyring, row: Letter) -> bytes:
    """Decrypt a letter, without a look at who signed it. Raises Refused if it is for another team, altered or moved."""
    return _parts(_opened(keyring, row))[1]


@dataclass(frozen=True, repr=False)
class VerifiedLetter:
    """What a letter says, and the person of the sender's organisation who signed it; None if nobody did."""

    plaintext: bytes
    signed_by: uuid.UUID | None


def open_verified(keyring: Keyring, row: Letter) -> VerifiedLetter:
    """Decrypt a letter and verify who signed it: one query. Raises Refused as `open_letter`, and "signature" where it
    is not hers, or her organisation did not certify her key.

    What she signed with a key that she gave up since counts as unsigned: whoever found that key may have signed it.
    """
    signed, plaintext = _parts(_opened(keyring, row))
    if not signed:
        return VerifiedLetter(plaintext, None)
    by, epoch = uuid.UUID(bytes=signed[1:_EPOCH_AT]), int.from_bytes(signed[_EPOCH_AT:_SIGNATURE_AT])
    verifier = verifiers(row.sender_id, [(by, epoch)]).get((by, epoch))
    if verifier is None:
        raise Refused("signature")
    verifier.verify_message(_signature_message(row, by, epoch, plaintext), LETTER_USE, signed[_SIGNATURE_AT:])
    return VerifiedLetter(plaintext, by if verifier.retired_at is None else None)


def delete_letter(row: Letter) -> None:
    """Delete a letter once it was stored in a case file or dismissed, so that no row links sender and receiver."""
    Letter.objects.filter(pk=row.pk).delete()


def reseal_letters(old: OpenedKey, new: PublicKey, team: Team, epoch: int) -> None:
    """Encrypt waiting letters again to the team's new epoch. One that cannot be opened is left, and raises Refused when
    somebody opens it."""
    rows = Letter.objects.select_for_update().filter(organisation_id=team.organisation_id, team=team.pk, epoch=epoch)
    for row in rows:
        try:
            plaintext = _decrypted(old, row)
        except Refused:
            continue
        row.epoch = team.epoch
        row.sealed = new.wrap(pad(plaintext), _context(row))
        row.save(update_fields=["epoch", "sealed"])


def _opened(keyring: Keyring, row: Letter) -> bytes:
    if row.organisation_id != keyring.organisation_id:
        raise Refused("key")
    return _decrypted(keyring.team(row.team, row.epoch), row)


def _signed(row: Letter, by: Keyring, plaintext: bytes) -> bytes:
    author = by.author_if_vouched_for()
    if author is None:
        return plaintext
    message = _signature_message(row, by.holder, by.epoch, plaintext)
    signature = author.sign_message(message, LETTER_USE)
    return b"".join((_SIGNED, by.holder.bytes, by.epoch.to_bytes(4), signature, plaintext))


def _parts(opened: bytes) -> tuple[bytes, bytes]:
    """What was signed with, empty where nothing was, and the letter's words. Raises Refused("length")."""
    if not opened.startswith(_SIGNED):
        return b"", opened
    if len(opened) < _BODY_AT:
        raise Refused("length")
    return opened[:_BODY_AT], opened[_BODY_AT:]


def _signature_message(row: Letter, by: uuid.UUID, by_epoch: int, plaintext: bytes) -> bytes:
    context = letter_signature_context(
        organisation=row.organisation_id, sender=row.sender_id, letter=row.pk, kind=row.kind, by=by, by_epoch=by_epoch
    )
    return message_of(LETTER_USE, context + b"|" + hashlib.sha256(plaintext).hexdigest().encode("ascii"))


def _decrypted(key: OpenedKey, row: Letter) -> bytes:
    return unpad(key.unwrap(bytes(row.sealed), _context(row)))


def _context(row: Letter) -> bytes:
    return letter_context(
        organisation=row.organisation_id, sender=row.sender_id, letter=row.pk, kind=row.kind, epoch=row.epoch
    )
