"""What officers do together, offline in spirit: make the organisation's keys, and open what nobody else can any more.

The recovery key and the signing key leave here only as shares on paper, two of three of which restore them.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jatan.foundation.vault.choices import Kind, SlotKind
from jatan.foundation.vault.directory import authority_of, keep_authority, publish, trusted, vouch
from jatan.foundation.vault.enrolment import context_of_slot, newest_slot
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.keyrings import Keyring, signer_context
from jatan.foundation.vault.models import DirectoryKey, SignerGift
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.shares import joined, split
from jatan.foundation.vault.signatures import Signer

__all__ = ["Ceremony", "hold_ceremony", "recover_holder", "restored_signer", "swear_in"]


@dataclass(frozen=True, repr=False)
class Ceremony:
    """What the ceremony gives to paper: three shares of one key from which recovery and signing key both follow."""

    shares: tuple[bytes, bytes, bytes]
    fingerprint: str


def hold_ceremony(organisation_id: uuid.UUID) -> Ceremony:
    """Make an organisation's recovery key and signing key. FileExistsError when it has held one already."""
    recovery = PrivateKey.made()
    signer = _signer_of(recovery)
    keep_authority(organisation_id, signer.verifier())
    publish(organisation_id, Kind.RECOVERY, organisation_id, 1, recovery.public(), signer=signer)
    return Ceremony(split(recovery), recovery.public().fingerprint)


def swear_in(organisation_id: uuid.UUID, shares: Sequence[bytes], row: DirectoryKey) -> None:
    """Two officers vouch for a supervisor's waiting key and let her vouch for others. Raises Refused."""
    signer = restored_signer(organisation_id, shares)
    vouch(row, signer)
    known = trusted(organisation_id, Kind.USER, row.principal, epoch=row.epoch)
    SignerGift.objects.create(
        organisation_id=organisation_id,
        holder=row.principal,
        epoch=row.epoch,
        sealed=known.key.wrap(signer.raw, signer_context(organisation_id, row.principal, row.epoch)),
    )


def recover_holder(organisation_id: uuid.UUID, shares: Sequence[bytes], holder: uuid.UUID) -> Keyring:
    """Two officers open a holder's key from its escrow, e.g. when passphrase and codes, or the pepper, are lost.

    The caller lets her choose a new passphrase at once (`enrolling.change_passphrase`). Raises Refused.
    """
    recovery = _restored(organisation_id, shares)
    slot = newest_slot(organisation_id, holder, SlotKind.ESCROW)
    key = PrivateKey(recovery.unwrap(bytes(slot.sealed), context_of_slot(slot)))
    return Keyring(organisation_id, holder, key, slot.epoch)


def restored_signer(organisation_id: uuid.UUID, shares: Iterable[bytes]) -> Signer:
    """The signing key from two shares. Raises Refused("shares") when they are another organisation's."""
    return _signer_of(_restored(organisation_id, list(shares)))


def _restored(organisation_id: uuid.UUID, shares: Sequence[bytes]) -> PrivateKey:
    recovery = joined(shares)
    if _signer_of(recovery).verifier() != authority_of(organisation_id):
        raise Refused("shares")
    return recovery


def _signer_of(recovery: PrivateKey) -> Signer:
    """Both keys follow from one secret, so that officers keep one paper each."""
    return Signer.derived_from(recovery.raw)
