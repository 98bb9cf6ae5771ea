"""Letters: messages encrypted to a team's public key; senders need no key, any team member can open them.

Used to move sensitive dates of a register out of the open tables in a background task, and for referrals to another
organisation. A letter's sender is not authenticated: whoever accepts a referral calls the colleague named in it
(docs/adr/0014).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import letter_context
from jatan.foundation.vault.directory import Trusted, trusted_key
from jatan.foundation.vault.keypairs import PrivateKey, PublicKey
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey, Letter, Team
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.sections import pad, unpad

__all__ = [
    "NoReceiver",
    "Receiver",
    "delete_letter",
    "open_letter",
    "receiver_of",
    "reseal_letters",
    "send_letter",
    "waiting_letters",
]


class NoReceiver(Exception):
    """The organisation has no receiving team yet."""


@dataclass(frozen=True)
class Receiver:
    """The team that receives an organisation's letters, with its verified public key."""

    organisation_id: uuid.UUID
    team: uuid.UUID
    known: Trusted


def receiver_of(organisation_id: uuid.UUID) -> Receiver:
    """The receiver of letters to an organisation: two queries. Raises NoReceiver, and Refused for an unsigned key."""
    rows = DirectoryKey.objects.filter(
        organisation_id=organisation_id, kind=Kind.TEAM, is_receiving=True, retired_at__isnull=True
    )
    team = rows.exclude(signature=b"").order_by("made_at", "id").values_list("principal", flat=True).first()
    if team is None:
        raise NoReceiver
    return Receiver(organisation_id, team, trusted_key(organisation_id, Kind.TEAM, team))


def send_letter(
    organisation_id: uuid.UUID,
    *,
    kind: str,
    plaintext: bytes,
    about: uuid.UUID | None = None,
    sender: uuid.UUID | None = None,
    receiver: Receiver | None = None,
) -> Letter:
    """Encrypt and store a letter to an organisation. `sender` None: the organisation itself. `about`: the receiver's
    own case, if known. Pass `receiver` when sending many letters. Raises NoReceiver.
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
    row.sealed = to.known.key.wrap(pad(plaintext), _context(row))
    row.save(force_insert=True)
    return row


def waiting_letters(keyring: Keyring, kinds: Iterable[str] = ()) -> list[Letter]:
    """Letters to the holder's teams, the oldest first; `kinds` empty: of all kinds."""
    rows = Letter.objects.filter(organisation_id=keyring.organisation_id, team__in=keyring.team_ids())
    wanted = list(kinds)
    return list((rows.filter(kind__in=wanted) if wanted else rows).order_by("sent_at", "id"))


def open_letter(keyring: Keyring, row: Letter) -> bytes:
    """Decrypt a letter. Raises Refused if it is for another team, altered or moved."""
    if row.organisation_id != keyring.organisation_id:
        raise Refused("key")
    return _decrypted(keyring.team(row.team, row.epoch), row)


def delete_letter(row: Letter) -> None:
    """Delete a letter once it was stored in a case file or dismissed, so that no row links sender and receiver."""
    Letter.objects.filter(pk=row.pk).delete()


def reseal_letters(old: PrivateKey, new: PublicKey, team: Team, epoch: int) -> None:
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


def _decrypted(key: PrivateKey, row: Letter) -> bytes:
    return unpad(key.unwrap(bytes(row.sealed), _context(row)))


def _context(row: Letter) -> bytes:
    return letter_context(
        organisation=row.organisation_id, sender=row.sender_id, letter=row.pk, kind=row.kind, epoch=row.epoch
    )
