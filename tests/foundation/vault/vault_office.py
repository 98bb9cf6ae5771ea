"""An organisation with keys: officers' shares, a supervisor, counsellors, a team. Made by the real services."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings

from jatan.foundation.access.actors import Actor, Post
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault import ceremonies, enrolment, membership
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Team
from jatan.foundation.vault.passphrase_cost import Cost
from jatan.kernel.ids import new_id

QUICK = Cost(64, 3)
WORDS = "नदी किनारे पुराना महुआ पेड़"


def quickly_stretched(patch: pytest.MonkeyPatch) -> None:
    """Cheap Argon2 parameters; the real ones are tested separately."""
    patch.setattr("jatan.foundation.vault.passphrase_cost.FLOOR", QUICK)
    patch.setattr("jatan.foundation.vault.passphrase_cost.chosen_cost", lambda: QUICK)


@dataclass
class VaultHouse:
    """People and keys of the organisation: `rings` are unlocked keyrings by name, `shares` the officers' shares."""

    organisation_id: uuid.UUID
    shares: tuple[bytes, bytes, bytes]
    rings: dict[str, Keyring] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)
    people: dict[str, uuid.UUID] = field(default_factory=dict)

    def join(self, name: str, *, is_vouched: bool = True) -> Keyring:
        """Give somebody keys, certified by the supervisor (the first one by the officers), or not yet certified."""
        self.people.setdefault(name, new_id())
        row, self.codes[name] = enrolment.enrol(self.organisation_id, self.people[name], WORDS)
        if not is_vouched:
            pass
        elif "supervisor" in self.rings and name != "supervisor":
            membership.certify_key(self.rings["supervisor"], row)
        else:
            ceremonies.certify_supervisor(self.organisation_id, self.shares[:2], row)
        self.rings[name] = enrolment.unlock(self.organisation_id, self.people[name], WORDS)
        return self.rings[name]

    def team(self, name: str, *members: str) -> Team:
        return membership.create_team(self.rings["supervisor"], name, [self.people[member] for member in members])


@contextmanager
def vault_house(
    organisation_id: uuid.UUID, authorities: Path, people: dict[str, uuid.UUID] | None = None
) -> Iterator[VaultHouse]:
    """A VaultHouse with row security of this organisation, and its verifying key in the folder `authorities`.

    `people`: account ids for some of the names.
    """
    before = settings.VAULT_AUTHORITIES
    settings.VAULT_AUTHORITIES = authorities
    actor = Actor(new_id(), (Post(Role.SUPERVISOR, organisation_id),))
    try:
        with acting_as(actor):
            made = ceremonies.hold_ceremony(organisation_id)
            house = VaultHouse(organisation_id, made.shares, people=dict(people or {}))
            house.join("supervisor")
            yield house
    finally:
        settings.VAULT_AUTHORITIES = before
