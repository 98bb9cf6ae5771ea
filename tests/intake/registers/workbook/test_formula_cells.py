"""Cells whose formula has no value are found at their own place, in time that grows with the sheet and no faster."""

import io
import zipfile

import pytest

from jatan.intake.registers.workbook.formula_cells import Formula, cells_without_value
from tests.yardstick import times_the_yardstick

_EMPTY = '<c r="H5" s="6"/>'
_MANY = 40_000


def _archive(cells: str) -> zipfile.ZipFile:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("sheet.xml", f"<sheetData><row>{cells}</row></sheetData><formula1>a</formula1>")
    return zipfile.ZipFile(held)


def test_an_error_after_an_empty_cell_stands_at_its_own_place() -> None:
    """Before: the error was said to be in the empty cell to its left."""
    cells = f'{_EMPTY}<c r="J5" s="6" t="e"><f>A1</f><v>#REF!</v></c>'
    assert cells_without_value(_archive(cells), "sheet.xml") == {(4, 9): "#REF!"}


def test_a_formula_without_value_after_an_empty_cell_is_named() -> None:
    found = cells_without_value(_archive(f'{_EMPTY}<c r="J5"><f>5&gt;6</f></c>'), "sheet.xml")
    assert found == {(4, 9): "=5>6"}
    assert isinstance(found[4, 9], Formula)


def test_an_error_without_a_formula_is_found() -> None:
    """Before: only errors of formulas were; a pasted "#REF!" was an empty cell."""
    cells = f'{_EMPTY}<c t="e" r="A1"><v>#REF!</v></c><c r="B1" t="e"/><x:c r="C1" t="e"><x:v>#N/A</x:v></x:c>'
    assert cells_without_value(_archive(cells), "sheet.xml") == {(0, 0): "#REF!", (0, 2): "#N/A"}


def test_cells_with_a_value_are_left_alone() -> None:
    shared = '<c r="C1"><f t="shared"/><v>1</v></c>'
    cells = f'<c r="A1" t="s"><v>0</v></c><x:c r="B1"><x:f>A1</x:f><x:v>3</x:v></x:c>{shared}'
    assert cells_without_value(_archive(cells), "sheet.xml") == {}


@pytest.mark.parametrize("cell", [_EMPTY, '<c r="A1"><f>', '<c r="A1">', '<c r="A1" t="e">'])
def test_a_sheet_of_many_empty_or_unclosed_cells_is_read_quickly(cell: str) -> None:
    """Before: each was read to the end of the sheet; 5,000 took seven seconds."""
    archive = _archive(cell * _MANY)
    assert times_the_yardstick(lambda: cells_without_value(archive, "sheet.xml")) < 30
    assert cells_without_value(archive, "sheet.xml") == {}
