"""Numbers of training: what the secretariat teaches members' staff, and who completed a phase."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.evidence.indicators.verify import verify
from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period
from jatan.programme.training.commands import AddTrainee
from jatan.programme.training.completion import complete_phase, withdraw_completion
from jatan.programme.training.models import Series
from jatan.programme.training.selectors import completions
from jatan.programme.training.services import SERIES, add_trainees
from tests.cast import Cast
from tests.programme.training.builders import a_curriculum, a_forum, a_series, a_session, held, learners

type As = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db
MARCH = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
FIRST, LAST, AFTER = dt.date(2026, 3, 1), dt.date(2026, 3, 31), dt.date(2026, 4, 1)


@pytest.fixture
def series(cast: Cast, as_: As) -> Series:
    """Three people: one completed a phase on the first of March, one on the last, one the day after."""
    with as_("coordinator") as by:
        made = a_series(by, cast, a_curriculum(by, cast), a_forum(by, cast), begins_on=FIRST)
        held(by, a_session(by, made), held_on=FIRST)
        for one, day in zip(learners(by, made), (FIRST, LAST, AFTER), strict=True):
            complete_phase(by=by, series=made, phase=1, trainees_=[one], completed_on=day)
        return made


def read(cast: Cast, as_: As, part: str = "coordinator", period: Period = MARCH) -> ImpactReport:
    recount_pending([cast.gumla.id, cast.khunti.id, cast.network.id])
    with as_(part) as by:
        return impact_report(period, by=by, annex=True)


def test_phases_are_counted_by_the_day_completed_and_open_onto_their_rows(series: Series, cast: Cast, as_: As) -> None:
    report = read(cast, as_)
    assert report.number("phases_completed", "forum") == 2
    assert report.number("phases_completed", "staff") == 0
    with as_("coordinator") as by:
        rows = rows_behind("phases_completed", "forum", MARCH, by=by)
        assert sorted(row.completed_on for row in rows) == [FIRST, LAST]
        assert not rows_behind("phases_completed", "staff", MARCH, by=by).exists()


def test_a_withdrawn_completion_counts_nowhere(series: Series, cast: Cast, as_: As) -> None:
    assert read(cast, as_).number("phases_completed", "forum") == 2
    with as_("coordinator") as by:
        row = completions(by).get(completed_on=LAST)
        withdraw_completion(by=by, completion=row, reason="गलती")
    assert read(cast, as_).number("phases_completed", "forum") == 1


def test_a_series_that_turns_out_to_be_for_others_takes_its_numbers_along(series: Series, cast: Cast, as_: As) -> None:
    assert read(cast, as_).number("phases_completed", "forum") == 2
    with as_("coordinator") as by:
        SERIES.amend(by=by, row=series, changes={"audience": "panchayat"})
    report = read(cast, as_)
    assert report.number("phases_completed", "forum") == 0
    assert report.number("phases_completed", "panchayat") == 2
    assert verify([cast.gumla.id]) == []


def test_what_the_secretariat_teaches_counts_once_in_the_network_and_in_no_member(cast: Cast, as_: As) -> None:
    where = {"organisation_id": cast.network.id, "place": cast.gumla_district}
    with as_("secretariat") as by:
        curriculum = a_curriculum(by, cast, **where)
        made = a_series(
            by,
            cast,
            curriculum,
            None,
            organisation=cast.network.id,
            place=cast.gumla_district,
            audience="staff",
            begins_on=FIRST,
        )
        add_trainees(by=by, commands=[AddTrainee(series=made, name=name, sex="f") for name in ("अनीता", "विनीता")])
        held(by, a_session(by, made), held_on=LAST, kind="staff_training", others_men=3)
    network = read(cast, as_, "secretariat")
    assert network.number("staff_trainings", "trainings") == 1
    assert network.number("staff_trainings", "participants") == 5
    assert network.number("quarterly_trainings", "trainings") == 0
    assert read(cast, as_).number("staff_trainings", "trainings") == 0
