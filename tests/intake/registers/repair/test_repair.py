"""Services of the repair page: repair, learn, dismiss, accept or reject corrections."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event, Revision
from jatan.intake.registers.models import ImportedRow, LearnedMapping, ParkedRow, ProposedCorrection
from jatan.intake.registers.repair.actions import (
    accept_correction,
    dismiss_row,
    reject_correction,
    repair_row,
)
from jatan.intake.registers.repair.many_rows import retry_parked
from jatan.intake.registers.selectors import corrections, find_parked, origin_of, parked_rows
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Membership
from jatan.programme.people.models import Person
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting, meetings, write

GOOD, BAD = meeting(1, women=4), meeting(2, block="Xyzabad", women=5)


@pytest.fixture
def parked(tmp_path: Path, take_in: Any, as_: Any) -> Callable[..., ParkedRow]:
    """Import GOOD and the given bad row; return the parked row."""

    def park(bad: list[Any] | None = None) -> ParkedRow:
        take_in(meetings(tmp_path / "a.xlsx", GOOD, bad or BAD))
        with as_("coordinator") as by:
            return parked_rows(by).get()

    return park


def test_repaired_row_is_not_parked_again_by_the_old_workbook(
    tmp_path: Path, parked: Any, take_in: Any, as_: Any
) -> None:
    row = parked()
    with as_("coordinator") as by:
        record_id = repair_row(by=by, parked=row, cells={"block": "Palkot"})
        made = Activity.objects.select_related("place").get(pk=record_id)
        assert (made.place.name_en, made.total, row.status, row.closed_by_record) == ("Palkot", 5, "closed", made.pk)
        assert made.recorded_by == by.account_id
        origin = origin_of(by, made.pk)
        assert origin is not None
        assert (origin.serial, origin.row_number) == ("2", 3)
    for block in ("Xyzabad", "Palkot"):
        counts = take_in(meetings(tmp_path / "a.xlsx", GOOD, meeting(2, block=block, women=5)))["shg_meeting"]
        assert (counts["imported"], counts["already_in"], counts["refused"]) == (0, 2, {})


def test_row_that_is_still_invalid_stays_parked_with_its_problems(parked: Any, as_: Any) -> None:
    row = parked()
    with as_("coordinator") as by:
        with pytest.raises(Problems) as trouble:
            repair_row(by=by, parked=row, cells={"block": "Palkot", "date": "31/02/2022"})
        assert [(problem.code, problem.field) for problem in trouble.value.problems] == [("no_such_date", "date")]
        assert find_parked(by, row.pk).status == "open"
        assert Activity.objects.count() == 1


def test_row_can_be_repaired_only_once(parked: Any, as_: Any) -> None:
    row = parked()
    with as_("coordinator") as by:
        repair_row(by=by, parked=row, cells={"block": "Palkot"})
        with pytest.raises(Problem, match="not_waiting"):
            repair_row(by=by, parked=row, cells={"block": "Basia"})


def test_repaired_spelling_can_be_learned(tmp_path: Path, parked: Any, take_in: Any, as_: Any) -> None:
    row = parked()
    with as_("coordinator") as by:
        repair_row(by=by, parked=row, cells={"block": "Palkot"}, remember_columns=["block"])
        assert LearnedMapping.objects.get().as_written == "Xyzabad"
    later = meetings(tmp_path / "b.xlsx", meeting(9, "01/02/2023", "xyzabad ", 8, village="Other"))
    assert take_in(later)["shg_meeting"]["imported"] == 1
    with as_("coordinator"):
        assert Activity.objects.get(total=8).place.name_en == "Palkot"


def test_parked_rows_are_imported_when_their_spelling_is_learned(
    tmp_path: Path, take_in: Any, as_: Any, cast: Cast
) -> None:
    bad = [meeting(n, f"0{n}/02/2023", "Xyzabad", n) for n in (1, 2, 3)]
    take_in(meetings(tmp_path / "a.xlsx", *bad, meeting(4, "31/02/2023", "Xyzabad")))
    with as_("coordinator") as by:
        first = parked_rows(by).get(serial="1")
        repair_row(by=by, parked=first, cells={"block": "Basia"}, remember_columns=["block"])
        assert retry_parked(by=by, organisation_id=cast.gumla.id) == 2
        left = parked_rows(by).get()
        assert (left.code, len(left.problems)) == ("no_such_date", 1)


def test_dismissing_needs_a_reason_and_is_permanent(tmp_path: Path, parked: Any, take_in: Any, as_: Any) -> None:
    row = parked()
    with as_("coordinator") as by:
        with pytest.raises(Problem, match="missing_required"):
            dismiss_row(by=by, parked=row, reason="  ")
        dismiss_row(by=by, parked=row, reason="never held")
        assert not parked_rows(by).exists()
    counts = take_in(meetings(tmp_path / "a.xlsx", GOOD, BAD))["shg_meeting"]
    assert (counts["imported"], counts["dismissed"], counts["refused"]) == (0, 1, {})


def test_accepted_correction_changes_only_changed_columns(
    tmp_path: Path, take_in: Any, as_: Any, behind_gumla: Any
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", GOOD, meeting(2, women=5)))
    changed = meetings(tmp_path / "a.xlsx", GOOD, meeting(2, women=50))
    take_in(changed)
    with as_("coordinator") as by:
        before = Activity.objects.get(total=5)
        accept_correction(by=by, correction=corrections(by).get())
        after = Activity.objects.get(pk=before.pk)
        assert (after.women, after.total, after.topic, after.held_on) == (50, 50, before.topic, before.held_on)
        assert not corrections(by).exists()
    with behind_gumla():
        assert Revision.objects.get(about=before.pk).before == {"women": 5, "total": 5}
    assert take_in(changed)["shg_meeting"]["already_in"] == 2


def test_correction_of_a_member_changes_the_person(tmp_path: Path, take_in: Any, as_: Any) -> None:
    def book(name: str, joined: str) -> Path:
        forums = [["Forum", "Block", "Formed on"], ["Navapur Forum", "Basia", "01/01/2021"]]
        header = ["S.No.", "Forum", "Name", "Sex", "Age", "Village", "Joined on"]
        row = [1, "Navapur Forum", name, "F", 30, "Navapur", joined]
        return write(tmp_path / "a.xlsx", {"Forums": forums, "Forum members": [header, row]})

    take_in(book("Somari Oraon", "01/05/2022"))
    assert take_in(book("Somari Oraon Devi", "02/05/2022"))["forum_members"]["proposed"] == 1
    with as_("coordinator") as by:
        accept_correction(by=by, correction=corrections(by).get())
        assert Person.objects.get().name == "Somari Oraon Devi"
        assert Membership.objects.get().joined_on.day == 2


def test_a_rejected_correction_is_not_proposed_again(tmp_path: Path, take_in: Any, as_: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", GOOD, meeting(2, women=5)))
    changed = meetings(tmp_path / "a.xlsx", GOOD, meeting(2, women=50))
    take_in(changed)
    with as_("coordinator") as by:
        reject_correction(by=by, correction=corrections(by).get())
    counts = take_in(changed)["shg_meeting"]
    assert (counts["imported"], counts.get("proposed", 0), counts["dismissed"]) == (0, 0, 1)
    with as_("coordinator"):
        assert sorted(Activity.objects.values_list("total", flat=True)) == [4, 5]


def test_correction_reverted_by_a_later_workbook_is_proposed_again(tmp_path: Path, take_in: Any, as_: Any) -> None:
    for women in (5, 50, 5, 50):
        take_in(meetings(tmp_path / "a.xlsx", GOOD, meeting(2, women=women)))
        with as_("coordinator") as by:
            for correction in corrections(by):
                accept_correction(by=by, correction=correction)
            assert sorted(Activity.objects.values_list("total", flat=True)) == [4, women]
    with as_("coordinator"):
        assert ProposedCorrection.objects.count() == 2


def test_invalid_changed_row_corrects_its_record_once_repaired(tmp_path: Path, take_in: Any, as_: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", GOOD, meeting(2, women=5)))
    counts = take_in(meetings(tmp_path / "a.xlsx", GOOD, meeting(2, women=5, block="Xyzabad")))["shg_meeting"]
    assert counts["refused"] == {"unknown_place": 1}
    with as_("coordinator") as by:
        repair_row(by=by, parked=parked_rows(by).get(), cells={"block": "Palkot"})
        assert Activity.objects.get(total=5).place.name_en == "Palkot"
        assert ImportedRow.objects.count() == 2


@pytest.mark.parametrize("part", ["field_worker", "khunti_coordinator", "secretariat", "stranger"])
def test_other_roles_cannot_repair_rows(parked: Any, cast: Cast, part: str) -> None:
    row = parked()
    by = cast.actor(part)
    for act in (
        lambda: repair_row(by=by, parked=row, cells={"block": "Palkot"}),
        lambda: dismiss_row(by=by, parked=row, reason="x"),
        lambda: retry_parked(by=by, organisation_id=cast.gumla.id),
    ):
        with pytest.raises(Forbidden):
            act()


def test_ledger_records_the_repair_without_cells(parked: Any, as_: Any, behind_gumla: Any) -> None:
    row = parked()
    with as_("coordinator") as by:
        repair_row(by=by, parked=row, cells={"block": "Palkot"}, remember_columns=["block"])
    with behind_gumla():
        events = list(Event.objects.filter(verb__in=["registers.row_repaired", "registers.mapping_learned"]))
    assert sorted(event.verb for event in events) == ["registers.mapping_learned", "registers.row_repaired"]
    assert "Xyzabad" not in str([event.payload for event in events])


def test_what_a_spelling_was_mended_to_is_one_event_an_act_without_the_words(
    parked: Any, as_: Any, behind_gumla: Any
) -> None:
    """Before: it was remembered, and no line of the ledger said so."""
    row = parked()
    with as_("coordinator") as by:
        repair_row(by=by, parked=row, cells={"block": "Palkot"})
    with behind_gumla():
        (event,) = Event.objects.filter(verb="registers.mapping_learned")
    assert event.payload == {"what": "repaired:block", "learned": 1}
