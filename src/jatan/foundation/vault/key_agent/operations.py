"""What the agent does for a worker: operation -> function of its fields. A caller's errors are Refused or ValueError.

A key is named by six fields: unlock, handle, account, organisation, session, and how many gifts lead from her own key
to the one that is meant (none, or the gift of a team's or signing key with its context).
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from jatan.foundation.vault.key_agent.held_keys import HANDLE_BYTES, HeldKeys, Owner
from jatan.foundation.vault.key_agent.messages import slot_fields, slot_of
from jatan.foundation.vault.keypairs import PrivateKey, PublicKey
from jatan.foundation.vault.made_keys import Contexts, make_key
from jatan.foundation.vault.opened_keys import LocalKey
from jatan.foundation.vault.passphrase_cost import TooLittleMemory
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signatures import ORGANISATION_USES, PERSON_USES, require_use
from jatan.foundation.vault.slots import code_slots_open, is_of_before, password_slot_open

_ID, _DIGEST = 16, 32
_GIFTS: Final = 5  # where a request says how many gifts lead to its key
_SLOT_KEY: Final = 4  # passphrase, pepper, context, pin: before the slot's own fields
_LONGEST_SECONDS: Final = 24 * 3600.0
# Stretching a passphrase takes a quarter of a gigabyte: one at a time. Two wait, each in a thread of a web worker that
# does nothing else meanwhile; whoever comes then is to come again.
_one_at_a_time = threading.Lock()
_places = threading.BoundedSemaphore(3)

type Fields = Sequence[bytes]


def answer(keys: HeldKeys, parts: Fields) -> list[bytes]:
    """The answer to a request: "ok" and its fields, or one code; after "memory" the KiB that it takes."""
    try:
        operation = _OPERATIONS.get(parts[0])
        if operation is None:
            raise ValueError("no such operation")
        return [b"ok", *operation(keys, parts[1:])]
    except TooLittleMemory as short:
        return [short.code.encode(), str(short.memory_kib).encode()]
    except Refused as refused:
        return [refused.code.encode()]
    except (ValueError, IndexError, UnicodeDecodeError):
        return [b"malformed"]


def _hold_passphrase(keys: HeldKeys, parts: Fields) -> list[bytes]:
    """The handle, and the unlocks of this session that it ended."""
    unlock, owner, idle, longest, rest = _holding(parts)
    with keys.opening() as opening:
        key = _by_passphrase(rest)
        handle, former = keys.hold(unlock, owner, key, idle=idle, longest=longest, opening=opening)
    return [handle, *former]


def _check_passphrase(_keys: HeldKeys, parts: Fields) -> list[bytes]:
    _by_passphrase(parts)
    return []


def _hold_code(keys: HeldKeys, parts: Fields) -> list[bytes]:
    """The handle, the number of the box that the code opens, and the unlocks of this session that it ended."""
    unlock, owner, idle, longest, (code, pin, *boxes) = _holding(parts)
    with keys.opening() as opening:
        opened, number = code_slots_open(code.decode(), _pairs(boxes))
        key = _pinned(opened, pin)
        handle, former = keys.hold(unlock, owner, key, idle=idle, longest=longest, opening=opening)
    return [handle, str(number).encode(), *former]


def _make_key(_keys: HeldKeys, parts: Fields) -> list[bytes]:
    recovery, passphrase, pepper, for_passphrase, for_escrow, pin, *codes = parts
    pairs = _pairs(codes)
    contexts = Contexts(for_passphrase, for_escrow, tuple(context for _code, context in pairs), pin)
    with _stretching():
        made = make_key(
            PublicKey(recovery), passphrase.decode(), pepper, [code.decode() for code, _context in pairs], contexts
        )
    slot = slot_fields(made.slot)
    return [made.public.raw, made.signing.raw, made.escrow, str(len(slot)).encode(), *slot, *made.codes]


def _use(keys: HeldKeys, parts: Fields) -> list[bytes]:
    key, (pin,) = _key(keys, parts)
    key.pinned_to(pin)
    return []


def _public(keys: HeldKeys, parts: Fields) -> list[bytes]:
    key, () = _key(keys, parts)
    return [key.public().raw]


def _unwrap(keys: HeldKeys, parts: Fields) -> list[bytes]:
    key, (wrapped, context) = _key(keys, parts)
    return [key.unwrap(wrapped, context)]


def _unwrap_case_keys(keys: HeldKeys, parts: Fields) -> list[bytes]:
    """For each pair two fields: "ok" and the case key, or a code and nothing."""
    key, wraps = _key(keys, parts)
    found: list[bytes] = []
    for wrapped, context in _pairs(wraps):
        try:
            found += [b"ok", key.unwrap_case_key(wrapped, context)]
        except Refused as refused:
            found += [refused.code.encode(), b""]
    return found


def _wrap_case_key(keys: HeldKeys, parts: Fields) -> list[bytes]:
    key, (dek, context) = _key(keys, parts)
    return [key.wrap_case_key(dek, context)]


def _make_team_key(keys: HeldKeys, parts: Fields) -> list[bytes]:
    key, (context,) = _key(keys, parts)
    return [key.make_team_key(context).give(key.public(), context)]


def _give(keys: HeldKeys, parts: Fields) -> list[bytes]:
    key, (public, context) = _key(keys, parts)
    return [key.give(PublicKey(public), context)]


def _sign(keys: HeldKeys, parts: Fields) -> list[bytes]:
    key, (gift, context, message, use) = _key(keys, parts)
    require_use(message, use, ORGANISATION_USES)
    return [key.signer(gift, context).sign_message(message, use)]


def _verifier(keys: HeldKeys, parts: Fields) -> list[bytes]:
    key, (gift, context) = _key(keys, parts)
    return [key.signer(gift, context).verifier().raw]


def _author_sign(keys: HeldKeys, parts: Fields) -> list[bytes]:
    key, (message, use) = _own_key(keys, parts)
    require_use(message, use, PERSON_USES)
    return [key.author().sign_message(message, use)]


def _author_verifier(keys: HeldKeys, parts: Fields) -> list[bytes]:
    key, () = _own_key(keys, parts)
    return [key.author().verifier().raw]


def _seal_passphrase(keys: HeldKeys, parts: Fields) -> list[bytes]:
    key, (passphrase, pepper, context) = _key(keys, parts)
    with _stretching():
        return slot_fields(key.seal_passphrase(passphrase.decode(), pepper, context))


def _renew_passphrase(keys: HeldKeys, parts: Fields) -> list[bytes]:
    """The fields of the slot sealed anew; nothing if it is as good as a new one."""
    key, (passphrase, pepper, context, *fields) = _key(keys, parts)
    slot = slot_of(fields)
    if not is_of_before(slot):
        return []
    with _stretching():
        renewed = key.renew_passphrase(slot, passphrase.decode(), pepper, context)
    return slot_fields(renewed) if renewed else []


def _seal_code(keys: HeldKeys, parts: Fields) -> list[bytes]:
    key, (code, context) = _key(keys, parts)
    return [key.seal_code(code.decode(), context)]


def _forget(keys: HeldKeys, parts: Fields) -> list[bytes]:
    return keys.forget(unlocks={_sized(part, _ID) for part in parts})


def _forget_accounts(keys: HeldKeys, parts: Fields) -> list[bytes]:
    return keys.forget(accounts={_sized(part, _ID) for part in parts})


def _forget_office(keys: HeldKeys, parts: Fields) -> list[bytes]:
    (office,) = parts
    return keys.forget(office=_sized(office, _ID))


def _forget_browser(keys: HeldKeys, parts: Fields) -> list[bytes]:
    account, session = parts
    return keys.forget(browser=(_sized(account, _ID), _sized(session, _DIGEST)))


def _ages(keys: HeldKeys, parts: Fields) -> list[bytes]:
    () = parts
    return [part for unlock, age in keys.ages().items() for part in (unlock, str(int(age)).encode())]


_OPERATIONS: Final[Mapping[bytes, Callable[[HeldKeys, Fields], list[bytes]]]] = {
    b"hold_passphrase": _hold_passphrase,
    b"check_passphrase": _check_passphrase,
    b"hold_code": _hold_code,
    b"make_key": _make_key,
    b"use": _use,
    b"public": _public,
    b"unwrap": _unwrap,
    b"unwrap_case_keys": _unwrap_case_keys,
    b"wrap_case_key": _wrap_case_key,
    b"make_team_key": _make_team_key,
    b"give": _give,
    b"sign": _sign,
    b"verifier": _verifier,
    b"author_sign": _author_sign,
    b"author_verifier": _author_verifier,
    b"seal_passphrase": _seal_passphrase,
    b"renew_passphrase": _renew_passphrase,
    b"seal_code": _seal_code,
    b"forget": _forget,
    b"forget_accounts": _forget_accounts,
    b"forget_office": _forget_office,
    b"forget_browser": _forget_browser,
    b"ages": _ages,
}


def _holding(parts: Fields) -> tuple[bytes, Owner, float, float, Fields]:
    """(unlock, owner, idle seconds, longest seconds, other fields)."""
    unlock, account, organisation, session, idle, longest, *rest = parts
    seconds = [float(part.decode("ascii")) for part in (idle, longest)]
    if not all(0 < one <= _LONGEST_SECONDS for one in seconds):
        raise ValueError("no such time")
    return _sized(unlock, _ID), _owner(account, organisation, session), *seconds, rest  # type: ignore[return-value]


def _key(keys: HeldKeys, parts: Fields) -> tuple[LocalKey, Fields]:
    """The key that the first fields name, and the other fields."""
    unlock, handle, account, organisation, session, gifts, *rest = parts
    owner = _owner(account, organisation, session)
    key = keys.key(_sized(unlock, _ID), owner, _sized(handle, HANDLE_BYTES))
    if gifts == b"1":
        gift, context, *rest = rest
        key = key.opened(gift, context)
    elif gifts != b"0":
        raise ValueError("a key leads to others only once")
    return key, rest


def _own_key(keys: HeldKeys, parts: Fields) -> tuple[LocalKey, Fields]:
    """As `_key`, a person's own: a team signs nothing."""
    if parts[_GIFTS] != b"0":
        raise ValueError("a key that was given does not sign")
    return _key(keys, parts)


def _owner(account: bytes, organisation: bytes, session: bytes) -> Owner:
    return Owner(_sized(account, _ID), _sized(organisation, _ID), _sized(session, _DIGEST))


def _by_passphrase(parts: Fields) -> LocalKey:
    passphrase, pepper, context, pin = parts[:_SLOT_KEY]
    slot = slot_of(parts[_SLOT_KEY:])
    with _stretching():
        return _pinned(password_slot_open(slot, passphrase.decode(), pepper, context), pin)


def _pinned(key: PrivateKey, pin: bytes) -> LocalKey:
    return LocalKey(key.raw, key.pin).pinned_to(pin)


@contextmanager
def _stretching() -> Iterator[None]:
    """One's turn to stretch a passphrase. Raises Refused("busy") if two wait already."""
    if not _places.acquire(blocking=False):
        raise Refused("busy")
    try:
        with _one_at_a_time:
            yield
    finally:
        _places.release()


def _pairs(parts: Fields) -> list[tuple[bytes, bytes]]:
    if len(parts) % 2:
        raise ValueError("one of a pair is missing")
    return list(zip(parts[::2], parts[1::2], strict=True))


def _sized(part: bytes, length: int) -> bytes:
    if len(part) != length:
        raise ValueError("a field has another length")
    return part
