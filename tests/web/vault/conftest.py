"""Fixtures: the cast of Gumla with keys; recovery officers set up and the supervisor certified."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from tests.cast import Cast
from tests.foundation.vault.vault_office import WORDS, VaultHouse, quickly_stretched, vault_house
from tests.web.conftest import Browser, browser

__all__ = ["Browser", "Unlocked", "browser"]

type Unlocked = Callable[[str], Client]


@pytest.fixture
def keys(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VaultHouse]:
    quickly_stretched(monkeypatch)
    people = {part: account.pk for part, account in cast.accounts.items()}
    with vault_house(cast.gumla.id, tmp_path / "authorities", people) as house:
        yield house


@pytest.fixture
def unlocked(browser: Browser, keys: VaultHouse) -> Unlocked:
    """`unlocked("supervisor")`: her browser, her keys open in it."""

    def opened(part: str) -> Client:
        client = browser(part)
        answer = client.post("/keys/open/", {"passphrase": WORDS})
        assert answer.status_code == 302, answer.context["form"].errors
        return client

    return opened
