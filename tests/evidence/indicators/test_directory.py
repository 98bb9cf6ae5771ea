"""Numbers of the work with institutions: by level, with AHTUs, asks and promises; each opens onto its rows."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from jatan.evidence.indicators.models import MonthlyCell
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.evidence.indicators.tasks import recount_shared_rows
from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period
from jatan.programme.allies import parts, services
from jatan.programme.allies.commands import RecordAgreement, RecordJointWork
from jatan.programme.allies.models import Ally
from tests.cast import Cast
from tests.programme.allies.builders import a_meeting, a_promise, an_ally, an_ask

type As = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db

JANUARY = Period(dt.date(2024, 1, 1), dt.date(2024, 1, 31))


def number(by: Actor, code: str, value: str, period: Period = JANUARY) -> int:
    """The number of the report (0 for what was never recorded), and that as many rows lie behind it."""
    cell = impact_report(period, by=by, annex=True).cell(code, value)
    found = cell if isinstance(cell, int) else 0
    assert rows_behind(code, value, period, by=by).count() == found
    return found


def count(cast: Cast) -> None:
    recount_pending([cast.gumla.id, cast.khunti.id, cast.network.id])


def test_meetings_count_by_level_on_both_ends_of_a_month_and_not_when_withdrawn(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        block = an_ally(by, cast, kind="block", level="block")
        for day in (dt.date(2023, 12, 31), JANUARY.start, JANUARY.end, dt.date(2024, 2, 1)):
            a_meeting(by, block, held_on=day)
        a_meeting(by, an_ally(by, cast, kind="ngo_destination", level="national"))
        gone = a_meeting(by, block)
        parts.MEETING.withdraw(by=by, row=gone, reason="दो बार")
        a_meeting(by, block, is_confidential=True)
    count(cast)
    with as_("coordinator") as by:
        assert number(by, "official_meetings", "block") == 2
        assert number(by, "official_meetings", "district") == 0
        assert number(by, "like_minded_meetings", "national") == 1


def test_each_member_counts_its_own_work_with_an_institution_that_another_entered(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        ahtu = an_ally(by, cast, organisation=cast.network.id, kind="ahtu")
        a_meeting(by, ahtu)
    for part in ("coordinator", "khunti_coordinator"):
        with as_(part) as by:
            about: dict[str, Any] = {"organisation": parts.own_office(by), "place": ahtu.place, "ally": ahtu}
            work = RecordJointWork(**about, kind="operation", held_on=JANUARY.end, what="दो बच्चे घर लौटे")
            parts.JOINT_WORK.record(by=by, command=work)
            agreement = RecordAgreement(**about, kind="mou", title="रेफ़रल", signed_on=JANUARY.start)
            parts.AGREEMENT.record(by=by, command=agreement)
    count(cast)
    with as_("coordinator") as by:
        assert number(by, "ahtu_work", "operations") == 1
        assert number(by, "agreements_signed", "agreements") == 1
    with as_("secretariat") as by:
        assert number(by, "ahtu_work", "operations") == 2
        assert number(by, "ahtu_work", "meetings") == 1


def test_a_kept_promise_counts_in_the_month_in_which_it_was_kept(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        ally = an_ally(by, cast)
        promise = a_promise(by, ally, ask=an_ask(by, ally))
        a_promise(by, ally)
        parts.record_commitment_outcome(by=by, commitment=promise, outcome="kept", settled_on=dt.date(2024, 2, 3))
    count(cast)
    with as_("coordinator") as by:
        assert [number(by, "asks_and_promises", value) for value in ("asks", "promises")] == [1, 2]
        assert number(by, "asks_and_promises", "kept") == 0
        assert number(by, "asks_and_promises", "kept", Period(dt.date(2024, 2, 1), dt.date(2024, 2, 29))) == 1


def test_a_corrected_level_is_counted_anew_for_every_member(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        ally = an_ally(by, cast, organisation=cast.network.id, kind="sdm", level="district")
    with as_("coordinator") as by:
        a_meeting(by, ally)
    count(cast)
    with as_("secretariat") as by:
        services.ALLY.amend(by=by, row=Ally.objects.get(pk=ally.pk), changes={"level": "block"})
    recount_shared_rows.call("allies.ally", str(ally.pk))
    with as_("coordinator") as by:
        assert number(by, "official_meetings", "block") == 1
        assert number(by, "official_meetings", "district") == 0
        cells = MonthlyCell.objects.filter(indicator="official_meetings", dimension="total")
        assert {(cell.value, cell.amount) for cell in cells} == {("block", 1)}
