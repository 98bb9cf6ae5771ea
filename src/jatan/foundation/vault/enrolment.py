"""A holder's keys: enrolment, unlocking, changing the passphrase, recovery codes.

Her slots hold the pin of the organisation's verifying key; whoever unlocks is refused where the file of that key is
another one. Slots of before get it, and more work to guess, when they are opened.

Resetting the sign-in password opens nothing here. A holder who forgot her passphrase uses a recovery code; without one
she enrols again with a new epoch, and a supervisor gives her access to teams and cases again.
"""

import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Max, QuerySet

from jatan.foundation.vault.boxes import BOX_OVERHEAD
from jatan.foundation.vault.choices import Kind, SlotKind
from jatan.foundation.vault.contexts import slot_context
from jatan.foundation.vault.directory import authority_of, publish, trusted_key
from jatan.foundation.vault.key_agent.client import AgentAway
from jatan.foundation.vault.keypairs import PRIVATE_BYTES, WRAP_OVERHEAD
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.made_keys import Contexts, MadeKey, make_key
from jatan.foundation.vault.models import DirectoryKey, SignerGift, Slot, TeamGift, Wrap
from jatan.foundation.vault.opened_keys import LocalKey, OpenedKey
from jatan.foundation.vault.passphrases import normal_form, require_strong, spellings_of
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.slots import (
    PasswordSlot,
    code_slots_open,
    password_slot_open,
    random_recovery_code,
)
from jatan.kernel import clock

CODES = 10
_WITHOUT_PIN: Final = {PRIVATE_BYTES + BOX_OVERHEAD, PRIVATE_BYTES + WRAP_OVERHEAD}

# (slot, passphrase, pepper, context, pin) -> its key; raises Refused: "key" for a wrong passphrase, "authority" for
# another pin.
type OpensPassphrase = Callable[[PasswordSlot, str, bytes, bytes, bytes], OpenedKey]
# (code, sealed slots with their contexts, pin) -> the key, and the number of the slot that the code opens.
type OpensCode = Callable[[str, Iterable[tuple[bytes, bytes]], bytes], tuple[OpenedKey, int]]


def pepper() -> bytes:
    """The installation's pepper (32 bytes). Raises Refused("key") if its file is missing: no passphrase works then."""
    try:
        return bytes.fromhex(Path(settings.VAULT_PEPPER_FILE).read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise Refused("key") from error


def authority_pin(organisation_id: uuid.UUID) -> bytes:
    """The pin of the organisation's verifying key as its file is now. Empty where there is none: keys open and keep
    their pins, and nothing is sealed to anybody (`trusted_key`) until the right file is back."""
    try:
        return authority_of(organisation_id).pin
    except Refused:
        return b""


def enrol(
    organisation_id: uuid.UUID,
    holder: uuid.UUID,
    passphrase: str,
    make: Callable[..., MadeKey] = make_key,
    *,
    known: Iterable[str] = (),
) -> tuple[DirectoryKey, list[str]]:
    """Create a holder's next key pair. Returns the directory row, not yet certified, and ten recovery codes.

    `make`: where the private key is made, in this process (`make_key`) or in the key agent.
    What was sealed to earlier epochs cannot be opened with the new key. Raises WeakPassphrase, and Refused("signature")
    before the organisation's ceremony.
    """
    require_strong(passphrase, known)
    recovery = trusted_key(organisation_id, Kind.RECOVERY, organisation_id)
    earlier = DirectoryKey.objects.filter(organisation_id=organisation_id, kind=Kind.USER, principal=holder)
    epoch = 1 + (earlier.aggregate(last=Max("epoch"))["last"] or 0)
    which: dict[str, Any] = {"organisation_id": organisation_id, "holder": holder, "epoch": epoch}
    first = Slot(**which, kind=SlotKind.PASSPHRASE)
    escrow = Slot(**which, kind=SlotKind.ESCROW)
    codes, rows = _new_codes(which)
    of_codes = tuple(map(context_of_slot, rows))
    contexts = Contexts(
        context_of_slot(first), context_of_slot(escrow), of_codes, pin=authority_of(organisation_id).pin
    )
    made = make(recovery.key, normal_form(passphrase), pepper(), codes, contexts)
    _retire(organisation_id, holder)
    row = publish(organisation_id, Kind.USER, holder, epoch, made.public, signer=None, signing=made.signing)
    _store(first, made.slot)
    escrow.sealed = made.escrow
    escrow.save(force_insert=True)
    _store_codes(rows, made.codes)
    return row, codes


def _open_here(slot: PasswordSlot, passphrase: str, pepper: bytes, context: bytes, pin: bytes) -> OpenedKey:
    key = password_slot_open(slot, passphrase, pepper, context)
    return LocalKey(key.raw, key.pin).pinned_to(pin)


def _open_code_here(code: str, boxes: Iterable[tuple[bytes, bytes]], pin: bytes) -> tuple[OpenedKey, int]:
    key, number = code_slots_open(code, boxes)
    return LocalKey(key.raw, key.pin).pinned_to(pin), number


def unlock(
    organisation_id: uuid.UUID, holder: uuid.UUID, passphrase: str, opens: OpensPassphrase = _open_here
) -> Keyring:
    """Open a holder's keyring with her passphrase. Raises Refused: "key" for a wrong passphrase, an unknown holder or a
    missing pepper, "authority" if the organisation's verifying key is not the one that hers was sealed with.

    `opens`: where the key is opened, in this process or in the key agent.
    A slot sealed under an older spelling of the passphrase, without a pin, or with little work, is sealed again, unless
    the passphrase was changed meanwhile.
    """
    slot = newest_slot(organisation_id, holder, SlotKind.PASSPHRASE)
    pin = authority_pin(organisation_id)
    for spelling in spellings_of(passphrase):
        try:
            key = opens(password_slot_of(slot), spelling, pepper(), context_of_slot(slot), pin)
        except Refused as refused:
            if refused.code != "key":
                raise
            continue
        keyring = Keyring(organisation_id, holder, key, slot.epoch)
        with suppress(AgentAway, Refused):  # no turn or no memory for it now: the next unlock does it
            _renew_slots(slot, keyring, passphrase, is_normal=spelling == normal_form(passphrase))
        return keyring
    raise Refused("key")


def unlock_with_code(
    organisation_id: uuid.UUID, holder: uuid.UUID, code: str, opens: OpensCode = _open_code_here
) -> Keyring:
    """Open a holder's keyring with a recovery code, which is used up. Needs no pepper. Raises Refused."""
    slots = list(unused_codes(organisation_id, holder).select_for_update())
    boxes = [(bytes(slot.sealed), context_of_slot(slot)) for slot in slots]
    key, number = opens(code, boxes, authority_pin(organisation_id))
    slot = slots[number]
    slot.used_at = clock.now()
    slot.sealed = b""
    slot.save(update_fields=["used_at", "sealed"])
    return Keyring(organisation_id, holder, key, slot.epoch)


def change_passphrase(keyring: Keyring, passphrase: str, *, known: Iterable[str] = ()) -> None:
    """Seal the keyring's key under another passphrase. Raises WeakPassphrase."""
    require_strong(passphrase, known)
    slot = Slot(**_mine(keyring), kind=SlotKind.PASSPHRASE)
    _store(slot, _sealed_passphrase(slot, keyring.key, passphrase))


def renew_codes(keyring: Keyring) -> list[str]:
    """Create ten new recovery codes for the same key and delete the earlier ones."""
    codes, rows = _new_codes(_mine(keyring))
    sealed = [keyring.key.seal_code(code, context_of_slot(row)) for code, row in zip(codes, rows, strict=True)]
    Slot.objects.filter(organisation_id=keyring.organisation_id, holder=keyring.holder, kind=SlotKind.CODE).delete()
    _store_codes(rows, sealed)
    return codes


def newest_slot(organisation_id: uuid.UUID, holder: uuid.UUID, kind: SlotKind) -> Slot:
    """A holder's slot of her newest epoch. Raises Refused("key") if there is none, as for a wrong passphrase."""
    rows = Slot.objects.filter(organisation_id=organisation_id, holder=holder, kind=kind)
    slot = rows.order_by("-epoch", "number").first()
    if slot is None:
        raise Refused("key")
    return slot


def unused_codes(organisation_id: uuid.UUID, holder: uuid.UUID) -> QuerySet[Slot]:
    """A holder's recovery codes of her newest key that were not used, in order. Raises Refused("key") if she never had
    any."""
    newest = newest_slot(organisation_id, holder, SlotKind.CODE)
    rows = Slot.objects.filter(organisation_id=organisation_id, holder=holder, epoch=newest.epoch, kind=SlotKind.CODE)
    return rows.filter(used_at__isnull=True).order_by("number")


def context_of_slot(row: Slot) -> bytes:
    """The context a slot is bound to."""
    return slot_context(
        organisation=row.organisation_id, holder=row.holder, epoch=row.epoch, kind=row.kind, number=row.number
    )


def password_slot_of(slot: Slot) -> PasswordSlot:
    """What a row of a passphrase slot holds."""
    return PasswordSlot(bytes(slot.salt), bytes(slot.verifier), bytes(slot.sealed), slot.memory_kib, slot.passes)


def without_pin(rows: Iterable[Slot]) -> list[Slot]:
    """Those slots that were sealed before there were pins: their length says so. Used codes are none of them."""
    return [row for row in rows if len(row.sealed) in _WITHOUT_PIN]


def _mine(keyring: Keyring) -> dict[str, Any]:
    return {"organisation_id": keyring.organisation_id, "holder": keyring.holder, "epoch": keyring.epoch}


def _sealed_passphrase(slot: Slot, key: OpenedKey, passphrase: str) -> PasswordSlot:
    return key.seal_passphrase(normal_form(passphrase), pepper(), context_of_slot(slot))


def _renew_slots(slot: Slot, keyring: Keyring, passphrase: str, *, is_normal: bool) -> None:
    """Seal the passphrase slot as it is sealed today. The envelope to the officers stays as it was made: their shares
    prove the verifying key, and what is sealed to them anew could go to whoever swapped it."""
    held, words = password_slot_of(slot), normal_form(passphrase)
    context = context_of_slot(slot)
    if is_normal:
        made = keyring.key.renew_passphrase(held, words, pepper(), context)
    else:
        made = keyring.key.seal_passphrase(words, pepper(), context)
    if made is None:
        return
    unchanged = Slot.objects.filter(pk=slot.pk, verifier=slot.verifier, sealed=slot.sealed)
    unchanged.update(**_values(made))


def _store(slot: Slot, made: PasswordSlot) -> None:
    which = {name: getattr(slot, name) for name in ("organisation_id", "holder", "epoch", "kind", "number")}
    Slot.objects.update_or_create(**which, defaults=_values(made))


def _values(made: PasswordSlot) -> dict[str, bytes | int]:
    cost = {"memory_kib": made.memory_kib, "passes": made.passes}
    return {"salt": made.salt, "verifier": made.verifier_digest, "sealed": made.sealed, **cost}


def _new_codes(which: dict[str, Any]) -> tuple[list[str], list[Slot]]:
    """New recovery codes, and the rows that a key is to be sealed into under them."""
    rows = [Slot(**which, kind=SlotKind.CODE, number=number) for number in range(1, CODES + 1)]
    return [random_recovery_code() for _row in rows], rows


def _store_codes(rows: list[Slot], sealed: list[bytes]) -> None:
    for row, box in zip(rows, sealed, strict=True):
        row.sealed = box
    Slot.objects.bulk_create(rows)


def _retire(organisation_id: uuid.UUID, holder: uuid.UUID) -> None:
    """Retire earlier keys and delete what was given to them, because they may be stolen or lost."""
    mine = {"organisation_id": organisation_id, "principal": holder}
    DirectoryKey.objects.filter(kind=Kind.USER, retired_at__isnull=True, **mine).update(retired_at=clock.now())
    TeamGift.objects.filter(**mine).delete()
    SignerGift.objects.filter(organisation_id=organisation_id, holder=holder).delete()
    Wrap.objects.filter(**mine).delete()
