"""Gumla with keys, and browsers in which they are open."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Cast
from tests.foundation.vault.vault_office import WORDS, quickly_stretched
from tests.programme.cases.case_office import CaseHouse, Standing, cast, standing_house
from tests.web.conftest import Browser, browser

__all__ = ["Browser", "Unlocked", "browser", "cast", "standing_house"]

type Unlocked = Callable[[str], Client]


@pytest.fixture
def house(cast: Cast, standing_house: Standing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseHouse]:
    """The house of `tests/programme/cases/case_office.py`, so that browsers can open its keys."""
    quickly_stretched(monkeypatch)
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    with standing_house.entered(cast, tmp_path) as made:
        yield made


@pytest.fixture
def unlocked(browser: Browser, house: CaseHouse) -> Unlocked:
    """`unlocked("counsellor")`: her browser, her keys open in it."""

    def opened(part: str) -> Client:
        client = browser(part)
        answer = client.post("/keys/open/", {"passphrase": WORDS})
        assert answer.status_code == 302, answer.context["form"].errors
        return client

    return opened
