"""The row of a passphrase slot is changed so that the next unlock would stretch the passphrase less, or for ever."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from jatan.foundation.vault import enrolment, open_keys, passphrase_cost
from jatan.foundation.vault.choices import SlotKind
from jatan.foundation.vault.models import Slot
from jatan.foundation.vault.passphrase_cost import Cost
from jatan.foundation.vault.refusal import Refused
from tests.cast import Cast
from tests.foundation.vault.vault_office import QUICK, WORDS, VaultHouse, quickly_stretched, vault_house
from tests.key_agents import agent_in_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VaultHouse]:
    quickly_stretched(monkeypatch)
    with vault_house(cast.gumla.id, tmp_path / "authorities") as house:
        yield house


@pytest.mark.parametrize(
    ("memory_kib", "passes", "code"),
    [
        (8, 1, "cost"),
        (QUICK.memory_kib, 1, "cost"),
        (1 << 30, 1, "cost"),
        (QUICK.memory_kib, 1 << 14, "cost"),
        (0, 1, "cost"),
        (QUICK.memory_kib, QUICK.passes + 1, "key"),
        (0, 0, "key"),
    ],
)
def test_nothing_opens_and_nothing_is_tried_outside_of_the_limits(
    keys: VaultHouse, monkeypatch: pytest.MonkeyPatch, memory_kib: int, passes: int, code: str
) -> None:
    office, holder = keys.organisation_id, keys.people["supervisor"]
    slots = Slot.objects.filter(organisation_id=office, holder=holder, kind=SlotKind.PASSPHRASE)
    slots.update(memory_kib=memory_kib, passes=passes)
    tried: list[Cost] = []
    stretch = passphrase_cost._argon2id

    def noted(cost: Cost, *words: bytes) -> Argon2id:
        tried.append(cost)
        return stretch(cost, *words)

    monkeypatch.setattr(passphrase_cost, "_argon2id", noted)
    with agent_in_thread():
        for attempt in (
            lambda: open_keys.open_by_passphrase(office, holder, WORDS, "a session"),
            lambda: open_keys.check_passphrase(office, holder, WORDS),
            lambda: enrolment.unlock(office, holder, WORDS),
        ):
            with pytest.raises(Refused, match=code):
                attempt()
        assert open_keys.agent().ages() == {}
    assert all(cost.work >= passphrase_cost.FLOOR.work for cost in tried)
    assert (tried == []) == (code == "cost")
