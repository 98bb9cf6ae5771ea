"""Fixtures of sharing pages: Khunti with keys and its own browser, and the second factor."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from jatan.foundation.access.walls import acting_as
from tests.foundation.vault.vault_office import WORDS
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.two_offices import TwoHouses, khunti_house
from tests.sign_in import signed_in, totp_code
from tests.web.cases.conftest import Unlocked

__all__ = ["Sure", "both", "khunti_browser", "sure"]

AGAIN = "/account/second-step/code/again/"
type Sure = Unlocked


@pytest.fixture
def both(house: CaseHouse, tmp_path: Path) -> Iterator[TwoHouses]:
    with khunti_house(house.cast, tmp_path) as khunti, acting_as(house.by("counsellor")):
        yield TwoHouses(house, khunti)


def khunti_browser(both: TwoHouses, part: str = "counsellor") -> Client:
    """A browser of Khunti, her keys open in it."""
    client = signed_in(both.khunti.cast.accounts[part])
    assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 302
    return client


@pytest.fixture
def sure(house: CaseHouse, unlocked: Unlocked) -> Sure:
    """`sure("counsellor")`: her keys are open, and she has just given a code of her telephone."""

    def opened(part: str) -> Client:
        secret: str = generate_totp_secret()
        TOTP.activate(house.cast.accounts[part], secret)
        client = unlocked(part)
        answer = client.post(f"{AGAIN}?next=/cases/exports/", {"code": totp_code(secret)})
        assert answer.status_code == 302, answer.context["form"].errors
        return client

    return opened
