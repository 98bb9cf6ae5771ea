"""Several registers below one another in one sheet are each read as what they are."""

from pathlib import Path
from typing import Any

import pytest

from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group
from tests.intake.registers.workbooks import HEADER, meeting, write

AWARENESS = "2. जागरूकता कार्यक्रम"
MIGRANTS = ["S.No.", "Date", "Name", "Father", "Age", "Sex", "Block", "Destination", "Work", "Date of leaving"]


def _meetings(*days: str, women: int = 12) -> list[list[Any]]:
    return [meeting(n, day, women=women, village=f"V{n}", group=f"V{n} SHG") for n, day in enumerate(days, 1)]


def _imported(counts: dict[str, Any]) -> dict[str, int]:
    return {kind: found["imported"] for kind, found in counts.items() if found.get("imported")}


def _sheet(*between: list[Any]) -> dict[str, list[list[Any]]]:
    first = [["1. SHG meetings"], HEADER, *_meetings("04/05/2022", "11/05/2022")]
    return {"Register": [*first, *between, HEADER, *_meetings("06/06/2022", "07/06/2022", "08/06/2022", women=60)]}


@pytest.mark.parametrize("sheet", ["Register", "SHG meetings"])
def test_a_title_that_names_another_register_begins_a_table(
    tmp_path: Path, take_in: Any, behind_gumla: Any, sheet: str
) -> None:
    """Before: three awareness programmes of sixty people each were recorded as meetings of a women's group."""
    rows = _sheet([], [AWARENESS])["Register"]
    counts = take_in(write(tmp_path / "a.xlsx", {sheet: rows}))
    assert _imported(counts) == {"shg_meeting": 2, "awareness": 3}
    with behind_gumla():
        assert sorted(Activity.objects.filter(kind="awareness").values_list("women", flat=True)) == [60, 60, 60]


@pytest.mark.parametrize("between", [[], [["प्रखंड: बसिया"]], [[], ["May 2022"]]])
def test_repeated_headings_go_on_with_the_same_register(tmp_path: Path, take_in: Any, between: list[Any]) -> None:
    counts = take_in(write(tmp_path / "a.xlsx", _sheet(*between)))
    assert _imported(counts) == {"shg_meeting": 5}


def test_a_month_above_repeated_headings_is_no_title_though_they_name_womens_groups(
    tmp_path: Path, take_in: Any
) -> None:
    """Before: below "March 2022" the rest of the girls' meetings were read as those of women's groups."""
    head = [*HEADER[:4], "सखी मंडल", *HEADER[5:]]
    rows = [["किशोरी बैठक"], head, *_meetings("04/05/2022"), [], ["मार्च 2022"], head, *_meetings("06/03/2022")]
    assert _imported(take_in(write(tmp_path / "a.xlsx", {"Sheet1": rows}))) == {"adolescent_meeting": 2}


def test_other_headings_begin_a_register_recognised_by_them(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    """Before: the migrants were read with the headings of the meetings above them."""
    people = [
        [1, "01/05/2022", "Sunita Oraon", "Mangra Oraon", 22, "F", "Basia", "Delhi", "Domestic work", "03/05/2022"]
    ]
    rows = [["SHG meetings"], HEADER, *_meetings("04/05/2022"), [], ["3. Migrant register"], MIGRANTS, *people]
    counts = take_in(write(tmp_path / "a.xlsx", {"May": rows}))
    assert _imported(counts) == {"shg_meeting": 1, "journeys": 1}


def test_an_unknown_table_ends_the_one_above_it(tmp_path: Path, take_in: Any) -> None:
    """Its rows belong to no register that is known, so they are told and not read as meetings."""
    rows = [["SHG meetings"], HEADER, *_meetings("04/05/2022"), [], ["Block", "Village", "Women", "Pump", "Depth"]]
    rows += [["Basia", "V1", 20, "yes", 40], ["Basia", "V2", 30, "no", 50]]
    path = write(tmp_path / "a.xlsx", {"May": rows})
    assert take_in(path)["shg_meeting"]["imported"] == 1


def test_tables_in_one_sheet_change_nothing_when_taken_in_again(tmp_path: Path, take_in: Any) -> None:
    path = write(tmp_path / "a.xlsx", _sheet([], [AWARENESS]))
    take_in(path)
    again = take_in(path)
    assert _imported(again) == {}
    assert (again["shg_meeting"]["already_in"], again["awareness"]["already_in"]) == (2, 3)


def _deep(*between: list[Any]) -> list[list[Any]]:
    """Meetings below headings of three rows, which come again after `between`."""
    above = ["S.No.", "Date", "Block", "Village", "Participants", "", "", "", ""]
    ages = ["", "", "", "", "Adults (18+)", "", "Below 18", "", "Total"]
    headings = [above, ages, ["", "", "", "", "Women", "Men", "Girls", "Boys", ""]]
    rows = [[n, f"{n:02}/05/2022", "Basia", f"V{n}", 10 + n, 1, 1, 1, 13 + n] for n in range(1, 7)]
    return [*headings, *rows[:3], *between, *headings, *rows[3:]]


@pytest.mark.parametrize("between", [[], [[]], [["May 2022"]]])
def test_headings_of_three_rows_that_come_again_go_on(
    tmp_path: Path, take_in: Any, behind_gumla: Any, between: list[Any]
) -> None:
    """Before: the third row began a table of its own, whose date nobody could find."""
    path = write(tmp_path / "a.xlsx", {"Register": [["Awareness programmes"], *_deep(*between)]})
    assert _imported(take_in(path)) == {"awareness": 6}
    with behind_gumla():
        assert sorted(Activity.objects.values_list("women", flat=True)) == [11, 12, 13, 14, 15, 16]


def test_headings_that_come_again_go_on_with_their_own_table_and_not_with_the_name_of_the_sheet(
    tmp_path: Path, take_in: Any
) -> None:
    """Before: the second page of the second table was of the register that the sheet is called by."""
    first = [["SHG meetings"], HEADER, *_meetings("04/05/2022", "11/05/2022")]
    second = [[], [AWARENESS], HEADER, *_meetings("06/06/2022", women=60), HEADER, *_meetings("07/06/2022", women=61)]
    counts = take_in(write(tmp_path / "a.xlsx", {"SHG meetings": [*first, *second]}))
    assert _imported(counts) == {"shg_meeting": 2, "awareness": 2}


def test_repeated_headings_in_another_order_are_read_in_their_own_columns(
    tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    """Before: the second page was read by the columns of the first, women as men and a village as a block."""
    header = [*HEADER]
    header[6], header[7] = "Men", "Women"
    row = meeting(3, "06/06/2022", women=3, men=40, total=43, village="V3", group="V3 SHG")
    row[6], row[7] = row[7], row[6]
    rows = [["SHG meetings"], HEADER, *_meetings("04/05/2022", "11/05/2022"), [], header, row]
    assert _imported(take_in(write(tmp_path / "a.xlsx", {"Register": rows}))) == {"shg_meeting": 3}
    with behind_gumla():
        assert list(Activity.objects.order_by("held_on").values_list("women", "men")) == [(12, 0), (12, 0), (3, 40)]


def test_headings_that_come_again_after_one_row_do_not_hide_it(tmp_path: Path, take_in: Any) -> None:
    rows = [["Awareness programmes"], *_deep()]
    rows = [*rows[:5], *rows[1:4], *rows[5:]]
    assert _imported(take_in(write(tmp_path / "a.xlsx", {"Register": rows}))) == {"awareness": 6}


def test_the_name_of_the_register_above_repeated_headings_is_no_row_of_it(
    tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    """Before: "List of migrant forums" was recorded as a forum of that name; a forum in a row of its own still is."""
    header = ["Forum name", "Village", "Formed on"]
    rows: list[list[Any]] = [["List of migrant forums"], header, ["Navapur Forum", "Navapur", "04/05/2022"]]
    rows += [["Migrant forum Soso"], [], ["List of migrant forums"], header, ["Longa Forum", "Longa", "05/05/2022"]]
    assert _imported(take_in(write(tmp_path / "a.xlsx", {"Forums": rows}))) == {"forums": 3}
    with behind_gumla():
        assert {one.name for one in Group.objects.all()} == {"Navapur Forum", "Migrant forum Soso", "Longa Forum"}
