"""What a scan of a binary sheet (.xls, .xlsb) finds before the sheet is read by python-calamine.

python-calamine allocates all cells between the first and the last one of a sheet, reads an error ("#REF!") as an empty
cell, and reports neither the merged cells of .xlsb nor what is hidden. The scan finds all of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from jatan.intake.registers.recognise.repeated_cells import Merged
from jatan.intake.registers.workbook.hidden_parts import LAST_COLUMN
from jatan.intake.registers.workbook.refusals import dangerous, refusal

# The numbers of errors in both binary formats.
ERRORS: Mapping[int, str] = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
# Thirty bytes a cell: some 120 MB at most.
_LARGEST_AREA = 4_000_000
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383


@dataclass(slots=True)
class ScannedSheet:
    """Extent of a sheet's filled cells, {(row, column): error text}, merged ranges and hidden columns, counted from 0;
    hidden rows that hold a cell, counted from 1."""

    last_row: int = -1
    last_column: int = -1
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    _hidden: set[int] = field(default_factory=set)

    def include(self, row: int, column: int) -> None:
        """Note a filled cell. Raises Problem("dangerous_workbook") outside the largest sheet that Excel has."""
        if row > _LAST_ROW or column > _LAST_COLUMN:
            raise dangerous()
        if row in self._hidden:
            self.hidden_rows.add(row + 1)
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)

    def hide_row(self, row: int) -> None:
        """Note that a row is hidden, before its cells; it counts once it holds one."""
        if row <= _LAST_ROW:
            self._hidden.add(row)

    def hide_columns(self, first: int, last: int) -> None:
        """Note hidden columns; those beyond the widest register are the empty rest of the sheet."""
        if first <= last < LAST_COLUMN:
            self.hidden_columns.update(range(first, last + 1))

    def note_error(self, row: int, column: int, code: int) -> None:
        self.include(row, column)
        self.errors[row, column] = ERRORS.get(code, "#VALUE!")

    def check_area(self) -> None:
        """Raise Problem("workbook_too_large") where the extent has more cells than fit into memory."""
        if (self.last_row + 1) * (self.last_column + 1) > _LARGEST_AREA:
            raise refusal(
                "workbook_too_large",
                _("This sheet is too large, or two of its cells lie far apart. Save the file as .xlsx, or split it."),
            )
