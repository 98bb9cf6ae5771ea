"""The indicator of camps: what is held, who came, and what came of the lists, in its months and with later changes."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.evidence.indicators.verify import verify
from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period
from jatan.programme.campaigns.camps import set_line_aside
from jatan.programme.campaigns.models import Camp, CampLine
from jatan.programme.flows.camps import take_lines
from jatan.programme.schemes.models import Linkage
from jatan.programme.schemes.services import receive_linkage
from tests.cast import Cast
from tests.programme.campaigns.builders import a_camp, a_line, leaving
from tests.programme.schemes.builders import a_linkage

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
HELD = dt.date(2026, 10, 31)
OCTOBER, NOVEMBER = Period(dt.date(2026, 10, 1), HELD), Period(dt.date(2026, 11, 1), dt.date(2026, 11, 30))


def numbers(cast: Cast, as_: As, period: Period) -> list[int | None]:
    recount_pending([cast.gumla.id, cast.khunti.id])
    with as_("coordinator") as by:
        report = impact_report(period, by=by, annex=True)
        assert not verify([cast.gumla.id])
        counts = [report.number("camps", value) for value in ("camps", "came", "registered", "linked")]
        for value, number in zip(("camps", "registered", "linked"), (counts[0], *counts[2:]), strict=True):
            assert rows_behind("camps", value, period, by=by).count() == number
    return counts


def held(by: Actor, cast: Cast) -> Camp:
    camp = a_camp(by, cast, held_on=HELD)
    commands = [
        a_line(camp, "एतवारी", age_as_written="30", **leaving()),
        a_line(camp, "शनिचरी", age_as_written="31", scheme="eshram"),
        a_line(camp, "सोमरी"),
    ]
    assert take_lines(by=by, camp=camp, commands=commands) == {"taken": 3}
    return camp


def test_camps_count_by_the_day_held_and_benefits_by_the_day_received(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        held(by, cast)
        linkage = Linkage.objects.select_related("person", "place").get()
        a_linkage(by, linkage.person, received_on=dt.date(2026, 11, 2))  # of no camp
    assert numbers(cast, as_, OCTOBER) == [1, 40, 1, 0]
    with as_("coordinator") as by:
        receive_linkage(
            by=by, linkage=Linkage.objects.select_related("person", "place").earliest("id"), on=dt.date(2026, 11, 20)
        )
    assert numbers(cast, as_, NOVEMBER) == [0, 0, 0, 1]


def test_a_line_set_aside_later_takes_its_registration_out_of_the_count(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        held(by, cast)
    assert numbers(cast, as_, OCTOBER)[2] == 1
    with as_("coordinator") as by:
        line = CampLine.objects.select_related("place").get(name="एतवारी")
        set_line_aside(by=by, line=line, reason="इस शिविर में नहीं आईं")
    assert numbers(cast, as_, OCTOBER)[2] == 0


def test_another_member_sees_none_of_it(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        held(by, cast)
    recount_pending([cast.gumla.id, cast.khunti.id])
    with as_("khunti_coordinator") as by:
        assert rows_behind("camps", "registered", OCTOBER, by=by).count() == 0
        assert impact_report(OCTOBER, by=by, annex=True, organisation=cast.khunti.id).number("camps", "camps") == 0
