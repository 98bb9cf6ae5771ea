"""Names of sheets are villages only where the office has recorded most of them, or where somebody said so."""

from pathlib import Path
from typing import Any

import pytest

from jatan.intake.registers.choices import SHEET_NAMES, NamesAnswer
from jatan.intake.registers.models import ImportRun, ProposedCorrection
from jatan.intake.registers.run import import_workbook
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, meeting, write

WITHOUT_VILLAGE = [heading for heading in HEADER if heading != "Village"]


def _sheets(*names: str) -> dict[str, list[list[Any]]]:
    """A sheet of two meetings for each name, without a column of villages."""
    found: dict[str, list[list[Any]]] = {}
    for at, name in enumerate(names):
        rows = [meeting(n, f"{13 + n}/0{at + 1}/2022", group=f"Group {at} {n}") for n in (1, 2)]
        found[name] = [["SHG meetings"], WITHOUT_VILLAGE, *([*row[:3], *row[4:]] for row in rows)]
    return found


def _villages_on_record(path: Path, take_in: Any, *names: str) -> None:
    rows = [meeting(n, f"{n}/12/2021", village=name, group=f"{name} SHG") for n, name in enumerate(names, start=13)]
    take_in(write(path / "earlier.xlsx", {"SHG meetings": [HEADER, *rows]}))


@pytest.mark.parametrize(
    "names",
    [("Pending", "Closed"), ("Girls", "Boys"), ("April", "May"), ("अप्रैल", "मई"), ("Sheet A", "Sheet B")],
    ids=lambda names: names[0],
)
def test_words_and_months_are_no_villages(
    names: tuple[str, ...], tmp_path: Path, cast: Cast, behind_gumla: Any
) -> None:
    """Before: the rows of two sheets "Pending" and "Closed" were recorded in villages of these names."""
    tally = import_workbook(write(tmp_path / "a.xlsx", _sheets(*names)), cast.gumla)
    assert tally.hidden == []
    with behind_gumla():
        assert {one.village for one in Activity.objects.all()} == {""}


def test_names_that_nobody_knows_are_asked_about_once(tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    """They may be members of the staff."""
    tally = import_workbook(write(tmp_path / "a.xlsx", _sheets("Anita", "Sunita", "Phulmani")), cast.gumla)
    assert [(part.sort, part.count, part.answer) for part in tally.hidden] == [(SHEET_NAMES, 3, NamesAnswer.NOTHING)]
    with behind_gumla():
        assert {one.village for one in Activity.objects.all()} == {""}


def test_villages_on_record_are_read_without_a_question(
    tmp_path: Path, cast: Cast, take_in: Any, behind_gumla: Any
) -> None:
    _villages_on_record(tmp_path, take_in, "Navadih", "Silam")
    tally = import_workbook(write(tmp_path / "a.xlsx", _sheets("Navadih", "Silam", "Toto")), cast.gumla)
    assert tally.hidden == []
    with behind_gumla():
        found = Activity.objects.filter(group_name__startswith="Group")
        assert {one.village for one in found} == {"Navadih", "Silam", "Toto"}


def test_a_workbook_that_came_in_without_its_names_comes_again_as_it_was(
    tmp_path: Path, cast: Cast, take_in: Any, behind_gumla: Any
) -> None:
    """Before: every row of it was proposed to be corrected."""
    path = write(tmp_path / "a.xlsx", _sheets("Navadih", "Silam"))
    import_workbook(path, cast.gumla)
    _villages_on_record(tmp_path, take_in, "Navadih", "Silam")
    for answer in (NamesAnswer.NOTHING, NamesAnswer.PLACES):
        part = {"sheet": "", "sort": SHEET_NAMES, "count": 2, "answer": answer}
        with behind_gumla():
            run = ImportRun.objects.create(organisation=cast.gumla, file_name="a.xlsx", hidden_parts=[part])
        counts = import_workbook(path, cast.gumla, run=run).document()["shg_meeting"]
        assert (counts["imported"], counts["already_in"]) == (0, 4)
    with behind_gumla():
        assert not ProposedCorrection.objects.exists()


def test_what_somebody_said_holds_when_the_workbook_comes_again(tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    path = write(tmp_path / "a.xlsx", _sheets("Navadih", "Silam"))
    part = {"sheet": "", "sort": SHEET_NAMES, "count": 2, "answer": NamesAnswer.PLACES}
    with behind_gumla():
        run = ImportRun.objects.create(organisation=cast.gumla, file_name="a.xlsx", hidden_parts=[part])
    import_workbook(path, cast.gumla, run=run)
    again = import_workbook(path, cast.gumla)
    assert again.hidden == []
    assert again.document()["shg_meeting"]["already_in"] == 4
    with behind_gumla():
        assert {one.village for one in Activity.objects.all()} == {"Navadih", "Silam"}
