"""Cells follow their records: month boundaries, withdrawal, changed dates, corrected parents; verification."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.evidence.indicators.models import MonthlyCell, PlaceMonth, RecountCursor
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.verify import verify
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.kernel.periods import Period
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.groups.services import GROUP
from jatan.programme.people.services import amend_person
from tests.cast import Cast
from tests.evidence import builders

As = Callable[[str], AbstractContextManager[Actor]]


def cells(organisation: Organisation, dimension: str = "total", **only: str) -> dict[tuple[str, str, str], int]:
    """{(month, value, member): amount}, after the pending recount."""
    recount_pending([organisation.id])
    with acting_as(machine_for([organisation.id])):
        rows = MonthlyCell.objects.filter(organisation=organisation, dimension=dimension, **only)
        return {(f"{row.month:%Y-%m}", row.value, row.member): row.amount for row in rows}


def test_last_day_of_a_month_and_leap_day_count_in_their_month(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for day in (dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date(2024, 2, 1), dt.date(2024, 1, 31)):
            builders.meeting(by, cast.gumla, cast.gumla_block, day)
    assert cells(cast.gumla) == {
        ("2024-01", "meetings", ""): 1,
        ("2024-01", "participants", ""): 12,
        ("2024-02", "meetings", ""): 2,
        ("2024-02", "participants", ""): 24,
        ("2024-03", "meetings", ""): 1,
        ("2024-03", "participants", ""): 12,
    }


def test_attendances_are_counted_by_sex_age_and_place(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        builders.meeting(
            by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=20, women=8, men=2, girls=5, theme="covid19"
        )
    assert cells(cast.gumla, "sex_age") == {
        ("2022-05", "participants", "female:adult"): 8,
        ("2022-05", "participants", "male:adult"): 2,
        ("2022-05", "participants", "female:child"): 5,
        ("2022-05", "participants", "unknown:unknown"): 5,
    }
    assert cells(cast.gumla, "block", value="meetings") == {("2022-05", "meetings", str(cast.gumla_block.id)): 1}
    assert cells(cast.gumla, "district", value="meetings") == {("2022-05", "meetings", str(cast.gumla_district.id)): 1}


def test_withdrawn_meeting_is_removed_from_cells(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        held = builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3))
    assert cells(cast.gumla)
    with as_("coordinator") as by:
        ACTIVITY.withdraw(by=by, row=held, reason="typed twice")
    assert cells(cast.gumla) == {}


def test_meeting_with_corrected_date_moves_between_months(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        held = builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3))
    assert ("2022-05", "meetings", "") in cells(cast.gumla)
    with as_("coordinator") as by:
        ACTIVITY.amend(by=by, row=held, changes={"held_on": dt.date(2022, 6, 3)})
    assert set(cells(cast.gumla)) == {("2022-06", "meetings", ""), ("2022-06", "participants", "")}


def test_correction_of_forum_or_person_changes_member_cells(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        group = builders.forum(by, cast.gumla, cast.gumla_block, None)
        who = builders.person(by, cast.gumla, cast.gumla_block)
        builders.member(by, group, who, dt.date(2022, 5, 9))
    assert cells(cast.gumla, "sex_age") == {("2022-05", "members", "female:child"): 1}
    with as_("coordinator") as by:
        amend_person(by=by, person=who, changes={"age": 34})
    assert cells(cast.gumla, "sex_age") == {("2022-05", "members", "female:adult"): 1}
    with as_("coordinator") as by:
        GROUP.amend(by=by, row=group, changes={"kind": "shg"})
    assert cells(cast.gumla) == {}


def test_second_recount_changes_nothing(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3))
    before = cells(cast.gumla)
    assert recount_pending([cast.gumla.id]) == 0
    assert cells(cast.gumla) == before


def test_changed_definitions_trigger_a_full_recount(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3))
    before = cells(cast.gumla)
    with acting_as(machine_for([cast.gumla.id])):
        RecountCursor.objects.filter(organisation=cast.gumla).update(definitions="older")
        MonthlyCell.objects.filter(organisation=cast.gumla).update(amount=77)
    assert cells(cast.gumla) == before


@pytest.mark.parametrize("fault", ["changed", "missing", "invented"])
def test_verify_reports_a_wrong_cell(cast: Cast, as_: As, fault: str) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3))
    assert verify([cast.gumla.id, cast.khunti.id]) == []
    with acting_as(machine_for([cast.gumla.id])):
        cell = MonthlyCell.objects.filter(organisation=cast.gumla, dimension="total", value="participants")
        if fault == "changed":
            cell.update(amount=13)
        elif fault == "missing":
            cell.delete()
        else:
            MonthlyCell.objects.create(
                organisation=cast.gumla,
                month=dt.date(2022, 7, 1),
                indicator="case_work",
                value="cases",
                dimension="total",
                amount=3,
            )
    (found,) = verify([cast.gumla.id, cast.khunti.id])
    assert (found.stored, found.counted) == {"changed": (13, 12), "missing": (None, 12), "invented": (3, None)}[fault]


@pytest.mark.parametrize("dimension", ["district", "block"])
@pytest.mark.parametrize("fault", ["changed", "missing"])
def test_verify_reports_a_row_of_a_place_that_differs_from_its_cells(
    cast: Cast, as_: As, fault: str, dimension: str
) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3))
    assert verify([cast.gumla.id]) == []
    with acting_as(machine_for([cast.gumla.id])):
        row = PlaceMonth.objects.filter(organisation=cast.gumla, dimension=dimension)
        assert row.update(amounts=[1, 13]) == 1
        if fault == "missing":
            row.delete()
    found = {one.value: (one.stored, one.counted) for one in verify([cast.gumla.id])}
    right = {"participants": (13, 12)} if fault == "changed" else {"meetings": (None, 1), "participants": (None, 12)}
    assert found == right


@pytest.mark.parametrize("district", ["gumla_district", "khunti_district"])
def test_a_report_of_a_district_is_the_sum_of_its_cells(cast: Cast, as_: As, district: str) -> None:
    with as_("coordinator") as by:
        for day in (3, 9):
            builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, day), total=10 + day)
        again = builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, 3), total=5)
    recount_pending([cast.gumla.id])
    with as_("coordinator") as by:
        ACTIVITY.withdraw(by=by, row=again, reason="दो बार लिखा गया")
    recount_pending([cast.gumla.id])
    assert verify([cast.gumla.id]) == []
    with as_("secretariat") as by:
        place = getattr(cast, district)
        report = impact_report(Period(dt.date(2022, 4, 1), dt.date(2022, 6, 30)), by=by, district=place.id)
    came = 32 if district == "gumla_district" else 0
    assert (report.number("shg_meetings", "participants") or 0) == came
    assert {line.label.en: line.number("shg_meetings", "participants") for line in report.by_block} == (
        {cast.gumla_block.name_en: 32} if came else {}
    )


def test_only_the_machine_actor_may_write_cells(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3))
    before = cells(cast.gumla)
    with as_("coordinator"):
        assert MonthlyCell.objects.filter(organisation=cast.gumla).update(amount=99) == 0
        assert PlaceMonth.objects.filter(organisation=cast.gumla).update(amounts=[9, 99]) == 0
    assert cells(cast.gumla) == before
