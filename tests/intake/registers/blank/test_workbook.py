"""A blank workbook is filled in by other programs, and comes in as it was filled: every column of every register."""

import datetime as dt
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.blank.columns import OfficeWords
from jatan.intake.registers.blank.guidance import MARK
from jatan.intake.registers.blank.workbook import HEADER_ROWS, blank_workbook
from jatan.intake.registers.models import RowWarning
from jatan.intake.registers.office import load_office
from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from jatan.intake.registers.reconcile.identity import normalised
from jatan.intake.registers.translate.table import translate
from tests.cast import Cast
from tests.intake.registers.blank.filled_rows import filled_rows
from tests.intake.registers.blank.filled_workbook import ROWS, fill_workbook, read_workbook, registers_of, words_of

OFFICE = shutil.which("soffice")
PROGRAMS = ["openpyxl", "xlsx", "ods"]
# {column: the field of the command, and the code of the second choice of that column}
READ_AS = {
    "issues": {"issue": ("kind", "accident_death"), "sex": ("sex", "m"), "sent_to": ("sent_to", "block_office")},
    "beneficiaries": {"scheme": ("scheme", "pension")},
    "journeys": {"work": ("work", "construction"), "destination": ("destination_as_written", "मुंबई")},
    "group_reach": {"category": ("category", "children")},
    "cases": {"case_kind": ("kind", "labour_exploitation")},
    "shg_meeting": {"topic": ("theme", "trafficking")},
}


@pytest.fixture
def words(cast: Cast) -> OfficeWords:
    return words_of(cast.gumla)


def _saved_by(program: str, path: Path) -> Path:
    if program == "openpyxl":
        return path
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed: the workbook saved by it was not read")
    folder = path.parent / program
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = [OFFICE, "--headless", profile, "--convert-to", program, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return folder / f"{path.stem}.{program}"


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_filled_workbook_comes_in_as_it_was_filled(
    program: str, cast: Cast, words: OfficeWords, tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    written = fill_workbook(tmp_path / "filled.xlsx", words)
    path = _saved_by(program, tmp_path / "filled.xlsx")
    read = read_workbook(path, cast.gumla)
    for kind, rows in written.items():
        expected = [{name: normalised(name, value) for name, value in row.items() if name != "serial"} for row in rows]
        found = [{name: normalised(name, value) for name, value in row.cells.items()} for row in read[kind]]
        assert found == expected, kind
        assert [row.serial for row in read[kind]] == [str(number) for number in range(1, ROWS + 1)]
    counts = take_in(path)
    assert {kind: one["refused"] for kind, one in counts.items() if one["refused"]} == {}
    assert {kind: one["imported"] for kind, one in counts.items()} == dict.fromkeys(ORDER, ROWS)
    noted = {"proposed", "skipped", "unknown_columns", "hidden"}
    assert [kind for kind, one in counts.items() if noted & one.keys()] == []
    with behind_gumla():
        assert list(RowWarning.objects.values_list("code", "field", "detail")) == []
    assert all(one["already_in"] == ROWS for one in take_in(path).values())


@pytest.mark.parametrize(
    ("kind", "column"), [(kind, column) for kind, columns in READ_AS.items() for column in columns]
)
def test_a_word_from_a_drop_down_becomes_its_code(kind: str, column: str, cast: Cast, words: OfficeWords) -> None:
    field, code = READ_AS[kind][column]
    (register,) = [one for one in registers_of(words) if one.kind == kind]
    (row,) = filled_rows(register, 1, [])
    with acting_as(importer_for(cast.gumla.id)):
        cells = {name: value for name, value in row.items() if name != "serial"}
        translated = translate(kind, RegisterRow("sheet", 3, "1", cells), load_office(cast.gumla.id))
    value = getattr(translated.main, field) if hasattr(translated.main, field) else getattr(translated.person, field)
    assert value == code


def test_drop_downs_hold_the_blocks_of_this_member_and_no_other(cast: Cast, words: OfficeWords) -> None:
    khunti = words_of(cast.khunti)
    assert "बसिया" in words.blocks
    assert set(words.blocks).isdisjoint(khunti.blocks)
    assert words.districts == ("गुमला",)


def test_cells_are_dates_texts_and_lists_in_the_workbook_itself(words: OfficeWords, tmp_path: Path) -> None:
    with override("hi"):
        (tmp_path / "blank.xlsx").write_bytes(blank_workbook(["journeys"], words))
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    sheet = book.worksheets[0]
    by_heading = {cell.value: cell.column_letter for cell in sheet[HEADER_ROWS]}
    assert sheet.freeze_panes == "A3"
    assert sheet.column_dimensions[by_heading["तारीख"]].number_format == "dd/mm/yyyy"
    assert sheet.column_dimensions[by_heading["फ़ोन"]].number_format == "@"
    rules = {str(rule.sqref).split("3:")[0]: rule for rule in sheet.data_validations.dataValidation}
    block = rules[by_heading["प्रखंड"]]
    assert (block.type, str(block.sqref).endswith("5001")) == ("list", True)
    name, cells = block.formula1.replace("$", "").split("!")
    listed = [row[0].value for row in book[name.strip("'")][cells]]
    assert listed == list(words.blocks)
    assert [book.worksheets[1]["A1"].value, book.worksheets[2]["A1"].value] == [MARK, MARK]
    assert book.worksheets[2].sheet_state == "hidden"


def test_a_blank_workbook_brings_nothing_and_reports_no_unknown_sheet(
    words: OfficeWords, tmp_path: Path, cast: Cast, take_in: Any
) -> None:
    with override("hi"):
        (tmp_path / "blank.xlsx").write_bytes(blank_workbook(ORDER, words))
    assert all(one["imported"] == 0 and not one["refused"] for one in take_in(tmp_path / "blank.xlsx").values())
    assert set(read_workbook(tmp_path / "blank.xlsx", cast.gumla)) == set(ORDER)


def test_a_sheet_of_an_office_called_how_to_fill_is_read(tmp_path: Path, take_in: Any, words: OfficeWords) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "कैसे भरें"
    sheet.append(["स्वयं सहायता समूहों के साथ बैठकें"])
    sheet.append(["क्र.सं.", "तारीख", "प्रखंड", "कुल"])
    sheet.append([1, dt.date(2025, 5, 1), "बसिया", 14])
    book.save(tmp_path / "own.xlsx")
    assert take_in(tmp_path / "own.xlsx")["shg_meeting"]["imported"] == 1
