"""A holder's keys: enrolment, unlocking, changing the passphrase, recovery codes.

Resetting the sign-in password opens nothing here. A holder who forgot her passphrase uses a recovery code; without one
she enrols again with a new epoch, and a supervisor gives her access to teams and cases again.
"""

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max

from jatan.foundation.vault.choices import Kind, SlotKind
from jatan.foundation.vault.contexts import slot_context
from jatan.foundation.vault.directory import publish, trusted_key
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey, SignerGift, Slot, TeamGift, Wrap
from jatan.foundation.vault.passphrases import normal_form, require_strong, spellings_of
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.slots import (
    PasswordSlot,
    code_slot_open,
    code_slot_seal,
    password_slot_open,
    password_slot_seal,
    random_recovery_code,
)
from jatan.kernel import clock

__all__ = [
    "CODES",
    "change_passphrase",
    "context_of_slot",
    "enrol",
    "newest_slot",
    "pepper",
    "renew_codes",
    "unlock",
    "unlock_with_code",
]

CODES = 10


def pepper() -> bytes:
    """The installation's pepper (32 bytes). Raises Refused("key") if its file is missing: no passphrase works then."""
    try:
        return bytes.fromhex(Path(settings.VAULT_PEPPER_FILE).read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise Refused("key") from error


def enrol(organisation_id: uuid.UUID, holder: uuid.UUID, passphrase: str) -> tuple[DirectoryKey, list[str]]:
    """Create a holder's next key pair. Returns the directory row, not yet certified, and ten recovery codes.

    What was sealed to earlier epochs cannot be opened with the new key. Raises WeakPassphrase, and Refused("signature")
    before the organisation's ceremony.
    """
    require_strong(passphrase)
    recovery = trusted_key(organisation_id, Kind.RECOVERY, organisation_id)
    earlier = DirectoryKey.objects.filter(organisation_id=organisation_id, kind=Kind.USER, principal=holder)
    epoch = 1 + (earlier.aggregate(last=Max("epoch"))["last"] or 0)
    key = PrivateKey.made()
    _retire(organisation_id, holder)
    row = publish(organisation_id, Kind.USER, holder, epoch, key.public(), signer=None)
    _seal_passphrase(organisation_id, holder, epoch, key, passphrase)
    escrow = Slot(organisation_id=organisation_id, holder=holder, epoch=epoch, kind=SlotKind.ESCROW)
    escrow.sealed = recovery.key.wrap(key.raw, context_of_slot(escrow))
    escrow.save(force_insert=True)
    return row, _seal_codes(organisation_id, holder, epoch, key)


def unlock(organisation_id: uuid.UUID, holder: uuid.UUID, passphrase: str) -> Keyring:
    """Open a holder's keyring with her passphrase. Raises Refused("key") for a wrong passphrase, an unknown holder or a
    missing pepper.

    A slot sealed under an older spelling of the passphrase is sealed again under its normal form, unless the passphrase
    was changed meanwhile.
    """
    slot = newest_slot(organisation_id, holder, SlotKind.PASSPHRASE)
    for spelling in spellings_of(passphrase):
        try:
            key = _open_slot(slot, spelling)
        except Refused as refused:
            if refused.code != "key":
                raise
            continue
        if spelling != normal_form(passphrase):
            unchanged = Slot.objects.filter(pk=slot.pk, verifier=slot.verifier, sealed=slot.sealed)
            unchanged.update(**_sealed_values(slot, key, passphrase))
        return Keyring(organisation_id, holder, key, slot.epoch)
    raise Refused("key")


def unlock_with_code(organisation_id: uuid.UUID, holder: uuid.UUID, code: str) -> Keyring:
    """Open a holder's keyring with a recovery code, which is used up. Needs no pepper. Raises Refused."""
    newest = newest_slot(organisation_id, holder, SlotKind.CODE)
    rows = Slot.objects.select_for_update().filter(
        organisation_id=organisation_id, holder=holder, epoch=newest.epoch, kind=SlotKind.CODE, used_at__isnull=True
    )
    for slot in rows.order_by("number"):
        try:
            key = code_slot_open(bytes(slot.sealed), code, context_of_slot(slot))
        except Refused:
            continue
        slot.used_at = clock.now()
        slot.sealed = b""
        slot.save(update_fields=["used_at", "sealed"])
        return Keyring(organisation_id, holder, key, slot.epoch)
    raise Refused("key")


def change_passphrase(keyring: Keyring, passphrase: str) -> None:
    """Seal the keyring's key under another passphrase. Raises WeakPassphrase."""
    require_strong(passphrase)
    _seal_passphrase(keyring.organisation_id, keyring.holder, keyring.epoch, keyring.key, passphrase)


def renew_codes(keyring: Keyring) -> list[str]:
    """Create ten new recovery codes for the same key and delete the earlier ones."""
    mine = {"organisation_id": keyring.organisation_id, "holder": keyring.holder}
    Slot.objects.filter(kind=SlotKind.CODE, **mine).delete()
    return _seal_codes(keyring.organisation_id, keyring.holder, keyring.epoch, keyring.key)


def newest_slot(organisation_id: uuid.UUID, holder: uuid.UUID, kind: SlotKind) -> Slot:
    """A holder's slot of her newest epoch. Raises Refused("key") if there is none, as for a wrong passphrase."""
    rows = Slot.objects.filter(organisation_id=organisation_id, holder=holder, kind=kind)
    slot = rows.order_by("-epoch", "number").first()
    if slot is None:
        raise Refused("key")
    return slot


def context_of_slot(row: Slot) -> bytes:
    """The context a slot is bound to."""
    return slot_context(
        organisation=row.organisation_id, holder=row.holder, epoch=row.epoch, kind=row.kind, number=row.number
    )


def _open_slot(slot: Slot, passphrase: str) -> PrivateKey:
    held = PasswordSlot(bytes(slot.salt), bytes(slot.verifier), bytes(slot.sealed))
    return password_slot_open(held, passphrase, pepper(), context_of_slot(slot))


def _seal_passphrase(
    organisation_id: uuid.UUID, holder: uuid.UUID, epoch: int, key: PrivateKey, passphrase: str
) -> None:
    which: dict[str, Any] = {
        "organisation_id": organisation_id,
        "holder": holder,
        "epoch": epoch,
        "kind": SlotKind.PASSPHRASE,
    }
    Slot.objects.update_or_create(**which, number=0, defaults=_sealed_values(Slot(**which), key, passphrase))


def _sealed_values(slot: Slot, key: PrivateKey, passphrase: str) -> dict[str, bytes]:
    made = password_slot_seal(key, normal_form(passphrase), pepper(), context_of_slot(slot))
    return {"salt": made.salt, "verifier": made.verifier_digest, "sealed": made.sealed}


def _seal_codes(organisation_id: uuid.UUID, holder: uuid.UUID, epoch: int, key: PrivateKey) -> list[str]:
    codes = [random_recovery_code() for _number in range(CODES)]
    rows = [
        Slot(organisation_id=organisation_id, holder=holder, epoch=epoch, kind=SlotKind.CODE, number=number)
        for number in range(1, CODES + 1)
    ]
    for row, code in zip(rows, codes, strict=True):
        row.sealed = code_slot_seal(key, code, context_of_slot(row))
    Slot.objects.bulk_create(rows)
    return codes


def _retire(organisation_id: uuid.UUID, holder: uuid.UUID) -> None:
    """Retire earlier keys and delete what was given to them, because they may be stolen or lost."""
    mine = {"organisation_id": organisation_id, "principal": holder}
    DirectoryKey.objects.filter(kind=Kind.USER, retired_at__isnull=True, **mine).update(retired_at=clock.now())
    TeamGift.objects.filter(**mine).delete()
    SignerGift.objects.filter(organisation_id=organisation_id, holder=holder).delete()
    Wrap.objects.filter(**mine).delete()
