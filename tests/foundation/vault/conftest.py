"""The organisation with keys that the vault's tests work in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.foundation.vault.vault_office import VaultHouse, quickly_stretched, vault_house


@pytest.fixture
def keys(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VaultHouse]:
    # Stretching is tested by itself (test_slots_and_wraps); here it would only make every test slow.
    quickly_stretched(monkeypatch)
    with vault_house(cast.gumla.id, tmp_path / "authorities") as house:
        yield house
