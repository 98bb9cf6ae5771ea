"""The house in which somebody is in danger, for all tests of this folder."""

import pytest

from tests.cast import Cast
from tests.intake.danger.doors import House, make_house


@pytest.fixture
def house(cast: Cast) -> House:
    return make_house(cast)
