"""The same register in every file format gives the same records, and each row is known again in every other format."""

from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.network.models import WorkbookName
from jatan.foundation.network.selectors import organisation_for_workbook
from jatan.intake.registers.models import ImportedRow, ParkedRow, RowWarning
from jatan.intake.registers.run import import_paths
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbook.saved_register import DATA, FORMATS, save_as
from tests.intake.registers.workbooks import meeting, meetings

_IN = 4
_WAITING = {"unreadable": 1, "implausible": 1}  # a cell of error, and 1,234 women in one meeting


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "register.xlsx"])
def test_a_register_saved_in_another_format_brings_nothing_new(name: str, tmp_path: Path, take_in: Any) -> None:
    first = take_in(save_as("register.xlsx", tmp_path))["shg_meeting"]
    again = take_in(save_as(name, tmp_path))["shg_meeting"]
    assert (first["imported"], first["refused"]) == (_IN, _WAITING)
    assert (again["imported"], again["already_in"], again["still_parked"]) == (0, _IN, 2)
    assert "proposed" not in again


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_records_of_the_register(
    name: str, tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    assert take_in(save_as(name, tmp_path))["shg_meeting"]["imported"] == _IN
    with behind_gumla():
        found = Activity.objects.order_by("held_on").values_list(
            "held_on__day", "women", "total", "village", "group_name"
        )
        assert list(found) == [
            (14, 10, 10, "Navapur", "सीता महिला मंडल"),
            (15, 11, 11, "नवापुर; टोला 2", "Navapur Mahila Mandal"),
            (16, 12, 12, "Navapur", "Kumhari 3"),
            (17, 13, 13, "5", "Navapur Mahila Mandal"),
        ]
        assert {str(row.cells["women"]).removesuffix(".0") for row in ParkedRow.objects.all()} == {"#DIV/0!", "1234"}


def test_a_row_added_in_another_format_is_the_only_new_one(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    take_in(save_as("register.ods", tmp_path))
    text = save_as("comma.csv", tmp_path)
    text.write_text(
        text.read_text(encoding="utf-8") + "7,20/03/2022,Basia,Navapur,Kumhari 7,Topic,4,0,0,0,4,\n", "utf-8"
    )
    assert take_in(text)["shg_meeting"]["imported"] == 1
    with behind_gumla():
        assert ImportedRow.objects.count() == _IN + 1
        assert not RowWarning.objects.filter(code="unreadable").exists()


@pytest.mark.parametrize(
    "name", ["03-gumla", "03-gumla.xlsx", "03-gumla.ods", "03-gumla.XLS", "03-gumla.csv", "03-gumla - SHG meetings.csv"]
)
def test_the_workbook_in_another_format_belongs_to_the_same_organisation(cast: Cast, name: str) -> None:
    WorkbookName.objects.create(organisation=cast.gumla, name="03-gumla.xlsx")
    WorkbookName.objects.create(organisation=cast.khunti, name="03-gumla 2.xlsx")
    assert organisation_for_workbook(name) == cast.gumla


@pytest.mark.parametrize("name", ["gumla.ods", "shared.ods", " - SHG meetings.csv", "3-gumla.xlsx"])
def test_a_workbook_of_nobody_or_of_two_is_left_out(cast: Cast, tmp_path: Path, name: str, behind_gumla: Any) -> None:
    WorkbookName.objects.create(organisation=cast.gumla, name="03-gumla.xlsx")
    WorkbookName.objects.create(organisation=cast.gumla, name="shared.xlsx")
    WorkbookName.objects.create(organisation=cast.khunti, name="shared.xls")
    assert organisation_for_workbook(name) is None
    meetings(tmp_path / name, meeting(1))
    document = import_paths([tmp_path / name])
    assert document["workbooks"] == {}
    assert {one: error["code"] for one, error in document["errors"].items()} == {name: "unknown_workbook"}
    with behind_gumla():
        assert not ImportedRow.objects.exists()


def test_a_folder_of_many_formats_comes_in_and_its_bad_file_is_named(cast: Cast, tmp_path: Path) -> None:
    meetings(tmp_path / "a.xlsx", meeting(1))
    (tmp_path / "b.csv").write_bytes(save_as("comma.csv", tmp_path.parent).read_bytes())
    (tmp_path / "c.xls").write_bytes((DATA / "register.xls").read_bytes()[:3000])
    (tmp_path / "d.ods").write_bytes((DATA / "register.ods").read_bytes())
    (tmp_path / "e.xlsb").write_bytes((DATA / "password.xlsb").read_bytes())
    document = import_paths([tmp_path], organisation=cast.gumla)
    assert set(document["workbooks"]) == {"a.xlsx", "b.csv", "d.ods"}
    assert {name: error["code"] for name, error in document["errors"].items()} == {
        "c.xls": "not_a_workbook",
        "e.xlsb": "protected_workbook",
    }
    assert document["nothing_new"] == ["d.ods"]


def test_a_workbook_in_which_nothing_is_understood_has_nothing_new(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Fruit,Price\nMango,12\nGuava,5\n", encoding="utf-8")
    document = import_paths([tmp_path], organisation=cast.gumla)
    assert (document["workbooks"], document["nothing_new"]) == ({"a.csv": {}}, ["a.csv"])
    assert document["unknown_sheets"]["a.csv"][0]["sheet"] == "a"


@pytest.mark.parametrize("name", ["a1_utf8.csv", "मई की फ़ाइल.csv", "Sheet1.csv", "export (3).csv"])
@pytest.mark.parametrize(
    ("heading", "group", "kind"),
    [
        ("Group name", "सीता महिला मंडल", "shg_meeting"),
        ("समूह का नाम", "Navapur SHG", "shg_meeting"),
        ("SHG name", "Navapur", "shg_meeting"),
        ("Group name", "नवापुर किशोरी समूह", "adolescent_meeting"),
        ("Group name", "Navapur migrant forum", "forum_meeting"),
    ],
)
def test_a_text_file_is_recognised_whatever_its_name(
    name: str, heading: str, group: str, kind: str, tmp_path: Path, take_in: Any
) -> None:
    """Before: its only sheet was called as the file, and somebody had to say what it is."""
    text = f"S.No.,Date,Block,Village,{heading},Women,Men,Total\n"
    text += "".join(f"{n},1{n}/03/2022,Basia,Navapur,{group},{n + 4},0,{n + 4}\n" for n in range(1, 5))
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert take_in(path)[kind]["imported"] == 4


def test_a_text_file_of_which_nothing_tells_the_register_is_asked_about(tmp_path: Path, cast: Cast) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Date,Block,Group name,Women\n12/03/2022,Basia,Navapur,5\n13/03/2022,Basia,Kotari,6\n", "utf-8")
    document = import_paths([path], organisation=cast.gumla)
    assert [one["reason"] for one in document["unknown_sheets"]["a.csv"]] == ["kind_unclear"]
