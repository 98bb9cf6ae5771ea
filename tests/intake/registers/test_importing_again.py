"""Importing a workbook again, or a later version: no duplicates, no losses, no silent changes."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.ledger.models import Event
from jatan.intake.registers.models import ImportedRow, ImportRun, ParkedRow, ProposedCorrection
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, SHG, meeting, meetings, write

A, B, C = meeting(1, women=4), meeting(2, women=5), meeting(3, women=6)


def _totals(behind_gumla: Any) -> list[int]:
    with behind_gumla():
        return sorted(Activity.objects.values_list("total", flat=True))


def _renumbered(row: list[Any], serial: int) -> list[Any]:
    return [serial, *row[1:]]


def test_the_same_workbook_twice_changes_nothing(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    path = meetings(tmp_path / "a.xlsx", A, B, meeting(4, block="Xyzabad"))
    first, second = take_in(path)["shg_meeting"], take_in(path)["shg_meeting"]
    assert (first["imported"], first["refused"]) == (2, {"unknown_place": 1})
    assert (second["imported"], second["already_in"], second["still_parked"]) == (0, 2, 1)
    assert _totals(behind_gumla) == [4, 5]
    with behind_gumla():
        assert ParkedRow.objects.count() == 1


@pytest.mark.parametrize(
    "later",
    [
        [A, B, C],
        [_renumbered(C, 1), _renumbered(A, 2), _renumbered(B, 3)],
        [_renumbered(B, 7), _renumbered(A, 9), C],
    ],
)
def test_added_moved_or_renumbered_rows_keep_imported_records(
    tmp_path: Path, take_in: Any, behind_gumla: Any, later: list[list[Any]]
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, B))
    counts = take_in(meetings(tmp_path / "a.xlsx", *later))["shg_meeting"]
    assert (counts["imported"], counts["already_in"]) == (1, 2)
    assert _totals(behind_gumla) == [4, 5, 6]
    assert take_in(meetings(tmp_path / "a.xlsx", *later))["shg_meeting"]["imported"] == 0


def test_other_column_order_headings_and_date_styles_are_the_same_rows(
    tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, B))
    order = [10, 6, 1, 2, 3, 4, 5, 7, 8, 9, 0]
    hindi = ["क्र.सं.", "दिनांक", "प्रखंड", "गाँव", "समूह का नाम", "विषय", "महिला", "पुरुष", "किशोरी", "किशोर", "कुल"]
    rows = [
        [row[number] for number in order] for row in (hindi, [1, dt.date(2022, 3, 12), *A[2:]], [2, "१२.३.२२", *B[2:]])
    ]
    assert take_in(write(tmp_path / "b.xlsx", {"स्वयं सहायता समूह बैठक": rows}))["shg_meeting"]["imported"] == 0
    assert _totals(behind_gumla) == [4, 5]


def test_duplicate_row_is_imported_once_and_equal_rows_with_other_serials_twice(
    tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    path = meetings(tmp_path / "a.xlsx", A, A, _renumbered(A, 2))
    counts = take_in(path)["shg_meeting"]
    assert (counts["imported"], counts["duplicates"]) == (2, 1)
    again = take_in(meetings(tmp_path / "a.xlsx", _renumbered(A, 5), _renumbered(A, 6), _renumbered(A, 7)))[
        "shg_meeting"
    ]
    assert (again["imported"], again["already_in"]) == (1, 2)
    assert _totals(behind_gumla) == [4, 4, 4]


def test_a_copied_sheet_adds_nothing(tmp_path: Path, take_in: Any) -> None:
    counts = take_in(write(tmp_path / "a.xlsx", {SHG: [HEADER, A, B], "SHG meetings (2)": [HEADER, A, B, C]}))
    assert (counts["shg_meeting"]["imported"], counts["shg_meeting"]["duplicates"]) == (3, 2)


def test_corrected_row_closes_its_parked_row(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    bad = meeting(2, block="Xyzabad", women=5)
    take_in(meetings(tmp_path / "a.xlsx", A, bad))
    counts = take_in(meetings(tmp_path / "a.xlsx", A, B))["shg_meeting"]
    assert (counts["imported"], counts["mended"], counts["refused"]) == (1, 1, {})
    with behind_gumla():
        parked = ParkedRow.objects.get()
        assert (parked.status, parked.closed_by_record) == ("closed", Activity.objects.get(total=5).pk)
    old_version = take_in(meetings(tmp_path / "a.xlsx", A, bad))["shg_meeting"]
    assert (old_version["imported"], old_version["refused"]) == (0, {})


def test_row_changed_to_another_fault_stays_one_parked_row(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, meeting(2, block="Xyzabad")))
    take_in(meetings(tmp_path / "a.xlsx", A, meeting(2, date="31/02/2022")))
    with behind_gumla():
        assert [(row.status, row.code) for row in ParkedRow.objects.all()] == [("open", "no_such_date")]


def test_changed_row_is_proposed_and_not_imported(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, B))
    changed = meetings(tmp_path / "a.xlsx", A, meeting(2, women=50))
    first, second = take_in(changed)["shg_meeting"], take_in(changed)["shg_meeting"]
    assert (first["imported"], first["proposed"]) == (0, 1)
    assert (second["imported"], second["proposed"]) == (0, 1)
    assert _totals(behind_gumla) == [4, 5]
    with behind_gumla():
        assert ProposedCorrection.objects.get().fields == ["total", "women"]


def test_other_date_and_people_with_the_same_serial_is_another_row(tmp_path: Path, take_in: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, B))
    other = meeting(2, "01/01/2021", "Palkot", 77, village="Else", group="Other", topic="COVID-19", men=1, total=78)
    counts = take_in(meetings(tmp_path / "a.xlsx", A, other))["shg_meeting"]
    assert (counts["imported"], counts.get("proposed", 0)) == (1, 0)


def test_next_years_register_with_restarted_serials_is_new(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, B))
    new = [
        meeting(n, f"0{n}/06/2023", "Palkot", 20 + n, village=f"V{n}", group=f"G{n}", topic="COVID-19") for n in (1, 2)
    ]
    for name in ("b.xlsx", "a.xlsx"):
        take_in(meetings(tmp_path / name, *new))
    assert _totals(behind_gumla) == [4, 5, 21, 22]


def test_dry_run_counts_and_stores_nothing(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    path = meetings(tmp_path / "a.xlsx", A, B, meeting(3, block="Xyzabad"))
    assert take_in(path, dry_run=True) == take_in(path)
    with behind_gumla():
        assert ImportRun.objects.count() == 1


def test_failure_half_way_rolls_everything_back(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    path = write(tmp_path / "a.xlsx", {SHG: [HEADER, A, B], "Awareness programmes": [HEADER, C]})

    def fail(sheet: str, _rows: int) -> None:
        if sheet != SHG:
            raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        take_in(path, progress=fail)
    assert _totals(behind_gumla) == []
    with behind_gumla():
        assert not ImportRun.objects.exists()
        assert not ImportedRow.objects.exists()
    assert take_in(path)["awareness"]["imported"] == 1


def test_each_sheet_is_one_ledger_event_with_count_and_digest(
    tmp_path: Path, take_in: Any, behind_gumla: Any, cast: Cast
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, B))
    with behind_gumla():
        events = list(Event.objects.filter(organisation_id=cast.gumla.id).order_by("sequence"))
    assert [event.verb for event in events] == ["registers.sheet_imported", "registers.workbook_imported"]
    assert events[0].payload["rows"] == {"activities.activity": 2}
    assert len(events[0].payload["digest"]) == 64
    assert events[0].payload["months"] == {"activities.activity": ["2022-03"]}


def test_other_organisation_sees_no_imported_row(tmp_path: Path, take_in: Any, cast: Cast, as_: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", A, meeting(2, block="Xyzabad")))
    with as_("khunti_coordinator"):
        assert not Activity.objects.exists()
        assert not ParkedRow.objects.exists()
        assert not ImportRun.objects.exists()
