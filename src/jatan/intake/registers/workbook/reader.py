"""Opens workbooks and reads sheets of cells, without interpreting them.

Sheets of common size are read by python-calamine; big ones are streamed, so that memory use stays bounded.
OpenDocument and text files have readers of their own. Hidden sheets are read too: offices hide last year's register.
"""

import hashlib
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from jatan.intake.registers.recognise.repeated_cells import Merged
from jatan.intake.registers.workbook.binary_book import BinaryBook, guarded, whole_rows
from jatan.intake.registers.workbook.cell_fonts import (
    FontText,
    UnreadFontText,
    legacy_font_cells,
    legacy_font_styles,
    unread_font_styles,
)
from jatan.intake.registers.workbook.delimited import DelimitedBook, sheet_name
from jatan.intake.registers.workbook.formula_cells import error_cells
from jatan.intake.registers.workbook.hidden_parts import Hidden, hidden_parts
from jatan.intake.registers.workbook.open_document import OpenDocumentBook
from jatan.intake.registers.workbook.passwords import decrypt_workbook
from jatan.intake.registers.workbook.refusals import damaged
from jatan.intake.registers.workbook.safety import UNREADABLE_ARCHIVE, CheckedWorkbook, Format, check_workbook
from jatan.intake.registers.workbook.stream import StreamedWorkbook, hidden_sheets, sheet_parts
from jatan.kernel.problems import Problem

__all__ = ["Workbook", "digest_of", "open_workbook"]


class Workbook(Protocol):
    """Sheets by name. `rows` may be called more than once.

    `has_legacy_fonts`: some text may be set in a Hindi font older than Unicode; such text is a FontText.
    `has_unread_fonts`: some may be set in such a font that is not read; such text is an UnreadFontText.
    """

    @property
    def names(self) -> list[str]: ...

    @property
    def has_legacy_fonts(self) -> bool: ...

    @property
    def has_unread_fonts(self) -> bool: ...

    def rows(self, name: str) -> Iterator[list[Any]]: ...

    def merged(self, name: str) -> list[Merged]: ...

    def hidden(self, name: str) -> Hidden: ...

    def close(self) -> None: ...


class _CalamineBook:
    """A workbook read by python-calamine, one sheet in memory at a time."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            # from_path would believe the ending of the name.
            self._book: CalamineWorkbook = guarded(lambda: CalamineWorkbook.from_filelike(file))
        self._path = path
        self._parsed: tuple[str, CalamineSheet] | None = None
        self._errors_by_sheet: dict[str, Mapping[int, list[tuple[int, str]]]] = {}
        self._fonts_by_sheet: dict[tuple[str, frozenset[int]], Mapping[int, list[int]]] = {}
        with zipfile.ZipFile(path) as archive:
            self._legacy_fonts = legacy_font_styles(archive)
            self._unread_fonts = unread_font_styles(archive)
            present = set(archive.namelist())
            self._parts = {name: part for name, part in sheet_parts(archive)[0].items() if part in present}
            self._hidden_sheets = hidden_sheets(archive)
        self.names = [sheet.name for sheet in self._book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]

    @property
    def has_legacy_fonts(self) -> bool:
        return bool(self._legacy_fonts)

    @property
    def has_unread_fonts(self) -> bool:
        return bool(self._unread_fonts)

    def rows(self, name: str) -> Iterator[list[Any]]:
        errors = self._errors(name)
        fonts, unread = self._fonts(name, self._legacy_fonts), self._fonts(name, self._unread_fonts)
        for number, row in enumerate(whole_rows(self._sheet(name))):
            for column, text in errors.get(number, ()):
                if column < len(row):
                    row[column] = text
            for column in fonts.get(number, ()):
                if column < len(row) and isinstance(row[column], str):
                    row[column] = FontText(row[column])
            for column in unread.get(number, ()):
                if column < len(row) and isinstance(row[column], str):
                    row[column] = UnreadFontText(row[column])
            yield row

    def merged(self, name: str) -> list[Merged]:
        """The merged cells of a sheet."""
        ranges = self._sheet(name).merged_cell_ranges or ()
        return [(*first, *last) for first, last in ranges]

    def _sheet(self, name: str) -> CalamineSheet:
        """A sheet; the last one is kept, as an import goes over each sheet several times."""
        if self._parsed is None or self._parsed[0] != name:
            self._parsed = None  # before the next one is in memory
            self._parsed = (name, self._book.get_sheet_by_name(name))
        return self._parsed[1]

    def hidden(self, name: str) -> Hidden:
        """What is hidden in a sheet."""
        if name not in self._parts:
            return Hidden()
        with zipfile.ZipFile(self._path) as archive:
            return hidden_parts(archive, self._parts[name], is_sheet=name in self._hidden_sheets)

    def close(self) -> None:
        self._book.close()

    def _errors(self, name: str) -> Mapping[int, list[tuple[int, str]]]:
        """{row: [(column, error text)]} of a sheet, from 0: cells that calamine reads as empty."""
        if name not in self._errors_by_sheet:
            by_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
            if name in self._parts:
                with zipfile.ZipFile(self._path) as archive:
                    for (row, column), text in error_cells(archive, self._parts[name]).items():
                        by_row[row].append((column, text))
            self._errors_by_sheet[name] = by_row
        return self._errors_by_sheet[name]

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


@contextmanager
def open_workbook(path: Path, *, name: str = "", password: str = "") -> Iterator[Workbook]:
    """Open a workbook of any format. Raises Problem (codes of `workbook.safety`, wrong_password).

    `name`: its file name where `path` has another one; the sheet of a text file is called by it.
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
            yield book
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
