"""The signed directory of public keys: keys are wrapped only to public keys that the organisation has signed.

The organisation's verifying key is a file outside the database (`VAULT_AUTHORITIES`), written by the ceremony. A change
of both table and file is detected by the fingerprint in the ledger and on the officers' paper.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import OuterRef, Subquery

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import directory_context, key_context
from jatan.foundation.vault.keypairs import PublicKey
from jatan.foundation.vault.keypairs import fingerprint_of as fingerprint_of_bytes
from jatan.foundation.vault.models import DirectoryKey, Team
from jatan.foundation.vault.opened_keys import OpenedKey, OpenedSigner
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signatures import DIRECTORY_USE, SIGNATURE_BYTES, Verifier
from jatan.kernel.files import write_file_durably

_SECOND_FORM: Final = b"\x02"


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


def fingerprint_of(row: DirectoryKey) -> str:
    """The fingerprint that two people compare before one certifies the other's key: of her public key and the key that
    verifies her signatures, or of the public key alone where that alone is, or was, certified."""
    key = PublicKey(bytes(row.public))
    return key.fingerprint if _is_first_form(row) else compared_fingerprint_of(row)


def own_fingerprint(row: DirectoryKey, key: OpenedKey) -> str:
    """As `compared_fingerprint_of` a holder's row, computed from her opened key: of her public key alone only where the
    organisation signed that, and nothing was added to it yet."""
    if not row.signing and _is_of_before(row):
        return key.public().fingerprint
    return _fingerprint_of_both(key.public(), key.author().verifier().raw)


def compared_fingerprint_of(row: DirectoryKey) -> str:
    """As `fingerprint_of`, for whoever certifies this row next: with the signing key that was added to a key of an
    earlier version and waits."""
    key = PublicKey(bytes(row.public))
    return _fingerprint_of_both(key, bytes(row.signing)) if row.signing else key.fingerprint


def publish(
    organisation_id: uuid.UUID,
    kind: Kind,
    principal: uuid.UUID,
    epoch: int,
    key: PublicKey,
    *,
    signer: OpenedSigner | None,
    signing: Verifier | None = None,
    is_receiving: bool = False,
) -> DirectoryKey:
    """Add a public key to the directory, signed by `signer`, or unsigned until `sign_key` is called.

    `signing`: verifies what a person signs. `is_receiving`: the team that letters from outside are sealed to.
    """
    row = DirectoryKey(
        organisation_id=organisation_id,
        kind=kind,
        principal=principal,
        epoch=epoch,
        public=key.raw,
        signing=signing.raw if signing else b"",
        is_receiving=is_receiving,
    )
    if signer is not None:
        row.signature = _signed(row, signer)
    row.save(force_insert=True)
    return row


def sign_key(row: DirectoryKey, signer: OpenedSigner) -> None:
    """Sign a waiting key. The caller has compared its fingerprint with the holder in person."""
    row.signature = _signed(row, signer)
    row.save(update_fields=["signature"])


def is_complete(row: DirectoryKey) -> bool:
    """Whether the row's signature is to cover all that it says; rows of earlier versions are signed for their public
    key alone."""
    return bool(row.signature) and not _is_first_form(row)


def verify_row(row: DirectoryKey, authority: Verifier) -> None:
    """Raise Refused unless the organisation signed this row."""
    signature, key = bytes(row.signature), PublicKey(bytes(row.public))
    if _is_first_form(row):
        # It says nothing about `signing` and `is_receiving`.
        authority.verify(key, _first_context(row), signature)
    elif signature[:1] == _SECOND_FORM:
        authority.verify_message(_message(row), DIRECTORY_USE, signature[1:])
    else:
        raise Refused("signature")


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
    verify_row(row, authority_of(organisation_id))
    return Trusted(PublicKey(bytes(row.public)), row.epoch)


@dataclass(frozen=True)
class PersonVerifier(Verifier):
    """What verifies a person's signatures. `retired_at`: since when she signs with another key, as her row says."""

    retired_at: dt.datetime | None = None


def verifiers(
    organisation_id: uuid.UUID, signers: Iterable[tuple[uuid.UUID, int]]
) -> dict[tuple[uuid.UUID, int], PersonVerifier]:
    """(person, epoch) -> what verifies her signatures, of those that the organisation certified; retired ones too, for
    what they signed stays signed. One query."""
    wanted = set(signers)
    rows = DirectoryKey.objects.filter(
        organisation_id=organisation_id, kind=Kind.USER, principal__in={principal for principal, _epoch in wanted}
    )
    authority = authority_of(organisation_id)
    found: dict[tuple[uuid.UUID, int], PersonVerifier] = {}
    for row in rows:
        if (row.principal, row.epoch) in wanted and row.signing and is_complete(row):
            with suppress(Refused):
                verify_row(row, authority)
                found[row.principal, row.epoch] = PersonVerifier(bytes(row.signing), row.retired_at)
    return found


def _fingerprint_of_both(key: PublicKey, signing: bytes) -> str:
    return fingerprint_of_bytes(b"s1|fingerprint2|" + key.raw + signing)


def _is_of_before(row: DirectoryKey) -> bool:
    """Whether the organisation signed the row's public key alone, as an earlier version did."""
    if not _is_first_form(row):
        return False
    try:
        verify_row(row, authority_of(row.organisation_id))
    except Refused:
        return False
    return True


def _is_first_form(row: DirectoryKey) -> bool:
    return len(row.signature) == SIGNATURE_BYTES


def _signed(row: DirectoryKey, signer: OpenedSigner) -> bytes:
    if row.kind == Kind.USER and not row.signing:
        # Made by an earlier version, or emptied: her signing key is added to it when she opens her keys
        # (`signing_keys`), and then two people compare the fingerprint of both.
        if not _is_of_before(row):
            raise Refused("signature")
        return signer.sign(PublicKey(bytes(row.public)), _first_context(row))
    return _SECOND_FORM + signer.sign_message(_message(row), DIRECTORY_USE)


def _first_context(row: DirectoryKey) -> bytes:
    return key_context(organisation=row.organisation_id, kind=row.kind, principal=row.principal, epoch=row.epoch)


def _message(row: DirectoryKey) -> bytes:
    context = directory_context(
        organisation=row.organisation_id,
        kind=row.kind,
        principal=row.principal,
        epoch=row.epoch,
        receives=row.is_receiving,
    )
    return b"".join((context, b"|", bytes(row.public), bytes(row.signing)))


def _authority_path(organisation_id: uuid.UUID) -> Path:
    return Path(settings.VAULT_AUTHORITIES) / f"{organisation_id.hex}.pub"
