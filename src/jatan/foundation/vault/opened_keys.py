"""A private key that is open, and what may be done with it; the key itself comes out of none of these.

`LocalKey` is in this process: for ceremonies and commands at a terminal, which end with it. Web workers have `AgentKey`
(`key_agent.client`), whose key is in the key agent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from jatan.foundation.vault.keypairs import PrivateKey, PublicKey
from jatan.foundation.vault.signatures import Signer, Verifier
from jatan.foundation.vault.slots import PasswordSlot, code_slot_seal, is_of_before, password_slot_seal
from jatan.foundation.vault.teams import team_key_for, team_symmetric, team_unwrap, team_wrap


class OpenedSigner(Protocol):
    """A signing key that is open."""

    def verifier(self) -> Verifier: ...

    def sign(self, key: PublicKey, context: bytes) -> bytes: ...

    def sign_message(self, message: bytes, use: bytes) -> bytes: ...


class OpenedKey(Protocol):
    """A person's or a team's private key that is open. What cannot be opened with it raises Refused."""

    def public(self) -> PublicKey: ...

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Decrypt what was encrypted to this key."""

    def unwrap_case_key(self, wrapped: bytes, context: bytes) -> bytes:
        """Decrypt a case key, wrapped to this key or, for a team, under its symmetric key."""

    def ask_ahead(self, wraps: Iterable[tuple[bytes, bytes]]) -> None:
        """Prepare to open many (wrapped case key, context), so that a list of cases asks the agent once."""

    def wrap_case_key(self, dek: bytes, context: bytes) -> bytes:
        """Encrypt a case key under this team's symmetric key."""

    def opened(self, gift: bytes, context: bytes) -> "OpenedKey":
        """The private key that was given to the holder of this one: a team's."""

    def signer(self, gift: bytes, context: bytes) -> OpenedSigner:
        """The signing key that was given to the holder of this one."""

    def author(self) -> OpenedSigner:
        """The signing key of the person whose key this is."""

    def make_team_key(self, context: bytes) -> "OpenedKey":
        """A new random key pair, opened. `context`: of the gift to the holder of this key."""

    def give(self, to: PublicKey, context: bytes) -> bytes:
        """This private key, encrypted to a member or to the recovery officers."""

    def seal_passphrase(self, passphrase: str, pepper: bytes, context: bytes) -> PasswordSlot:
        """This private key and its pin under a passphrase."""

    def renew_passphrase(
        self, slot: PasswordSlot, passphrase: str, pepper: bytes, context: bytes
    ) -> PasswordSlot | None:
        """As `seal_passphrase`, if this slot of the same passphrase has no pin or takes too little work, else None."""

    def seal_code(self, code: str, context: bytes) -> bytes:
        """This private key and its pin under a recovery code."""


@dataclass(frozen=True, repr=False)
class LocalKey(PrivateKey):
    """An opened private key in the memory of this process."""

    def unwrap_case_key(self, wrapped: bytes, context: bytes) -> bytes:
        return team_unwrap(self, self._symmetric, wrapped, context)

    def ask_ahead(self, wraps: Iterable[tuple[bytes, bytes]]) -> None:
        pass

    def wrap_case_key(self, dek: bytes, context: bytes) -> bytes:
        return team_wrap(self._symmetric, dek, context)

    def opened(self, gift: bytes, context: bytes) -> "LocalKey":
        return LocalKey(self.unwrap(gift, context))

    def signer(self, gift: bytes, context: bytes) -> Signer:
        return Signer(self.unwrap(gift, context))

    def author(self) -> Signer:
        return Signer.of_person(self.raw)

    def make_team_key(self, context: bytes) -> "LocalKey":
        return LocalKey.made()

    def give(self, to: PublicKey, context: bytes) -> bytes:
        return team_key_for(self, to, context)

    def escrow(self, to: PublicKey, context: bytes) -> bytes:
        """This private key and its pin, encrypted to the recovery officers."""
        return to.wrap(self.raw + self.pin, context)

    def renew_passphrase(
        self, slot: PasswordSlot, passphrase: str, pepper: bytes, context: bytes
    ) -> PasswordSlot | None:
        return self.seal_passphrase(passphrase, pepper, context) if is_of_before(slot) else None

    def seal_passphrase(self, passphrase: str, pepper: bytes, context: bytes) -> PasswordSlot:
        return password_slot_seal(self, passphrase, pepper, context)

    def seal_code(self, code: str, context: bytes) -> bytes:
        return code_slot_seal(self, code, context)

    @cached_property
    def _symmetric(self) -> bytes:
        return team_symmetric(self)
