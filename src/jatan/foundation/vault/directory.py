"""The signed directory of public keys: nothing is wrapped to a key that the organisation has not vouched for.

The organisation's verifying key lies in a file beside the database (`VAULT_AUTHORITIES`), put there by the ceremony;
who changes both the table and the file is told by the fingerprint in the ledger and on the officers' paper.
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
from jatan.kernel.files import write_file

__all__ = ["Trusted", "authority_of", "context_of", "drop_authority", "keep_authority", "publish", "trusted", "vouch"]


@dataclass(frozen=True)
class Trusted:
    """A public key whose signature was checked just now."""

    key: PublicKey
    epoch: int


def keep_authority(organisation_id: uuid.UUID, verifier: Verifier) -> Path:
    """Put an organisation's verifying key where the server looks for it. FileExistsError when there is another."""
    path = _authority_path(organisation_id)
    write_file(path, f"{verifier.raw.hex()}\n".encode("ascii"))
    return path


def drop_authority(organisation_id: uuid.UUID) -> None:
    """Take it back when the ceremony that put it there came to nothing."""
    _authority_path(organisation_id).unlink(missing_ok=True)


def authority_of(organisation_id: uuid.UUID) -> Verifier:
    """The organisation's verifying key. Refused("signature") where no ceremony has been held."""
    try:
        return Verifier(bytes.fromhex(_authority_path(organisation_id).read_text("ascii")))
    except (OSError, ValueError) as error:
        raise Refused("signature") from error


def context_of(row: DirectoryKey) -> bytes:
    """What a row's signature is about, its key apart."""
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
    """Put a public key into the directory, vouched for at once, or waiting for somebody who can.

    `is_receiving`: the team that letters from outside are sealed to. It is a signpost and not signed: whoever turns it
    leads a letter to another team of the same organisation, whose key she has vouched for all the same.
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


def vouch(row: DirectoryKey, signer: Signer) -> None:
    """Sign a waiting key. Whoever does has compared its fingerprint with its holder's, in person."""
    row.signature = signer.sign(PublicKey(bytes(row.public)), context_of(row))
    row.save(update_fields=["signature"])


def trusted(organisation_id: uuid.UUID, kind: Kind, principal: uuid.UUID, *, epoch: int | None = None) -> Trusted:
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
