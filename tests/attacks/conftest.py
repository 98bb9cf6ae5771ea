"""Fixtures of the attacks: signed-in clients, and a house of real records, served without a proxy."""

from collections.abc import Iterator

import pytest

from tests.attacks.served_house import ServedHouse, served_house
from tests.runtime.built_homes import Houses
from tests.web.conftest import browser

__all__ = ["METRICS_TOKEN", "browser"]

METRICS_TOKEN = "for-prometheus-and-nobody-else"


@pytest.fixture(scope="module")
def attacked_house(houses: Houses) -> Iterator[ServedHouse]:
    """One running house for all tests of a file."""
    with served_house(houses, JATAN_METRICS_TOKEN=METRICS_TOKEN) as house:
        yield house
