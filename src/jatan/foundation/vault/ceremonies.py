"""Ceremonies of the recovery officers: create the organisation's keys, certify a supervisor, recover a holder's key.

The recovery key and the signing key leave this module only as three shares for paper, any two of which restore them.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jatan.foundation.vault.choices import Kind, SlotKind
from jatan.foundation.vault.directory import authority_of, publish, sign_key, trusted_key, write_authority
from jatan.foundation.vault.enrolment import context_of_slot, newest_slot
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.keyrings import Keyring, signer_context
from jatan.foundation.vault.models import DirectoryKey, SignerGift
from jatan.foundation.vault.opened_keys import LocalKey
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.shares import join_shares, split_key
from jatan.foundation.vault.signatures import Signer


@dataclass(frozen=True, repr=False)
class Ceremony:
    """Result of a ceremony, to be printed: three shares of the recovery key, from which the signing key is derived.

    `authority`: the fingerprint of the verifying key.
    """

    shares: tuple[bytes, bytes, bytes]
    fingerprint: str
    authority: str


def hold_ceremony(organisation_id: uuid.UUID) -> Ceremony:
    """Create an organisation's recovery key and signing key. Raises FileExistsError if it has them already."""
    recovery = PrivateKey.made()
    signer = _signer_of(recovery)
    write_authority(organisation_id, signer.verifier())
    publish(organisation_id, Kind.RECOVERY, organisation_id, 1, recovery.public(), signer=signer)
    return Ceremony(split_key(recovery), recovery.public().fingerprint, signer.verifier().fingerprint)


def certify_supervisor(organisation_id: uuid.UUID, shares: Sequence[bytes], row: DirectoryKey) -> None:
    """Certify a supervisor's waiting key with two officers' shares, and give her the signing key. Raises Refused."""
    signer = restore_signer(organisation_id, shares)
    sign_key(row, signer)
    known = trusted_key(organisation_id, Kind.USER, row.principal, epoch=row.epoch)
    SignerGift.objects.create(
        organisation_id=organisation_id,
        holder=row.principal,
        epoch=row.epoch,
        sealed=known.key.wrap(signer.raw, signer_context(organisation_id, row.principal, row.epoch)),
    )


def recover_holder(organisation_id: uuid.UUID, shares: Sequence[bytes], holder: uuid.UUID) -> Keyring:
    """Open a holder's key from its escrow slot with two officers' shares, if passphrase and codes, or the pepper, are
    lost. Her pin becomes the one of the verifying key that the shares prove, whatever the envelope says.

    The caller must let her choose a new passphrase at once (`enrolment.change_passphrase`). Raises Refused.
    """
    recovery = _restored(organisation_id, shares)
    slot = newest_slot(organisation_id, holder, SlotKind.ESCROW)
    opened = LocalKey.of_sealed(recovery.unwrap(bytes(slot.sealed), context_of_slot(slot)))
    key = LocalKey(opened.raw, _signer_of(recovery).verifier().pin)
    return Keyring(organisation_id, holder, key, slot.epoch)


def restore_signer(organisation_id: uuid.UUID, shares: Iterable[bytes]) -> Signer:
    """The signing key from two shares. Raises Refused("shares") if they belong to another organisation."""
    return _signer_of(_restored(organisation_id, list(shares)))


def _restored(organisation_id: uuid.UUID, shares: Sequence[bytes]) -> PrivateKey:
    recovery = join_shares(shares)
    if _signer_of(recovery).verifier() != authority_of(organisation_id):
        raise Refused("shares")
    return recovery


def _signer_of(recovery: PrivateKey) -> Signer:
    """The signing key derived from the recovery key, so that each officer keeps only one share."""
    return Signer.derived_from(recovery.raw)
