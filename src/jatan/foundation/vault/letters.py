"""Letters: sealed to a team by somebody who need hold no key, opened by any of its members in her own session.

So a register's days leave the open tables while nobody is at a keyboard, and a referral reaches another member's
counsellors without either house reading the other's cases. A letter says who sent it and cannot prove it: whoever
takes in a referral calls the colleague who is named in it (docs/adr/0014).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import letter_context
from jatan.foundation.vault.directory import Trusted, trusted
from jatan.foundation.vault.keypairs import PrivateKey, PublicKey
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey, Letter, Team
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.sections import padded, unpadded

__all__ = [
    "NoReceiver",
    "Receiver",
    "open_letter",
    "receiver_of",
    "reseal_letters",
    "send_letter",
    "take_letter",
    "waiting_letters",
]


class NoReceiver(Exception):
    """The organisation has no team yet that a letter could be sealed to."""


@dataclass(frozen=True)
class Receiver:
    """The team that receives an organisation's letters, its key's signature checked."""

    organisation_id: uuid.UUID
    team: uuid.UUID
    known: Trusted


def receiver_of(organisation_id: uuid.UUID) -> Receiver:
    """Where letters to an organisation go: two queries. Raises NoReceiver, and Refused for a key not vouched for."""
    rows = DirectoryKey.objects.filter(
        organisation_id=organisation_id, kind=Kind.TEAM, is_receiving=True, retired_at__isnull=True
    )
    team = rows.exclude(signature=b"").order_by("made_at", "id").values_list("principal", flat=True).first()
    if team is None:
        raise NoReceiver
    return Receiver(organisation_id, team, trusted(organisation_id, Kind.TEAM, team))


def send_letter(
    organisation_id: uuid.UUID,
    *,
    kind: str,
    plaintext: bytes,
    about: uuid.UUID | None = None,
    sender: uuid.UUID | None = None,
    receiver: Receiver | None = None,
) -> Letter:
    """Seal a letter to an organisation (`sender`: None from itself). Whoever sends many asks for `receiver` once.

    Raises NoReceiver.
    """
    to = receiver or receiver_of(organisation_id)
    if to.organisation_id != organisation_id:
        raise ValueError("another organisation's receiver")
    row = Letter(
        organisation_id=organisation_id,
        sender_id=sender or organisation_id,
        team=to.team,
        epoch=to.known.epoch,
        kind=kind,
        about=about,
    )
    row.sealed = to.known.key.wrap(padded(plaintext), _context(row))
    row.save(force_insert=True)
    return row


def waiting_letters(keyring: Keyring, kinds: Iterable[str] = ()) -> list[Letter]:
    """Letters to her teams that nobody has taken in, the oldest first."""
    rows = Letter.objects.filter(organisation_id=keyring.organisation_id, team__in=keyring.team_ids())
    wanted = list(kinds)
    return list((rows.filter(kind__in=wanted) if wanted else rows).order_by("sent_at", "id"))


def open_letter(keyring: Keyring, row: Letter) -> bytes:
    """What a letter says. Raises Refused: not her team's, altered, or moved."""
    if row.organisation_id != keyring.organisation_id:
        raise Refused("key")
    return _opened(keyring.team(row.team, row.epoch), row)


def take_letter(row: Letter) -> None:
    """Its content lies in a file now, or nobody wants it: the row goes, so that nothing tells whose it was and when."""
    Letter.objects.filter(pk=row.pk).delete()


def reseal_letters(old: PrivateKey, new: PublicKey, team: Team, epoch: int) -> None:
    """Letters that wait are sealed to the team's new epoch; one that would not open stays as it is and is reported
    when somebody opens it."""
    rows = Letter.objects.select_for_update().filter(organisation_id=team.organisation_id, team=team.pk, epoch=epoch)
    for row in rows:
        try:
            plaintext = _opened(old, row)
        except Refused:
            continue
        row.epoch = team.epoch
        row.sealed = new.wrap(padded(plaintext), _context(row))
        row.save(update_fields=["epoch", "sealed"])


def _opened(key: PrivateKey, row: Letter) -> bytes:
    return unpadded(key.unwrap(bytes(row.sealed), _context(row)))


def _context(row: Letter) -> bytes:
    return letter_context(
        organisation=row.organisation_id, sender=row.sender_id, letter=row.pk, kind=row.kind, epoch=row.epoch
    )
