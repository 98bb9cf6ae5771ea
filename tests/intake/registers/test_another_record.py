"""Two meetings of one day are two meetings, and whoever is asked about a changed row may say: it is another record."""

from pathlib import Path
from typing import Any

import pytest

from jatan.intake.registers.choices import CorrectionStatus
from jatan.intake.registers.models import ImportedRow, ProposedCorrection
from jatan.intake.registers.repair.actions import (
    record_as_another,
    record_same_columns_as_others,
    reject_correction,
    reopen_correction,
)
from jatan.intake.registers.selectors import corrections
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from tests.intake.registers.workbooks import HEADER, meeting, meetings, write

DAYS = ("04/05/2022", "11/05/2022", "18/05/2022", "25/05/2022")
_WORKER = [*HEADER, "Facilitator"]


def _of_worker(village: str, group: str, facilitator: str, women: int = 12) -> list[list[Any]]:
    """A field worker's own workbook: the same days, block, topic and head-count as her colleague's."""
    return [
        _WORKER,
        *([*meeting(n, day, women=women, village=village, group=group), facilitator] for n, day in enumerate(DAYS, 1)),
    ]


def _found(counts: dict[str, Any]) -> tuple[int, ...]:
    return tuple(counts["shg_meeting"].get(name, 0) for name in ("imported", "proposed", "already_in"))


def test_meetings_of_another_field_worker_on_the_same_days_are_new(
    tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    """Before: "0 new, 4 changed", and whoever kept the record had lost the second worker's meetings for good."""
    take_in(write(tmp_path / "one.xlsx", {"SHG": _of_worker("Navapur", "Navapur SHG", "Sushila Devi")}))
    second = write(tmp_path / "two.xlsx", {"SHG": _of_worker("Kemte", "Kemte SHG", "Phulmani Devi")})
    assert _found(take_in(second)) == (4, 0, 0)
    assert _found(take_in(second)) == (0, 0, 4)
    with behind_gumla():
        assert Activity.objects.count() == 8


@pytest.mark.parametrize("column", [3, 4, 11])
def test_a_meeting_with_one_of_group_village_and_facilitator_corrected_is_proposed(
    tmp_path: Path, take_in: Any, column: int
) -> None:
    rows = _of_worker("Navapur", "Navapur SHG", "Sushila Devi")
    take_in(write(tmp_path / "one.xlsx", {"SHG": rows}))
    rows[2][column] = "Another"
    assert _found(take_in(write(tmp_path / "one.xlsx", {"SHG": rows}))) == (0, 1, 3)


@pytest.fixture
def proposed(tmp_path: Path, take_in: Any, behind_gumla: Any) -> list[list[Any]]:
    """Rows of a workbook of which two came in and are proposed with other numbers of women."""
    rows = [meeting(n, day, women=10 + n) for n, day in enumerate(DAYS, 1)]
    take_in(meetings(tmp_path / "a.xlsx", *rows))
    for row in rows[:2]:
        row[6] = row[10] = 40
    assert _found(take_in(meetings(tmp_path / "a.xlsx", *rows))) == (0, 2, 2)
    return rows


def test_a_proposed_row_recorded_as_another_is_known_at_the_next_import(
    tmp_path: Path, take_in: Any, as_: Any, behind_gumla: Any, proposed: list[list[Any]]
) -> None:
    with as_("coordinator") as by:
        correction = corrections(by)[0]
        record_id = record_as_another(by=by, correction=correction)
    with behind_gumla():
        assert Activity.objects.get(pk=record_id).women == 40
        assert Activity.objects.count() == 5
        assert correction.status == CorrectionStatus.ANOTHER
        assert ImportedRow.objects.filter(record_id=record_id).count() == 1
        assert Activity.objects.get(pk=correction.imported_row.record_id).women in (11, 12)
    assert _found(take_in(meetings(tmp_path / "a.xlsx", *proposed))) == (0, 1, 3)
    with behind_gumla():
        assert Activity.objects.count() == 5


def test_one_answer_records_all_rows_with_the_same_columns_changed(
    tmp_path: Path, take_in: Any, as_: Any, behind_gumla: Any, proposed: list[list[Any]]
) -> None:
    with as_("coordinator") as by:
        first = corrections(by)[0]
        asked = {"organisation_id": first.organisation_id, "kind": first.kind, "columns": first.fields}
        assert record_same_columns_as_others(by=by, **asked) == (2, 0)
        assert record_same_columns_as_others(by=by, **asked) == (0, 0)
    assert _found(take_in(meetings(tmp_path / "a.xlsx", *proposed))) == (0, 0, 4)
    with behind_gumla():
        assert Activity.objects.count() == 6


def test_a_rejected_row_stays_in_its_list_and_can_still_be_recorded(
    as_: Any, behind_gumla: Any, proposed: list[list[Any]]
) -> None:
    """Before: after "let the record stand" the row was in no list and no later import showed it again."""
    with as_("coordinator") as by:
        correction = corrections(by)[0]
        reject_correction(by=by, correction=correction)
        assert [row.pk for row in corrections(by, status=CorrectionStatus.REJECTED)] == [correction.pk]
        reopen_correction(by=by, correction=correction)
        assert corrections(by).count() == 2
        record_as_another(by=by, correction=correction)
        with pytest.raises(Problem):
            reopen_correction(by=by, correction=correction)
    with behind_gumla():
        assert Activity.objects.count() == 5
        assert ProposedCorrection.objects.filter(status=CorrectionStatus.OPEN).count() == 1
