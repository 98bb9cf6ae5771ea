"""A case goes while its days wait to be sealed; afterwards only its file knows how it is counted, and it stays."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.actors import undoer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ImportedRow, ParkedRow
from jatan.kernel.problems import Problem
from jatan.programme.cases.models import Case, CaseFact
from tests.cast import Cast
from tests.foundation.vault.vault_office import quickly_stretched
from tests.intake.registers.workbooks import write
from tests.programme.cases.case_office import CaseHouse, case_house

HEADER = ["S.No.", "Case code", "Date", "Type", "Status"]
FIRST = [1, "GUM-1", "22/12/2022", "Trafficking", "Open"]
BAD = [2, "GUM-2", "31/02/2023", "Trafficking", "Open"]


def _book(folder: Path, *rows: list[Any]) -> Path:
    return write(folder / "cases.xlsx", {"Case work": [HEADER, *rows]})


@pytest.fixture
def case_office(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseHouse]:
    quickly_stretched(monkeypatch)
    with case_house(cast, tmp_path) as house:
        yield house


def test_a_sealed_case_stays(
    cast: Cast, case_office: CaseHouse, tmp_path: Path, take_in: Any, undo: Any, newest_run: Any
) -> None:
    take_in(_book(tmp_path, FIRST))
    with pytest.raises(Problem, match="nothing_to_undo"):
        undo(newest_run())
    with acting_as(undoer_for(cast.gumla.id)):
        assert Case.objects.get().withdrawn_at is None
        assert CaseFact.objects.count() == 1
        assert ImportedRow.objects.count() == 1


def test_a_case_whose_days_wait_goes_with_its_count(
    cast: Cast, tmp_path: Path, take_in: Any, undo: Any, newest_run: Any, rows_of_gumla: Any
) -> None:
    before = rows_of_gumla()
    take_in(_book(tmp_path, FIRST))
    assert undo(newest_run()).counts() == {"rows": 1}
    assert rows_of_gumla() == before
    with acting_as(undoer_for(cast.gumla.id)):
        assert Case.objects.get().withdrawn_reason == "other"
        assert not CaseFact.objects.exists()


def test_a_waiting_case_row_that_a_later_run_brought_in_is_parked_anew_by_its_workbook(
    cast: Cast, tmp_path: Path, take_in: Any, undo: Any, newest_run: Any
) -> None:
    take_in(_book(tmp_path, FIRST, BAD))
    assert take_in(_book(tmp_path, FIRST, [2, "GUM-2", "13/02/2023", "Trafficking", "Open"]))["cases"]["mended"] == 1
    undo(newest_run())
    with acting_as(undoer_for(cast.gumla.id)):
        assert not ParkedRow.objects.exists()
    assert take_in(_book(tmp_path, FIRST, BAD))["cases"]["refused"] == {"no_such_date": 1}
