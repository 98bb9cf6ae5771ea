"""The COVID-19 theme is counted over activities of every kind, by the day held."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period
from jatan.programme.activities.services import ACTIVITY
from tests.cast import Cast
from tests.evidence import builders

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
JUNE = Period(dt.date(2022, 6, 1), dt.date(2022, 6, 30))


def test_activities_of_a_theme_are_counted_whatever_their_kind(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for day, kind, theme in (
            (JUNE.start, "awareness", "covid19"),
            (JUNE.end, "shg_meeting", "covid19"),
            (JUNE.end, "shg_meeting", "schemes"),
            (dt.date(2022, 7, 1), "awareness", "covid19"),
        ):
            builders.meeting(by, cast.gumla, cast.gumla_block, day, kind=kind, theme=theme, total=7)
        gone = builders.meeting(by, cast.gumla, cast.gumla_block, JUNE.end, kind="camp", theme="covid19", total=9)
        ACTIVITY.withdraw(by=by, row=gone, reason="twice")
    recount_pending([cast.gumla.id])
    with as_("coordinator") as by:
        totals = impact_report(JUNE, by=by).totals
        rows = rows_behind("covid19_campaign", "activities", JUNE, by=by)
        assert {row.theme for row in rows} == {"covid19"}
        assert rows.count() == totals[("covid19_campaign", "activities")] == 2
    assert totals[("covid19_campaign", "participants")] == 14
