"""What the web workers use: opened keys that stay in the key agent, and how they come there and go."""

import hashlib
import socket
import struct
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import Final

from jatan.foundation.vault.key_agent.messages import Malformed, packed, receive, slot_fields, slot_of
from jatan.foundation.vault.key_agent.server import is_own_peer, short_address
from jatan.foundation.vault.keypairs import PublicKey
from jatan.foundation.vault.made_keys import Contexts, MadeKey
from jatan.foundation.vault.opened_keys import OpenedKey, OpenedSigner
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signatures import Verifier, key_message
from jatan.foundation.vault.slots import PasswordSlot

# An agent that hangs must not hold up every page. Whoever opens keys waits for those before her: a second each, on a
# slow machine.
_CONNECTING_SECONDS: Final = 1
_SECONDS: Final = 3.0
_STRETCHING_SECONDS: Final = 60.0
_STRETCHING: Final = {"hold_passphrase", "check_passphrase", "make_key", "seal_passphrase", "renew_passphrase"}
_AT_ONCE: Final = 2_000  # wraps in one message


class AgentAway(Exception):
    """The key agent does not run, does not answer, or holds no key under this id."""


class AgentBusy(AgentAway):
    """Too many wait to open keys."""


class AgentShort(AgentBusy):
    """This machine has too little memory to spare at this moment for what a slot takes: `memory_kib`."""

    def __init__(self, memory_kib: int) -> None:
        super().__init__()
        self.memory_kib = memory_kib


@dataclass(frozen=True, repr=False)
class Agent:
    """The key agent at a socket."""

    path: Path

    def ask(self, operation: str, *parts: bytes) -> list[bytes]:
        """The fields of its answer. Raises Refused and AgentAway."""
        try:
            seconds = _STRETCHING_SECONDS if operation in _STRETCHING else _SECONDS
            answered = self._exchange(packed([operation.encode(), *parts]), seconds)
        except (OSError, Malformed) as error:
            raise AgentAway from error
        code, *found = answered
        if code == b"gone":
            raise AgentAway
        if code == b"busy":
            raise AgentBusy
        if code == b"memory":
            raise AgentShort(int(found[0]))
        if code == b"malformed":
            raise ValueError(f"the key agent does not understand {operation}")
        if code != b"ok":
            raise Refused(code.decode("ascii", "replace"))
        return found

    def make_key(
        self, recovery: PublicKey, passphrase: str, pepper: bytes, codes: Sequence[str], contexts: Contexts
    ) -> MadeKey:
        """As `made_keys.make_key`, in the agent."""
        pairs = [part for pair in zip(map(str.encode, codes), contexts.codes, strict=True) for part in pair]
        words = (passphrase.encode(), pepper, contexts.passphrase, contexts.escrow, contexts.pin)
        public, signing, escrow, number, *rest = self.ask("make_key", recovery.raw, *words, *pairs)
        length = int(number)
        return MadeKey(PublicKey(public), Verifier(signing), slot_of(rest[:length]), escrow, list(rest[length:]))

    def check_passphrase(
        self, slot: PasswordSlot, passphrase: str, pepper: bytes, context: bytes, pin: bytes = b""
    ) -> None:
        """Raise Refused unless the passphrase opens the slot, and the pin is the one in it."""
        self.ask("check_passphrase", passphrase.encode(), pepper, context, pin, *slot_fields(slot))

    def forget(self, unlocks: Iterable[uuid.UUID]) -> None:
        """Destroy the keys of these unlocks."""
        self.ask("forget", *(unlock.bytes for unlock in unlocks))

    def forget_accounts(self, accounts: Iterable[uuid.UUID]) -> None:
        """Destroy all keys of these accounts."""
        self.ask("forget_accounts", *(account.bytes for account in accounts))

    def forget_office(self, organisation_id: uuid.UUID) -> None:
        """Destroy all keys of an organisation."""
        self.ask("forget_office", organisation_id.bytes)

    def forget_browser(self, account: uuid.UUID, session: str) -> list[uuid.UUID]:
        """Destroy all keys of this account in this session. Returns their unlocks."""
        found = self.ask("forget_browser", account.bytes, _digest(session))
        return list(_unlocks(found))

    def ages(self) -> dict[uuid.UUID, int]:
        """Unlock -> seconds since it began, of the keys that are held."""
        found = self.ask("ages")
        return {uuid.UUID(bytes=one): int(age) for one, age in zip(found[::2], found[1::2], strict=True)}

    def _exchange(self, message: bytes, seconds: float) -> list[bytes]:
        with socket.socket(socket.AF_UNIX) as stream, short_address(self.path) as address:
            _connect(stream, address)
            stream.settimeout(seconds)
            if not is_own_peer(stream):
                raise ConnectionRefusedError
            stream.sendall(message)
            return receive(stream)


def _connect(stream: socket.socket, address: str) -> None:
    """Connect; where as many wait as may, wait up to a second for a place. The stream must block."""
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", _CONNECTING_SECONDS, 0))
    stream.connect(address)


@dataclass(frozen=True, repr=False)
class Holding:
    """A key that is, or is to be, held in the agent: for one unlock of one account in one session."""

    agent: Agent
    unlock: uuid.UUID
    account: uuid.UUID
    organisation_id: uuid.UUID
    session: str

    def by_passphrase(
        self,
        slot: PasswordSlot,
        passphrase: str,
        pepper: bytes,
        context: bytes,
        pin: bytes = b"",
        *,
        idle: float,
        longest: float,
    ) -> "AgentKey":
        """Open a passphrase slot in the agent. Raises Refused."""
        words = (passphrase.encode(), pepper, context, pin)
        handle, *former = self.agent.ask("hold_passphrase", *self._begin(idle, longest), *words, *slot_fields(slot))
        return AgentKey(self, handle, former=_unlocks(former))

    def by_code(
        self, code: str, boxes: Iterable[tuple[bytes, bytes]], pin: bytes = b"", *, idle: float, longest: float
    ) -> "tuple[AgentKey, int]":
        """Open one of these (sealed slot, context) with a recovery code. Returns also its number in the list."""
        pairs = [part for pair in boxes for part in pair]
        handle, number, *former = self.agent.ask("hold_code", *self._begin(idle, longest), code.encode(), pin, *pairs)
        return AgentKey(self, handle, former=_unlocks(former)), int(number)

    def owner(self) -> tuple[bytes, bytes, bytes]:
        """(account, organisation, digest of the session)."""
        return self.account.bytes, self.organisation_id.bytes, _digest(self.session)

    def _begin(self, idle: float, longest: float) -> tuple[bytes, ...]:
        return self.unlock.bytes, *self.owner(), str(idle).encode(), str(longest).encode()


@dataclass(frozen=True, repr=False)
class AgentKey:
    """An opened key in the agent: a person's, or with a `gift` (sealed key, context) one that was given to her.

    `former`: unlocks of the same session that ended when it was opened.
    """

    holding: Holding
    handle: bytes
    gift: tuple[bytes, ...] = ()
    former: tuple[uuid.UUID, ...] = ()
    _ahead: dict[tuple[bytes, bytes], tuple[bytes, bytes]] = field(default_factory=dict, compare=False)

    def use(self, pin: bytes = b"") -> None:
        """Count the key as used. Raises AgentAway if it is not held, Refused for another account or session, and
        "authority" for another pin than the one in it."""
        self._ask("use", pin)

    def public(self) -> PublicKey:
        (raw,) = self._ask("public")
        return PublicKey(raw)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        (opened,) = self._ask("unwrap", wrapped, context)
        return opened

    def unwrap_case_key(self, wrapped: bytes, context: bytes) -> bytes:
        if (wrapped, context) not in self._ahead:
            self.ask_ahead([(wrapped, context)])
        code, opened = self._ahead.pop((wrapped, context))
        if code != b"ok":
            raise Refused(code.decode("ascii", "replace"))
        return opened

    def ask_ahead(self, wraps: Iterable[tuple[bytes, bytes]]) -> None:
        for some in batched(wraps, _AT_ONCE):
            found = self._ask("unwrap_case_keys", *(part for pair in some for part in pair))
            self._ahead.update(zip(some, zip(found[::2], found[1::2], strict=True), strict=True))

    def wrap_case_key(self, dek: bytes, context: bytes) -> bytes:
        (wrapped,) = self._ask("wrap_case_key", dek, context)
        return wrapped

    def opened(self, gift: bytes, context: bytes) -> OpenedKey:
        return AgentKey(self.holding, self.handle, (gift, context))

    def signer(self, gift: bytes, context: bytes) -> OpenedSigner:
        return AgentSigner(lambda operation, *parts: self._ask(operation, gift, context, *parts))

    def author(self) -> OpenedSigner:
        return AgentSigner(lambda operation, *parts: self._ask(f"author_{operation}", *parts))

    def make_team_key(self, context: bytes) -> OpenedKey:
        (gift,) = self._ask("make_team_key", context)
        return self.opened(gift, context)

    def give(self, to: PublicKey, context: bytes) -> bytes:
        (sealed,) = self._ask("give", to.raw, context)
        return sealed

    def renew_passphrase(
        self, slot: PasswordSlot, passphrase: str, pepper: bytes, context: bytes
    ) -> PasswordSlot | None:
        found = self._ask("renew_passphrase", passphrase.encode(), pepper, context, *slot_fields(slot))
        return slot_of(found) if found else None

    def seal_passphrase(self, passphrase: str, pepper: bytes, context: bytes) -> PasswordSlot:
        return slot_of(self._ask("seal_passphrase", passphrase.encode(), pepper, context))

    def seal_code(self, code: str, context: bytes) -> bytes:
        (sealed,) = self._ask("seal_code", code.encode(), context)
        return sealed

    def _ask(self, operation: str, *parts: bytes) -> list[bytes]:
        held = self.holding
        named = (held.unlock.bytes, self.handle, *held.owner(), b"1" if self.gift else b"0", *self.gift)
        return held.agent.ask(operation, *named, *parts)


@dataclass(frozen=True, repr=False)
class AgentSigner:
    """A signing key of the holder of a key in the agent: one that was given to her, or her own."""

    _ask: Callable[..., list[bytes]]

    def verifier(self) -> Verifier:
        (raw,) = self._ask("verifier")
        return Verifier(raw)

    def sign(self, key: PublicKey, context: bytes) -> bytes:
        return self.sign_message(*key_message(key, context))

    def sign_message(self, message: bytes, use: bytes) -> bytes:
        (signature,) = self._ask("sign", message, use)
        return signature


def _digest(session: str) -> bytes:
    return hashlib.sha256(session.encode()).digest()


def _unlocks(found: Iterable[bytes]) -> tuple[uuid.UUID, ...]:
    return tuple(uuid.UUID(bytes=one) for one in found)
