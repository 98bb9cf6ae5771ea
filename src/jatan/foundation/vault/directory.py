"""The signed directory of public keys: keys are wrapped only to public keys that the organisation has signed.

The organisation's verifying key is a file outside the database (`VAULT_AUTHORITIES`), written by the ceremony. A change
of both table and file is detected by the fingerprint in the ledger and on the officers' paper.
"""

import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import OuterRef, Subquery

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import key_context
from jatan.foundation.vault.keypairs import PublicKey
from jatan.foundation.vault.models import DirectoryKey, Team
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signatures import Signer, Verifier
from jatan.kernel.files import write_file_durably

__all__ = [
    "Trusted",
    "authority_of",
    "context_of",
    "delete_authority",
    "publish",
    "sign_key",
    "trusted_key",
    "write_authority",
]


@dataclass(frozen=True)
class Trusted:
    """A public key whose signature has been verified."""

    key: PublicKey
    epoch: int


def write_authority(organisation_id: uuid.UUID, verifier: Verifier) -> Path:
    """Write an organisation's verifying key to its file. Raises FileExistsError if there is one."""
    path = _authority_path(organisation_id)
    write_file_durably(path, f"{verifier.raw.hex()}\n".encode("ascii"))
    return path


def delete_authority(organisation_id: uuid.UUID) -> None:
    """Delete the verifying key's file, if a ceremony was aborted."""
    _authority_path(organisation_id).unlink(missing_ok=True)


def authority_of(organisation_id: uuid.UUID) -> Verifier:
    """The organisation's verifying key. Raises Refused("signature") before its ceremony."""
    try:
        return Verifier(bytes.fromhex(_authority_path(organisation_id).read_text("ascii")))
    except (OSError, ValueError) as error:
        raise Refused("signature") from error


def context_of(row: DirectoryKey) -> bytes:
    """The context of a row's signature."""
    return key_context(organisation=row.organisation_id, kind=row.kind, principal=row.principal, epoch=row.epoch)


def publish(
    organisation_id: uuid.UUID,
    kind: Kind,
    principal: uuid.UUID,
    epoch: int,
    key: PublicKey,
    *,
    signer: Signer | None,
    is_receiving: bool = False,
) -> DirectoryKey:
    """Add a public key to the directory, signed by `signer`, or unsigned until `sign_key` is called.

    `is_receiving`: the team that letters from outside are sealed to. The flag is not signed: changing it can only send
    letters to another team of the same organisation with a signed key.
    """
    row = DirectoryKey(
        organisation_id=organisation_id,
        kind=kind,
        principal=principal,
        epoch=epoch,
        public=key.raw,
        is_receiving=is_receiving,
    )
    if signer is not None:
        row.signature = signer.sign(key, context_of(row))
    row.save(force_insert=True)
    return row


def sign_key(row: DirectoryKey, signer: Signer) -> None:
    """Sign a waiting key. The caller has compared its fingerprint with the holder in person."""
    row.signature = signer.sign(PublicKey(bytes(row.public)), context_of(row))
    row.save(update_fields=["signature"])


def trusted_key(organisation_id: uuid.UUID, kind: Kind, principal: uuid.UUID, *, epoch: int | None = None) -> Trusted:
    """The newest key of a holder, its signature checked. Raises Refused("signature").

    Only the newest counts, and only while it is not retired: an older one does not come back because somebody altered
    its row, nor while the next one waits. A team of the reader's own house must say the same epoch itself. `epoch`: the
    one that is meant; any but the newest is refused.
    """
    present = Team.objects.filter(organisation_id=organisation_id, pk=OuterRef("principal")).values("epoch")
    rows = DirectoryKey.objects.filter(organisation_id=organisation_id, kind=kind, principal=principal)
    row = rows.annotate(present=Subquery(present[:1])).order_by("-epoch").first()
    if row is None or not row.signature or row.retired_at is not None or epoch not in {None, row.epoch}:
        raise Refused("signature")
    if row.present not in {None, row.epoch}:
        raise Refused("signature")
    key = PublicKey(bytes(row.public))
    authority_of(organisation_id).verify(key, context_of(row), bytes(row.signature))
    return Trusted(key, row.epoch)


def _authority_path(organisation_id: uuid.UUID) -> Path:
    return Path(settings.VAULT_AUTHORITIES) / f"{organisation_id.hex}.pub"
