"""A house with work of every kind in two districts, for the tests of the report studio."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.targets.services import SetTarget, set_targets
from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period
from tests.cast import Cast
from tests.evidence import builders
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey

type As = Callable[[str], AbstractContextManager[Actor]]
YEARS = Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31))
YEAR = Period(dt.date(2022, 4, 1), dt.date(2023, 3, 31))


@pytest.fixture
def worked(cast: Cast, as_: As) -> Cast:
    """Meetings of two members over years and themes, issues, a journey, a forum, targets."""
    with as_("coordinator") as by:
        for year, total in ((2021, 40), (2022, 61), (2022, 9)):
            builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(year, 6, 3), total=total)
        builders.meeting(
            by, cast.gumla, cast.gumla_block, dt.date(2022, 6, 3), total=500, kind="awareness", theme="trafficking"
        )
        builders.forum(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 9))
        for day in (1, 2):
            an_issue(by, cast, received_on=dt.date(2022, 7, day))
        who = builders.person(by, cast.gumla, cast.gumla_block)
        a_journey(by, who, registered_on=dt.date(2022, 7, 10), leaves_on=dt.date(2022, 7, 12))
    with as_("khunti_coordinator") as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 5, 3), total=7, theme="trafficking")
    recount_pending([cast.gumla.id, cast.khunti.id])
    with as_("secretariat") as by:
        amounts = ((cast.gumla, 1), (cast.network, 1234567))
        set_targets(
            by=by,
            targets=[SetTarget(one.id, "shg_meetings", "meetings", YEAR.start, YEAR.end, n) for one, n in amounts],
        )
    return cast
