"""Reads .xls and .xlsb by python-calamine, with the errors, merged cells and hidden parts that the scan found."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from jatan.intake.registers.recognise.repeated_cells import Merged
from jatan.intake.registers.workbook.hidden_parts import Hidden
from jatan.intake.registers.workbook.plain_book import PlainBook
from jatan.intake.registers.workbook.refusals import damaged
from jatan.intake.registers.workbook.scanned import ScannedSheet


class BinaryBook(PlainBook):
    """A workbook read by python-calamine, one sheet in memory at a time. `names` in the workbook's order."""

    def __init__(self, path: Path, sheets: Sequence[ScannedSheet]) -> None:
        with path.open("rb") as file:
            # from_path would believe the ending of the name.
            self._book: CalamineWorkbook = guarded(lambda: CalamineWorkbook.from_filelike(file))
        found = self._book.sheets_metadata
        if len(found) != len(sheets):
            raise damaged()
        self._scanned = {
            sheet.name: scanned
            for sheet, scanned in zip(found, sheets, strict=True)
            if sheet.typ == SheetTypeEnum.WorkSheet
        }
        self._hidden_sheets = {sheet.name for sheet in found if sheet.visible != SheetVisibleEnum.Visible}
        self.names = list(self._scanned)

    def rows(self, name: str) -> Iterator[list[Any]]:
        """All rows from the first, as lists of str, float, int, bool, date, datetime or "" (empty cell)."""
        errors = _by_row(self._scanned[name])
        sheet: CalamineSheet = guarded(lambda: self._book.get_sheet_by_name(name))
        for number, row in enumerate(whole_rows(sheet)):
            for column, text in errors.get(number, ()):
                if column < len(row):
                    row[column] = text
            yield row

    def merged(self, name: str) -> list[Merged]:
        """The merged cells of a sheet."""
        return self._scanned[name].merged

    def hidden(self, name: str) -> Hidden:
        """What is hidden in a sheet."""
        scanned = self._scanned[name]
        rows, columns = frozenset(scanned.hidden_rows), frozenset(scanned.hidden_columns)
        return Hidden(rows, columns, name in self._hidden_sheets)

    def close(self) -> None:
        self._book.close()


def whole_rows(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """All rows of a sheet from its first column: python-calamine leaves out the empty columns before the first cell."""
    left = sheet.start[1] if sheet.start else 0
    for row in sheet.iter_rows():
        yield [""] * left + row if left else row


def _by_row(sheet: ScannedSheet) -> Mapping[int, list[tuple[int, str]]]:
    by_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (row, column), text in sheet.errors.items():
        by_row[row].append((column, text))
    return by_row


def guarded[T](read: Callable[[], T]) -> T:
    """The result of a call of python-calamine.

    Raises Problem("not_a_workbook") for a damaged file, also where the Rust code panics over it.
    """
    try:
        return read()
    except (CalamineError, OSError, ValueError, LookupError):
        raise damaged() from None
    except BaseException as panic:
        # PanicException of pyo3 is no Exception, so that it would end the worker; it cannot be imported.
        if type(panic).__name__ != "PanicException":
            raise
        raise damaged() from None
