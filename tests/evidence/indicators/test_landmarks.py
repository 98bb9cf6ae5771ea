"""Indicators of places and ways: places by layer, checks by finding, journeys that name a stop."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.evidence.indicators.verify import verify
from jatan.foundation.access.actors import Actor
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.clock import INDIA
from jatan.kernel.periods import Period
from jatan.programme.journeys.services import name_stops
from jatan.programme.landmarks.services import (
    LANDMARK,
    VERIFICATION,
    verify_landmark,
)
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.landmarks.builders import a_landmark
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]

JULY = Period(dt.date(2025, 7, 1), dt.date(2025, 7, 31))
FIRST, LAST = JULY.start, JULY.end
AFTER = dt.date(2025, 8, 1)


def _read(cast: Cast, as_: As, part: str = "coordinator") -> ImpactReport:
    recount_pending([cast.gumla.id, cast.khunti.id, cast.network.id])
    with as_(part) as by:
        return impact_report(JULY, by=by, annex=True)


def _number(report: ImpactReport, code: str, value: str) -> int | None:
    found = {(one.code, each.name): number for one, values in report.further_work() for each, number in values}
    return found[code, value]


def test_places_count_by_the_day_mapped_and_their_layer(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for day in (FIRST, LAST, AFTER):
            a_landmark(by, cast, mapped_on=day)
        a_landmark(by, cast, kind="police_station", mapped_on=FIRST)
        delhi = Place.objects.get(level="city", name_en="Delhi")
        a_landmark(by, cast, kind="railway_station", place=delhi, mapped_on=FIRST)
        gone = a_landmark(by, cast, kind="risk", source_on=FIRST, mapped_on=FIRST)
        LANDMARK.withdraw(by=by, row=gone, reason="दो बार")
    with as_("khunti_coordinator") as by:
        a_landmark(by, cast, organisation=cast.khunti.id, place=cast.khunti_block, mapped_on=LAST)
    report = _read(cast, as_)
    assert [_number(report, "landmarks", layer) for layer in ("transit", "risk", "service")] == [3, 0, 1]
    assert _number(_read(cast, as_, "secretariat"), "landmarks", "transit") == 4
    with as_("coordinator") as by:
        assert rows_behind("landmarks", "transit", JULY, by=by, organisation=cast.gumla.id).count() == 3
    assert verify([cast.gumla.id, cast.khunti.id]) == []


def test_checks_count_for_the_member_that_looked(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_landmark(by, cast, mapped_on=FIRST)
    with clock.frozen_at(dt.datetime(2025, 7, 31, 12, tzinfo=INDIA)), as_("khunti_coordinator") as by:
        verify_landmark(by=by, landmark=row)
        verify_landmark(by=by, landmark=row, finding="different", note="नंबर बदल गया")
    with clock.frozen_at(dt.datetime(2025, 7, 1, 12, tzinfo=INDIA)), as_("khunti_desk") as by:
        VERIFICATION.withdraw(by=by, row=verify_landmark(by=by, landmark=row), reason="गलती")
    of_khunti = _read(cast, as_, "khunti_coordinator")
    assert [_number(of_khunti, "landmark_checks", name) for name in ("as_recorded", "different")] == [1, 1]
    assert _number(_read(cast, as_), "landmark_checks", "as_recorded") == 0


def test_journeys_that_name_a_stop_count_once_whatever_number_of_stops(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        one, other = a_landmark(by, cast), a_landmark(by, cast, name_hi="राँची")
        for day in (FIRST, LAST, AFTER):
            journey = a_journey(by, a_person(by, cast), registered_on=day)
            name_stops(by=by, journey=journey, stops=[one.pk, other.pk])
        a_journey(by, a_person(by, cast), registered_on=FIRST)
    assert _number(_read(cast, as_), "journeys_with_stops", "journeys") == 2
    with as_("coordinator") as by:
        name_stops(by=by, journey=journey, stops=[])
        assert rows_behind("journeys_with_stops", "journeys", JULY, by=by).count() == 2
