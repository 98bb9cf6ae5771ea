"""A team's keys: its X-Wing pair is given to each member, and a symmetric key derived from it wraps case keys cheaply.

A symmetric wrap opens in microseconds, which is what lets a counsellor search five thousand names in her own session.
"""

from typing import Final

from jatan.foundation.vault.boxes import BOX_OVERHEAD, KEY_BYTES, box_open, box_seal, derived
from jatan.foundation.vault.keypairs import PrivateKey, PublicKey

__all__ = ["SYMMETRIC_WRAP", "team_key_for", "team_key_from", "team_symmetric", "team_unwrap", "team_wrap"]

SYMMETRIC_WRAP: Final = BOX_OVERHEAD + KEY_BYTES


def team_key_for(team: PrivateKey, member: PublicKey, context: bytes) -> bytes:
    """The team's private key, sealed to one member (1,232 bytes)."""
    return member.wrap(team.raw, context)


def team_key_from(wrapped: bytes, member: PrivateKey, context: bytes) -> PrivateKey:
    """The team's private key in a member's session. Raises Refused."""
    return PrivateKey(member.unwrap(wrapped, context))


def team_symmetric(team: PrivateKey) -> bytes:
    """The team's symmetric key of this epoch."""
    return derived(team.raw, b"s1|team-key", KEY_BYTES)


def team_wrap(symmetric: bytes, dek: bytes, context: bytes) -> bytes:
    """A case key under the team's symmetric key (77 bytes)."""
    return box_seal(symmetric, dek, context)


def team_unwrap(team: PrivateKey, symmetric: bytes, wrapped: bytes, context: bytes) -> bytes:
    """The case key, wrapped by a member (77 bytes) or under the team's public key. Raises Refused."""
    if len(wrapped) == SYMMETRIC_WRAP:
        return box_open(symmetric, wrapped, context)
    return team.unwrap(wrapped, context)
