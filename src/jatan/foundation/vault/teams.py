"""A team's keys: an X-Wing pair given to each member, and a symmetric key derived from it that wraps case keys.

A symmetric wrap opens in microseconds, so that a counsellor can search five thousand names.
"""

from typing import Final

from jatan.foundation.vault.boxes import BOX_OVERHEAD, KEY_BYTES, box_open, box_seal, derive
from jatan.foundation.vault.keypairs import PrivateKey, PublicKey

SYMMETRIC_WRAP: Final = BOX_OVERHEAD + KEY_BYTES


def team_key_for(team: PrivateKey, member: PublicKey, context: bytes) -> bytes:
    """The team's private key, encrypted to one member (1,232 bytes)."""
    return member.wrap(team.raw, context)


def team_key_from(wrapped: bytes, member: PrivateKey, context: bytes) -> PrivateKey:
    """Decrypt the team's private key with a member's key. Raises Refused."""
    return PrivateKey(member.unwrap(wrapped, context))


def team_symmetric(team: PrivateKey) -> bytes:
    """The team's symmetric key of this epoch."""
    return derive(team.raw, b"s1|team-key", KEY_BYTES)


def team_wrap(symmetric: bytes, dek: bytes, context: bytes) -> bytes:
    """Encrypt a case key under the team's symmetric key (77 bytes)."""
    return box_seal(symmetric, dek, context)


def team_unwrap(team: PrivateKey, symmetric: bytes, wrapped: bytes, context: bytes) -> bytes:
    """Decrypt a case key that was wrapped by a member (77 bytes) or to the team's public key. Raises Refused."""
    if len(wrapped) == SYMMETRIC_WRAP:
        return box_open(symmetric, wrapped, context)
    return team.unwrap(wrapped, context)
