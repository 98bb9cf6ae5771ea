"""Browsers of the cast, and recorded activities and cases to count."""

import datetime as dt
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from jatan.evidence.indicators.snapshots import take_due
from jatan.foundation.access.walls import acting_as
from tests.cast import Cast, make_cast
from tests.evidence import builders
from tests.file_fixtures import copied, standing
from tests.programme.helpdesk.builders import an_issue
from tests.web.conftest import browser

__all__ = ["browser"]


@pytest.fixture(scope="module")
def standing_work(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Two meetings, three cases and twelve issues in Gumla, one meeting in Khunti; all counted and published.

    Twelve are published as 10 or 15, whatever number is drawn for the series; three as 5 or as "few or none".
    """
    with standing(django_db_blocker):
        cast = make_cast()
        with acting_as(cast.actor("coordinator")) as by:
            builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=4112)
            builders.meeting(by, cast.gumla, cast.other_gumla_block, dt.date(2022, 6, 3), total=21)
            for day in range(1, 13):
                an_issue(by, cast, received_on=dt.date(2022, 5, day))
        with acting_as(cast.actor("khunti_coordinator")) as by:
            builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 5, 9), total=1037)
        with acting_as(cast.actor("supervisor")) as by:
            for number in range(3):
                builders.case(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), code=f"G-{number}")
        assert take_due()
        yield cast


@pytest.fixture
def cast(db: None, standing_work: Cast) -> Cast:
    """The cast with the recorded work."""
    return copied(standing_work)


@pytest.fixture
def held(cast: Cast) -> Cast:
    """Alias of `cast` for tests that need the recorded work."""
    return cast
