"""Opens workbooks and reads sheets of cells, without interpreting them.

Sheets of common size are read by python-calamine; big ones are streamed, so that memory use stays bounded.
OpenDocument and text files have readers of their own. Hidden sheets are read too: offices hide last year's register.
"""

import hashlib
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from jatan.intake.registers.recognise.repeated_cells import Merged
from jatan.intake.registers.workbook.binary_book import BinaryBook, guarded, whole_rows
from jatan.intake.registers.workbook.book_view import BookView, Workbook
from jatan.intake.registers.workbook.cell_fonts import (
    FontText,
    UnreadFontText,
    legacy_font_cells,
    legacy_font_styles,
    unread_font_styles,
)
from jatan.intake.registers.workbook.cell_names import column_letters
from jatan.intake.registers.workbook.delimited import DelimitedBook, sheet_name
from jatan.intake.registers.workbook.formula_cells import Formula, cells_without_value, refuse_uncalculated
from jatan.intake.registers.workbook.hidden_parts import Hidden, hidden_parts
from jatan.intake.registers.workbook.open_document import OpenDocumentBook
from jatan.intake.registers.workbook.passwords import decrypt_workbook
from jatan.intake.registers.workbook.refusals import damaged
from jatan.intake.registers.workbook.row_marks import Marks, row_marks
from jatan.intake.registers.workbook.safety import CheckedWorkbook, Format, check_workbook
from jatan.intake.registers.workbook.stream import StreamedWorkbook, hidden_sheets, sheet_parts
from jatan.kernel.problems import Problem
from jatan.kernel.unpacked_sizes import UNREADABLE_ARCHIVE

_MAX_COLUMNS = 256
# Rows of formulas only, below the last value: a longer gap ends every table.
_MAX_BLANK_ROWS = 400
_MOST_KEPT_CELLS = 50_000


class _CalamineBook:
    """A workbook read by python-calamine, one sheet in memory at a time."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            # from_path would believe the ending of the name.
            self._book: CalamineWorkbook = guarded(lambda: CalamineWorkbook.from_filelike(file))
        self._path = path
        self._parsed: dict[str, CalamineSheet] = {}
        self._cells_by_sheet: dict[str, Mapping[int, list[tuple[int, str]]]] = {}
        self._fonts_by_sheet: dict[tuple[str, frozenset[int]], Mapping[int, list[int]]] = {}
        with zipfile.ZipFile(path) as archive:
            self._legacy_fonts = legacy_font_styles(archive)
            self._unread_fonts = unread_font_styles(archive)
            present = set(archive.namelist())
            self._parts = {name: part for name, part in sheet_parts(archive)[0].items() if part in present}
            self._hidden_sheets = hidden_sheets(archive)
        self.names = [sheet.name for sheet in self._book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]

    @property
    def has_unread_fonts(self) -> bool:
        return bool(self._unread_fonts)

    def rows(self, name: str) -> Iterator[list[Any]]:
        fonts, unread = self._fonts(name, self._legacy_fonts), self._fonts(name, self._unread_fonts)
        for number, row in enumerate(self._with_cells_without_value(name)):
            for column in fonts.get(number, ()):
                if column < len(row) and isinstance(row[column], str):
                    row[column] = FontText(row[column])
            for column in unread.get(number, ()):
                if column < len(row) and isinstance(row[column], str):
                    row[column] = UnreadFontText(row[column])
            yield row

    def _with_cells_without_value(self, name: str) -> Iterator[list[Any]]:
        """All rows, with the cells that calamine reads as empty, and those outside what it takes for the sheet."""
        cells = self._cells_without_value(name)
        number = -1
        for number, row in enumerate(whole_rows(self._sheet(name))):
            yield _with_cells(row, cells[number]) if number in cells else row
        last = max(cells, default=-1)
        for further in range(number + 1, min(last, number + _MAX_BLANK_ROWS) + 1):
            yield _with_cells([], cells.get(further, ()))

    def merged(self, name: str) -> list[Merged]:
        """The merged cells of a sheet."""
        ranges = self._sheet(name).merged_cell_ranges or ()
        return [(*first, *last) for first, last in ranges]

    def _sheet(self, name: str) -> CalamineSheet:
        """A sheet. An import goes over each several times, so the last one is kept, and as many more as are small."""
        if name not in self._parsed:
            if sum(sheet.total_height * sheet.total_width for sheet in self._parsed.values()) > _MOST_KEPT_CELLS:
                self._parsed.clear()  # before the next one is in memory
            self._parsed[name] = self._book.get_sheet_by_name(name)
        return self._parsed[name]

    def hidden(self, name: str) -> Hidden:
        """What is hidden in a sheet."""
        if name not in self._parts:
            return Hidden()
        with zipfile.ZipFile(self._path) as archive:
            return hidden_parts(archive, self._parts[name], is_sheet=name in self._hidden_sheets)

    def marks(self, name: str) -> Marks:
        """What marks the rows of a sheet."""
        if name not in self._parts:
            return Marks()
        with zipfile.ZipFile(self._path) as archive:
            return row_marks(archive, self._parts[name])

    def close(self) -> None:
        self._book.close()

    def _cells_without_value(self, name: str) -> Mapping[int, list[tuple[int, str]]]:
        """{row: [(column, error text or Formula)]} of a sheet, from 0."""
        if name not in self._cells_by_sheet:
            by_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
            if name in self._parts:
                with zipfile.ZipFile(self._path) as archive:
                    for (row, column), text in cells_without_value(archive, self._parts[name]).items():
                        by_row[row].append((column, text))
            self._cells_by_sheet[name] = dict(by_row)
        return self._cells_by_sheet[name]

    def _fonts(self, name: str, styles: frozenset[int]) -> Mapping[int, list[int]]:
        """{row: columns} of a sheet, from 0: cells of these styles."""
        if not styles:
            return {}
        if (name, styles) not in self._fonts_by_sheet:
            by_row: dict[int, list[int]] = defaultdict(list)
            if name in self._parts:
                with zipfile.ZipFile(self._path) as archive:
                    for row, column in legacy_font_cells(archive, self._parts[name], styles):
                        by_row[row].append(column)
            self._fonts_by_sheet[name, styles] = by_row
        return self._fonts_by_sheet[name, styles]


class _CalculatedBook(BookView):
    """A workbook that is refused at its first formula without a value, by Problem("not_calculated")."""

    def rows(self, name: str) -> Iterator[list[Any]]:
        """The rows of a sheet."""
        for number, row in enumerate(self._book.rows(name), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, Formula):
                    refuse_uncalculated(f"{column_letters(column)}{number}")
            yield row


def _with_cells(row: list[Any], cells: Iterable[tuple[int, str]]) -> list[Any]:
    for column, text in cells:
        if column < _MAX_COLUMNS:
            row.extend([""] * (column + 1 - len(row)))
            row[column] = text
    return row


@contextmanager
def open_workbook(
    path: Path, *, name: str = "", password: str = "", keeps_formulas: bool = False
) -> Iterator[Workbook]:
    """Open a workbook of any format. Raises Problem (codes of `workbook.safety`, wrong_password).

    `name`: its file name where `path` has another one; the sheet of a text file is called by it. `keeps_formulas`:
    a formula that was never calculated is a cell (`Formula`), for readers that say which row has it; else the workbook
    is refused when its row is read (not_calculated).
    """
    with ExitStack() as stack:
        try:
            checked = check_workbook(path)
        except Problem as refused:
            if refused.code != "protected_workbook":
                raise
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="jatan-")))
            decrypt_workbook(path, password, folder / "workbook")
            checked = check_workbook(folder / "workbook")
        try:
            book = _read(checked, name or path.name)
        except (CalamineError, KeyError, IndexError, *UNREADABLE_ARCHIVE):
            raise damaged() from None
        stack.callback(book.close)
        try:
            yield book if keeps_formulas else _CalculatedBook(book)
        except (CalamineError, zipfile.BadZipFile, zlib.error):
            raise damaged() from None


def _read(checked: CheckedWorkbook, name: str) -> Workbook:
    if checked.format is Format.XLSX:
        return StreamedWorkbook(checked.path) if checked.is_big else _CalamineBook(checked.path)
    if checked.format is Format.ODS:
        return OpenDocumentBook(checked.path)
    if checked.text is not None:
        return DelimitedBook(checked.path, checked.text, sheet_name(name))
    return BinaryBook(checked.path, checked.sheets)


def digest_of(path: Path) -> str:
    """SHA-256 of the file in hexadecimal, stored with the run."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
