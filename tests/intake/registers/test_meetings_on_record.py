"""A meeting that is on record and comes again in a workbook waits until somebody says whether it is the same."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access import acts
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Event
from jatan.foundation.places.models import Place
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.look_alikes.pairs import pairs_of_month
from jatan.intake.registers.models import ParkedRow, ProposedCorrection
from jatan.intake.registers.origin import came_with_register
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE, alike_of
from jatan.intake.registers.repair.actions import accept_correction, repair_row
from jatan.intake.registers.repair.joined_rows import Joined, join_rows
from jatan.intake.registers.repair.many_rows import retry_parked
from jatan.intake.registers.run import import_workbook
from jatan.intake.registers.selectors import parked_rows
from jatan.intake.registers.waiting_list import count_alike
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.villages.choices import Verdict
from jatan.programme.villages.events import VILLAGES_DECIDED
from jatan.programme.villages.models import VillageLink
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting, meetings
from tests.programme.activities.builders import an_activity

_DAY = dt.date(2022, 3, 12)
_ON_PAGE = {
    "kind": "shg_meeting",
    "held_on": _DAY,
    "village": "Navapur",
    "group": None,
    "group_name": "Navapur Mahila Mandal",
    "women": 10,
    "men": 0,
    "girls": 0,
    "boys": 0,
    "total": 10,
}


@pytest.fixture
def recorded(cast: Cast, as_: Any) -> Callable[..., Activity]:
    """Records a meeting of Navapur as a page does, on the day and of the group of `meeting()`."""

    def record(**answers: Any) -> Activity:
        basia = Place.objects.get(level="block", name_en="Basia", district__name_en="Gumla")
        with as_("coordinator") as by:
            return an_activity(by, cast, **(_ON_PAGE | {"place": basia} | answers))

    return record


def _totals(behind_gumla: Any) -> list[int]:
    with behind_gumla():
        return sorted(Activity.objects.filter(withdrawn_at=None).values_list("total", flat=True))


def test_three_meetings_of_a_page_are_not_counted_again(
    tmp_path: Path, recorded: Any, take_in: Any, behind_gumla: Any, cast: Cast
) -> None:
    """Before: "3 new", counted twice without a word."""
    days = [f"1{n}/03/2022" for n in (2, 3, 4)]
    made = [recorded(held_on=dt.date(2022, 3, 10 + n)).pk for n in (2, 3, 4)]
    path = meetings(tmp_path / "a.xlsx", *(meeting(n, day) for n, day in enumerate(days, 1)))
    samples = import_workbook(path, cast.gumla, dry_run=True).samples["shg_meeting"]
    totals = [[pair for pair in one["columns"] if pair[0] == "total"] for one in samples["alike"]]
    assert [one["row"] for one in samples["alike"]] == [2, 3, 4]
    assert totals == [[["total", ["number", 10], ["number", 10]]]] * 3
    counts = take_in(path)["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (0, {LOOKS_ALIKE: 3})
    assert _totals(behind_gumla) == [10, 10, 10]
    with behind_gumla():
        waiting = ParkedRow.objects.order_by("row_number")
        assert [alike_of(one.problems) for one in waiting] == made
        assert [one.problems[0]["cell"] for one in waiting] == ["B2", "B3", "B4"]
    assert take_in(path)["shg_meeting"]["still_parked"] == 3


@pytest.mark.parametrize(
    "answers",
    [
        {"women": 11, "total": 11},
        {"group_name": "नवापुर महिला मंडल"},
        {"group_name": ""},
        {"village": ""},
    ],
)  # fmt: skip
def test_it_is_known_by_its_group_or_its_village_and_near_numbers(
    tmp_path: Path, recorded: Any, take_in: Any, answers: dict[str, Any]
) -> None:
    recorded(**answers)
    assert take_in(meetings(tmp_path / "a.xlsx", meeting(1)))["shg_meeting"]["refused"] == {LOOKS_ALIKE: 1}


@pytest.mark.parametrize(
    "answers",
    [
        {"held_on": dt.date(2022, 3, 13)},
        {"group_name": "Kotari Mahila Mandal"},
        {"group_name": "", "village": "Kotari"},
        {"women": 40, "total": 40},
        {"kind": "awareness"},
    ],
)
def test_another_meeting_is_new(tmp_path: Path, recorded: Any, take_in: Any, answers: dict[str, Any]) -> None:
    recorded(**answers)
    assert take_in(meetings(tmp_path / "a.xlsx", meeting(1)))["shg_meeting"]["imported"] == 1


def test_equal_meetings_of_one_day_in_a_workbook_are_no_doubles(tmp_path: Path, take_in: Any) -> None:
    counts = take_in(meetings(tmp_path / "a.xlsx", meeting(1), meeting(2, women=12)))["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (2, {})


def test_the_same_meeting_is_closed_and_known_from_then_on(
    tmp_path: Path, recorded: Any, take_in: Any, behind_gumla: Any, as_: Any
) -> None:
    record = recorded()
    path = meetings(tmp_path / "a.xlsx", meeting(1), meeting(2, "13/03/2022", women=7))
    take_in(path)
    with as_("coordinator") as by:
        row = parked_rows(by).get()
        assert join_rows(by=by, parked=row) == Joined(1)
        with pytest.raises(Problem, match="not_waiting"):
            join_rows(by=by, parked=row)
        closed = ParkedRow.objects.get()
        assert (closed.status, closed.closed_by_record) == (ParkedStatus.CLOSED, record.pk)
        assert Event.objects.get(verb="registers.rows_joined").payload == {"kind": "shg_meeting", "joined": 1}
    assert _totals(behind_gumla) == [7, 10]
    again = take_in(path)["shg_meeting"]
    assert (again["imported"], again["already_in"], again["refused"]) == (0, 2, {})


def test_all_of_a_workbook_are_the_same_in_one_act(tmp_path: Path, recorded: Any, take_in: Any, as_: Any) -> None:
    for n in (2, 3, 4):
        recorded(held_on=dt.date(2022, 3, 10 + n))
    take_in(meetings(tmp_path / "a.xlsx", *(meeting(n, f"1{n}/03/2022") for n in (2, 3, 4))))
    with as_("coordinator") as by:
        assert join_rows(by=by, parked=parked_rows(by)[0], is_for_all=True) == Joined(3)


def test_another_meeting_is_recorded_when_somebody_says_so(
    tmp_path: Path, recorded: Any, take_in: Any, behind_gumla: Any, as_: Any
) -> None:
    recorded()
    path = meetings(tmp_path / "a.xlsx", meeting(1))
    take_in(path)
    with as_("coordinator") as by:
        row = parked_rows(by).get()
        with pytest.raises(Problems, match=LOOKS_ALIKE):
            repair_row(by=by, parked=row, cells={})
        repair_row(by=by, parked=row, cells={}, confirmed=[LOOKS_ALIKE])
    assert _totals(behind_gumla) == [10, 10]
    assert take_in(path)["shg_meeting"]["already_in"] == 1


def test_a_row_that_was_mended_is_looked_at_too(
    tmp_path: Path, recorded: Any, take_in: Any, behind_gumla: Any, as_: Any
) -> None:
    recorded()
    take_in(meetings(tmp_path / "a.xlsx", meeting(1, women="many", total=10)))
    with as_("coordinator") as by, pytest.raises(Problems, match=LOOKS_ALIKE):
        repair_row(by=by, parked=parked_rows(by).get(), cells={"women": "10"})
    assert _totals(behind_gumla) == [10]


def test_two_rows_that_look_like_one_meeting_are_not_both_closed_on_it(
    tmp_path: Path, recorded: Any, take_in: Any, as_: Any
) -> None:
    """Before: the row of twelve women about another topic was closed on the record of ten, and was gone."""
    recorded()
    sure = recorded(held_on=dt.date(2022, 3, 13))
    rows = [meeting(1), meeting(2, women=12, topic="Wages"), meeting(3, "13/03/2022"), meeting(4, "14/03/2022")]
    take_in(meetings(tmp_path / "a.xlsx", *rows))
    with as_("coordinator") as by:
        one = parked_rows(by).get(row_number=4)
        assert count_alike(by, one) == 1
        assert join_rows(by=by, parked=one, is_for_all=True) == Joined(1, 2)
        assert [row.row_number for row in parked_rows(by).order_by("row_number")] == [2, 3]
        assert ParkedRow.objects.get(row_number=4).closed_by_record == sure.pk


def test_the_row_that_was_looked_at_is_closed_and_its_double_waits(
    tmp_path: Path, recorded: Any, take_in: Any, as_: Any
) -> None:
    recorded()
    take_in(meetings(tmp_path / "a.xlsx", meeting(1), meeting(2, women=12, topic="Wages")))
    with as_("coordinator") as by:
        one, other = parked_rows(by).order_by("row_number")
        assert join_rows(by=by, parked=one, is_for_all=True) == Joined(1, 1)
        assert retry_parked(by=by, organisation_id=other.organisation_id) == 0
        other.refresh_from_db()
        assert (other.status, alike_of(other.problems)) == (ParkedStatus.OPEN, alike_of(one.problems))


def test_rows_and_records_of_one_day_are_paired_by_their_numbers(
    tmp_path: Path, recorded: Any, take_in: Any, as_: Any
) -> None:
    """Before: ten and eleven women both pointed at the record of ten."""
    ten, twelve = recorded(), recorded(women=12, total=12)
    take_in(meetings(tmp_path / "a.xlsx", meeting(1, women=11), meeting(2)))
    with as_("coordinator") as by:
        rows = list(parked_rows(by).order_by("row_number"))
        assert [alike_of(row.problems) for row in rows] == [twelve.pk, ten.pk]
        assert join_rows(by=by, parked=rows[0], is_for_all=True) == Joined(2)


def test_a_record_that_was_changed_since_is_not_joined_unseen(
    tmp_path: Path, recorded: Any, take_in: Any, as_: Any
) -> None:
    recorded()
    changed = recorded(held_on=dt.date(2022, 3, 13))
    take_in(meetings(tmp_path / "a.xlsx", meeting(1), meeting(2, "13/03/2022")))
    with as_("coordinator") as by:
        ACTIVITY.amend(by=by, row=changed, changes={"women": 60, "total": 60}, reason="recounted")
        one, other = parked_rows(by).order_by("row_number")
        assert join_rows(by=by, parked=one, is_for_all=True) == Joined(1, 1)
        other.refresh_from_db()
        assert other.status == ParkedStatus.OPEN


def test_a_joined_row_that_is_corrected_in_the_workbook_is_proposed_and_not_counted_again(
    tmp_path: Path, recorded: Any, take_in: Any, behind_gumla: Any, as_: Any
) -> None:
    """Before: the corrected row was a second meeting, without a word."""
    record = recorded()
    rows = [meeting(n, f"{11 + n}/03/2022", village=f"Toli {n}", group=f"Toli {n}") for n in (2, 3)]
    take_in(meetings(tmp_path / "a.xlsx", meeting(1), *rows))
    with as_("coordinator") as by:
        join_rows(by=by, parked=parked_rows(by).get())
    again = take_in(meetings(tmp_path / "a.xlsx", meeting(1, women=15), *rows))["shg_meeting"]
    assert (again["imported"], again["proposed"], again["refused"]) == (0, 1, {})
    with as_("coordinator") as by:
        correction = ProposedCorrection.objects.get()
        assert (correction.imported_row.record_id, correction.fields) == (record.pk, ["total", "women"])
        accept_correction(by=by, correction=correction)
    assert _totals(behind_gumla) == [10, 10, 15]
    with behind_gumla():
        assert Activity.objects.filter(came_with_register(Activity)).count() == 2


@pytest.mark.parametrize("is_by_month", ["row", "record"])
def test_a_meeting_of_which_only_the_month_is_known_is_asked_about_too(
    tmp_path: Path, recorded: Any, take_in: Any, is_by_month: str
) -> None:
    """Before: a month without a day was compared with nothing, and counted again."""
    if is_by_month == "record":
        recorded(held_on=dt.date(2022, 3, 1), is_day_known=False)
        row = meeting(1)
    else:
        recorded()
        row = meeting(1, "2022-03-XX")
    assert take_in(meetings(tmp_path / "a.xlsx", row))["shg_meeting"]["refused"] == {LOOKS_ALIKE: 1}


def test_a_meeting_of_another_month_is_new(tmp_path: Path, recorded: Any, take_in: Any) -> None:
    recorded()
    counts = take_in(meetings(tmp_path / "a.xlsx", meeting(1, "2022-04-XX"), meeting(2, "2022-02-XX")))["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (2, {})


def test_a_row_of_another_day_does_not_take_the_place_of_one_that_waits(
    tmp_path: Path, recorded: Any, take_in: Any, behind_gumla: Any
) -> None:
    """Before: the waiting row of the 12th was taken for the same row with its day corrected, and was gone."""
    for day in (12, 13):
        recorded(held_on=dt.date(2022, 3, day))
    for name, day in (("a.xlsx", "12/03/2022"), ("b.xlsx", "13/03/2022")):
        take_in(meetings(tmp_path / name, meeting("", day)))
    with behind_gumla():
        assert sorted(row.cells["date"] for row in ParkedRow.objects.filter(status="open")) == [
            "12/03/2022",
            "13/03/2022",
        ]


def test_a_village_that_was_said_to_be_the_same_is_known_in_the_next_workbook(
    tmp_path: Path, recorded: Any, take_in: Any, cast: Cast, as_: Any
) -> None:
    """Of groups that nobody named; before somebody has said so, other letters are another village."""
    days = ("12/03/2022", "13/03/2022")
    for day in (12, 13):
        recorded(group_name="", village="Nauapura", held_on=dt.date(2022, 3, day))
    first, second = (meetings(tmp_path / f"{n}.xlsx", meeting(1, day, group="")) for n, day in enumerate(days))
    assert take_in(first)["shg_meeting"]["imported"] == 1
    with as_("coordinator") as by:
        basia = Place.objects.get(level="block", name_en="Basia", district__name_en="Gumla")
        link = VillageLink(
            organisation=cast.gumla, place=basia, village="Nauapura", same_as="Navapur", verdict=Verdict.SAME
        )
        acts.record(by=by, permission=Permission.PEOPLE_RECORD, verb=VILLAGES_DECIDED, rows=[link])
    counts = take_in(second)["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (0, {LOOKS_ALIKE: 1})
    with as_("coordinator") as by:
        [pair] = [pair for pair in pairs_of_month(by, cast.gumla.id, _DAY.replace(day=1)) if pair.what == "activity"]
        assert {pair.one.village, pair.other.village} == {"Navapur", "Nauapura"}
