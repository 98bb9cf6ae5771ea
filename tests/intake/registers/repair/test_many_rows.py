"""Services for many parked rows: mend, dismiss, what would happen, rows that a colleague has closed meanwhile."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.intake.registers.models import ImportedRow, LearnedMapping, ParkedRow
from jatan.intake.registers.repair import many_rows
from jatan.intake.registers.repair.actions import repair_row
from jatan.intake.registers.repair.many_rows import dismiss_rows, repair_rows
from jatan.intake.registers.selectors import origin_of, parked_rows
from jatan.intake.registers.waiting_list import find_spellings, spellings
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.groups.models import Membership
from jatan.programme.journeys.models import Journey
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting, meetings, write

UNKNOWN = "ज्ञात नहीं प्रखंड"


@pytest.fixture
def waiting(tmp_path: Path, take_in: Any) -> Callable[..., list[uuid.UUID]]:
    """Import meetings that wait for their block; returns the ids of the parked rows by row number."""

    def park(*rows: list[Any]) -> list[uuid.UUID]:
        take_in(meetings(tmp_path / "a.xlsx", *rows))
        return list(ParkedRow.objects.order_by("row_number").values_list("pk", flat=True))

    return park


def _unknown(count: int, **other: Any) -> list[list[Any]]:
    return [meeting(n, block=UNKNOWN, village=f"Village {n}", women=n, **other) for n in range(1, count + 1)]


def _block(ids: list[uuid.UUID], block: str = "Basia") -> dict[uuid.UUID, dict[str, Any]]:
    return {one: {"block": block} for one in ids}


def test_eight_rows_get_one_block_in_one_act(
    tmp_path: Path, waiting: Any, take_in: Any, as_: Any, behind_gumla: Any
) -> None:
    with as_("coordinator") as by:
        ids = waiting(*_unknown(8))
        result = repair_rows(by=by, changes=_block(ids))
        assert (result.recorded, result.waiting, result.closed) == (8, [], [])
        made = Activity.objects.select_related("place").order_by("total")
        assert [(one.total, one.place.name_en) for one in made] == [(n, "Basia") for n in range(1, 9)]
        closed = ParkedRow.objects.get(pk=ids[0])
        assert (closed.status, closed.closed_by, closed.closed_by_record) == ("closed", by.account_id, made[0].pk)
        origin = origin_of(by, made[2].pk)
        assert origin is not None
        assert (origin.row_number, origin.sheet) == (4, "SHG meetings")
        # Proposed next time, and never used by itself.
        assert {*LearnedMapping.objects.values_list("what", "meaning")} == {("repaired:block", "Basia")}
    with behind_gumla():
        (event,) = Event.objects.filter(verb="registers.rows_repaired")
        assert event.payload["rows"] == {"activities.activity": 8}
        assert (event.payload["kind"], event.payload["mended"]) == ("shg_meeting", 8)
        assert event.payload["months"] == {"activities.activity": ["2022-03"]}
        assert UNKNOWN not in json.dumps(event.payload, ensure_ascii=False)
    again = take_in(meetings(tmp_path / "a.xlsx", *_unknown(8)))["shg_meeting"]
    assert (again["imported"], again["already_in"], again["refused"]) == (0, 8, {})


def test_a_row_with_another_problem_stays_as_it_was_and_the_others_come_in(waiting: Any, as_: Any) -> None:
    with as_("coordinator") as by:
        ids = waiting(*_unknown(2), meeting(3, "31/02/2022", UNKNOWN, 3))
        result = repair_rows(by=by, changes=_block(ids))
        assert result.recorded == 2
        ((row, problems),) = result.waiting
        assert (row.pk, [(one.code, one.field) for one in problems]) == (ids[2], [("no_such_date", "date")])
        kept = ParkedRow.objects.get(pk=ids[2])
        assert (kept.status, kept.cells["block"], len(kept.problems)) == ("open", UNKNOWN, 2)
        both = {"block": "Basia", "date": "२८/०२/२०२२"}
        assert repair_rows(by=by, changes={ids[2]: both}).recorded == 1
        assert Activity.objects.get(total=3).held_on.day == 28


def test_the_preview_says_what_would_happen_and_keeps_nothing(waiting: Any, as_: Any, behind_gumla: Any) -> None:
    with as_("coordinator") as by:
        ids = waiting(*_unknown(2), meeting(3, "31/02/2022", UNKNOWN, 3))
        before = Event.objects.count()
        result = repair_rows(by=by, changes=_block(ids), is_preview=True)
        assert (result.recorded, [row.pk for row, _ in result.waiting]) == (2, [ids[2]])
        assert not Activity.objects.exists()
        assert parked_rows(by).count() == 3
        assert not ImportedRow.objects.exists()
        assert Event.objects.count() == before
        assert repair_rows(by=by, changes=_block(ids)).recorded == 2


def test_rows_that_a_colleague_has_closed_are_told_and_left_alone(waiting: Any, as_: Any) -> None:
    with as_("coordinator") as by:
        ids = waiting(*_unknown(4))
        repair_row(by=by, parked=ParkedRow.objects.get(pk=ids[0]), cells={"block": "Palkot"})
        dismiss_rows(by=by, ids=[ids[1]], reason="कभी नहीं हुई")
        result = repair_rows(by=by, changes=_block(ids))
        assert (result.recorded, {row.pk for row in result.closed}) == (2, {ids[0], ids[1]})
        assert sorted(one.place.name_en for one in Activity.objects.select_related("place")) == [
            "Basia",
            "Basia",
            "Palkot",
        ]
        assert ParkedRow.objects.get(pk=ids[1]).status == "dismissed"


def test_equal_rows_become_as_many_records(waiting: Any, as_: Any) -> None:
    with as_("coordinator") as by:
        ids = waiting(*(meeting(n, block=UNKNOWN) for n in (1, 2, 3)))
        assert repair_rows(by=by, changes=_block(ids)).recorded == 3
        assert sorted(ImportedRow.objects.values_list("occurrence", flat=True)) == [0, 1, 2]


def test_a_row_whose_mended_content_is_in_already_is_recorded_beside_it(
    tmp_path: Path, waiting: Any, take_in: Any, as_: Any
) -> None:
    with as_("coordinator") as by:
        take_in(meetings(tmp_path / "a.xlsx", meeting(1)))
        ids = waiting(meeting(1), meeting(2, block=UNKNOWN))
        assert repair_rows(by=by, changes=_block(ids)).recorded == 1
        assert sorted(ImportedRow.objects.values_list("occurrence", flat=True)) == [0, 1]


def test_a_forum_mended_with_its_member_is_the_members_forum(tmp_path: Path, take_in: Any, as_: Any) -> None:
    forums = [["Forum", "Block", "Formed on"], ["Navapur Forum", UNKNOWN, "01/01/2021"]]
    members = [
        ["S.No.", "Forum", "Name", "Sex", "Age", "Village", "Joined on"],
        [1, "Navapur Forum", "Somari Oraon", "F", 30, "Navapur", "01/05/2022"],
    ]
    take_in(write(tmp_path / "a.xlsx", {"Forums": forums, "Forum members": members}))
    with as_("coordinator") as by:
        rows = {row.kind: row.pk for row in parked_rows(by)}
        assert set(rows) == {"forums", "forum_members"}
        changes = {rows["forum_members"]: {}, rows["forums"]: {"block": "Basia"}}
        assert repair_rows(by=by, changes=changes).recorded == 2
        assert Membership.objects.select_related("group").get().group.name == "Navapur Forum"


def test_an_implausible_figure_written_again_is_confirmed_and_another_is_asked_about(
    tmp_path: Path, take_in: Any, as_: Any
) -> None:
    header = ["S.No.", "Registered on", "Name", "Age", "Block", "Destination", "Wage"]
    rows = [[n, "12/03/2022", f"Etwa {name}", 24, "Basia", "Surat", 350] for n, name in enumerate("ABC", start=1)]
    take_in(write(tmp_path / "a.xlsx", {"Migration register": [header, *rows]}))
    with as_("coordinator") as by:
        first, second, third = parked_rows(by)
        changes = {first.pk: {"wage": "३५०"}, second.pk: {"wage": "9,100"}, third.pk: {"wage": "35"}}
        result = repair_rows(by=by, changes=changes)
        assert [row.pk for row, _problems in result.waiting] == [third.pk]
        assert sorted(Journey.objects.values_list("wage_promised", flat=True)) == [350, 9100]


def test_an_invalid_changed_row_among_many_corrects_its_record(
    tmp_path: Path, waiting: Any, take_in: Any, as_: Any
) -> None:
    with as_("coordinator") as by:
        take_in(meetings(tmp_path / "a.xlsx", meeting(1, women=5)))
        ids = waiting(meeting(1, women=5, block=UNKNOWN), meeting(2, women=7, block=UNKNOWN, village="Tengra"))
        assert repair_rows(by=by, changes=_block(ids, "Palkot")).recorded == 2
        made = Activity.objects.select_related("place").order_by("total")
        assert [(one.total, one.place.name_en) for one in made] == [(5, "Palkot"), (7, "Palkot")]


def test_a_correction_of_a_withdrawn_record_is_refused_and_the_others_come_in(
    tmp_path: Path, waiting: Any, take_in: Any, as_: Any
) -> None:
    with as_("coordinator") as by:
        take_in(meetings(tmp_path / "a.xlsx", meeting(1, women=5)))
        ids = waiting(meeting(1, women=5, block=UNKNOWN), meeting(2, women=7, block=UNKNOWN, village="Tengra"))
        ACTIVITY.withdraw(by=by, row=Activity.objects.get(), reason="दो बार लिखी")
        result = repair_rows(by=by, changes=_block(ids))
        assert result.recorded == 1
        ((row, problems),) = result.waiting
        assert (row.pk, [one.code for one in problems]) == (ids[0], ["record_withdrawn"])
        assert Activity.objects.live().get().total == 7


def test_many_rows_are_dismissed_with_one_reason(
    tmp_path: Path, waiting: Any, take_in: Any, as_: Any, behind_gumla: Any
) -> None:
    with as_("coordinator") as by:
        ids = waiting(*_unknown(3))
        with pytest.raises(Problem, match="missing_required"):
            dismiss_rows(by=by, ids=ids, reason=" ")
        repair_row(by=by, parked=ParkedRow.objects.get(pk=ids[0]), cells={"block": "Basia"})
        assert dismiss_rows(by=by, ids=ids, reason="परीक्षण की पंक्तियाँ") == (2, 1)
        left = list(ParkedRow.objects.exclude(pk=ids[0]).values_list("status", "reason"))
        assert left == [("dismissed", "परीक्षण की पंक्तियाँ")] * 2
    with behind_gumla():
        (event,) = Event.objects.filter(verb="registers.rows_dismissed")
        assert event.payload == {"kind": "shg_meeting", "dismissed": 2}
    again = take_in(meetings(tmp_path / "a.xlsx", *_unknown(3)))["shg_meeting"]
    assert (again["imported"], again["dismissed"], again["already_in"]) == (0, 2, 1)


@pytest.mark.parametrize("part", ["field_worker", "khunti_coordinator", "secretariat", "stranger"])
def test_rows_of_another_office_are_out_of_reach(waiting: Any, cast: Cast, as_: Any, part: str) -> None:
    with as_("coordinator"):
        ids = waiting(*_unknown(2))
    with as_(part) as by:
        try:
            result = repair_rows(by=by, changes=_block(ids))
            assert (result.recorded, result.waiting, result.closed) == (0, [], [])
            assert dismiss_rows(by=by, ids=ids, reason="x") == (0, 0)
        except Forbidden:
            pass
    with as_("coordinator") as by:
        assert parked_rows(by).count() == 2


def test_more_rows_than_one_act_takes_are_refused(as_: Any) -> None:
    with as_("coordinator") as by, pytest.raises(Problem, match="too_many"):
        repair_rows(by=by, changes=_block([uuid.uuid4() for _ in range(many_rows.MOST_ROWS + 1)]))


def test_a_mended_spelling_is_proposed_next_time_and_never_used_by_itself(
    waiting: Any, as_: Any, take_in: Any, tmp_path: Path
) -> None:
    """Before: next year's register with the same spelling waited again without a word."""
    with as_("coordinator") as by:
        repair_rows(by=by, changes=_block(waiting(*_unknown(3))))
    again = [meeting(number, date=f"{12 + number}/03/2023", block=UNKNOWN) for number in range(1, 5)]
    counts = take_in(meetings(tmp_path / "next_year.xlsx", *again))["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (0, {"unknown_place": 4})
    with as_("coordinator") as by:
        (group,) = spellings(parked_rows(by))
        assert (group.column, group.meant, group.written, group.row_count) == ("block", "Basia", [UNKNOWN], 4)
        found = find_spellings(parked_rows(by), group.column, group.meant)
        assert found is not None
        assert (found.digest, {*found.ids}) == (group.digest, {*group.ids})
        assert repair_rows(by=by, changes=_block(found.ids)).recorded == 4
        assert spellings(parked_rows(by)) == []
