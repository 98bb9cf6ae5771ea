"""Browsers of the cast before the report, and a little work to be counted."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.actors import Actor
from tests.cast import Cast
from tests.evidence import builders
from tests.web.staff.conftest import browser

__all__ = ["browser"]


@pytest.fixture
def held(cast: Cast, as_: Callable[[str], AbstractContextManager[Actor]]) -> Cast:
    """Two meetings and three cases in Gumla, one meeting in Khunti; all counted."""
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=4112)
        builders.meeting(by, cast.gumla, cast.other_gumla_block, dt.date(2022, 6, 3), total=21)
    with as_("khunti_coordinator") as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 5, 9), total=1037)
    with as_("supervisor") as by:
        for number in range(3):
            builders.case(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), code=f"G-{number}")
    recount_pending([cast.gumla.id, cast.khunti.id])
    return cast
