"""Groups of waiting rows: equal cells, and figures that one yes is enough for, whatever their number."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.ledger.models import Event
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.repair.many_rows import confirm_figures
from jatan.intake.registers.selectors import parked_rows
from jatan.intake.registers.waiting_list import (
    WaitingFilter,
    columns_with_problems,
    count_same_figures,
    equal_cells,
    filter_waiting,
    implausible_figures,
    waiting_sheets,
)
from jatan.kernel.ids import new_id
from jatan.programme.activities.models import Activity
from tests.intake.registers.workbooks import meeting, meetings

UNKNOWN = "ज्ञात नहीं प्रखंड"


def _park_copies(row: ParkedRow, count: int) -> None:
    """Park a row again and again, as if the workbook had that many of it."""
    same = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    own = ({"id": new_id(), "identity": os.urandom(16), "row_number": number} for number in range(10, count + 10))
    copies = [
        ParkedRow(
            **same | one,
        )
        for one in own
    ]
    for copy in copies:
        copy.cells = row.cells | {"village": f"Village {copy.row_number}"}
    ParkedRow.objects.bulk_create(copies)


def test_equal_cells_are_grouped_by_register_column_reason_and_text(tmp_path: Path, take_in: Any, as_: Any) -> None:
    rows = [meeting(n, block=UNKNOWN, village=f"V{n}", women=n) for n in range(1, 4)]
    rows += [
        meeting(4, block="Xyzabad"),
        meeting(5, "31/02/2022", "Xyzabad", village="T"),
        meeting(6, date="", village="U"),
    ]
    take_in(meetings(tmp_path / "a.xlsx", *rows, meeting(7, date="", village="W"), meeting(8, women=999, village="X")))
    with as_("coordinator") as by:
        groups = equal_cells(parked_rows(by))
        assert [(one.column, one.code, one.written, one.row_count) for one in groups] == [
            ("block", "unknown_place", UNKNOWN, 3),
            ("block", "unknown_place", "Xyzabad", 2),
            ("date", "missing_required", None, 2),
        ]
        for group in groups:
            wanted = WaitingFilter(code=group.code, column=group.column, like=group.example)
            assert filter_waiting(parked_rows(by), by, wanted).count() == group.row_count
        assert columns_with_problems(parked_rows(by)) == [("block", 5), ("date", 3), ("women", 1)]
        assert [(one.file, one.sheet, one.row_count) for one in waiting_sheets(parked_rows(by))] == [
            ("a.xlsx", "SHG meetings", 8)
        ]
    with as_("khunti_coordinator") as by:
        assert equal_cells(parked_rows(by)) == []
        assert list(filter_waiting(parked_rows(by), by, wanted)) == []


def test_every_group_of_figures_is_reached_page_by_page(tmp_path: Path, take_in: Any, as_: Any) -> None:
    """Before: only the first twenty groups were ever shown."""
    for number in range(1, 7):
        rows = [
            meeting(n, f"0{number}/03/2022", **{"women": 1, "total": 1, part: 400}, village=part)
            for n, part in enumerate(("women", "men", "girls", "boys"), start=1)
        ]
        take_in(meetings(tmp_path / f"{number}.xlsx", *rows))
    with as_("coordinator") as by:
        pages = [implausible_figures(by, first=first, most=10) for first in (0, 10, 20)]
        found = {(group.column, group.rows[0].run_id, group.row_count) for page in pages for group in page}
        assert [len(page) for page in pages] == [10, 10, 4]
        assert len(found) == 24
        assert all(count == 1 for _column, _run, count in found)
        with CaptureQueriesContext(connection) as queries:
            implausible_figures(by)
        assert len(queries) == 2


# An event of the ledger takes a thousand rows.
@pytest.mark.parametrize(("count", "events"), [(1_100, 2), pytest.param(5_100, 6, marks=pytest.mark.long)])
def test_one_yes_settles_thousands_of_rows(tmp_path: Path, take_in: Any, as_: Any, count: int, events: int) -> None:
    take_in(meetings(tmp_path / "a.xlsx", meeting(1, women=400), meeting(2, women=500, block="Xyzabad", village="T")))
    with as_("coordinator") as by:
        first = parked_rows(by).get(code="implausible")
        _park_copies(first, count)
        (group,) = implausible_figures(by)
        assert (group.row_count, len(group.rows)) == (count + 2, 5)
        assert count_same_figures(by, first) == {"women": count + 2}
        assert confirm_figures(by=by, parked=first, column="women") == (count + 1, 1)
        assert Activity.objects.count() == count + 1
        assert implausible_figures(by) == []
        assert Event.objects.filter(verb="registers.rows_repaired").count() == events
