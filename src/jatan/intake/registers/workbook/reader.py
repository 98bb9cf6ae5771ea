"""Opens workbooks and reads sheets of cells, without interpreting them.

Sheets of common size are read by python-calamine; big ones are streamed, so that memory use stays bounded. Hidden
sheets are read too: offices hide last year's register.
"""

import hashlib
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from jatan.intake.registers.recognise.repeated_cells import Merged
from jatan.intake.registers.workbook.formula_cells import error_cells
from jatan.intake.registers.workbook.safety import check_workbook
from jatan.intake.registers.workbook.stream import StreamedWorkbook, sheet_parts
from jatan.kernel.problems import Problem

__all__ = ["Workbook", "digest_of", "open_workbook"]


class Workbook(Protocol):
    """Sheets by name. `rows` may be called more than once."""

    @property
    def names(self) -> list[str]: ...

    def rows(self, name: str) -> Iterator[list[Any]]: ...

    def merged(self, name: str) -> list[Merged]: ...

    def close(self) -> None: ...


class _CalamineBook:
    """A workbook read by python-calamine, one sheet in memory at a time."""

    def __init__(self, path: Path) -> None:
        self._book = CalamineWorkbook.from_path(path)
        self._path = path
        self._errors_by_sheet: dict[str, Mapping[int, list[tuple[int, str]]]] = {}
        self.names = [sheet.name for sheet in self._book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]

    def rows(self, name: str) -> Iterator[list[Any]]:
        errors = self._errors(name)
        for number, row in enumerate(self._book.get_sheet_by_name(name).iter_rows()):
            for column, text in errors.get(number, ()):
                if column < len(row):
                    row[column] = text
            yield row

    def merged(self, name: str) -> list[Merged]:
        """The merged cells of a sheet."""
        ranges = self._book.get_sheet_by_name(name).merged_cell_ranges or ()
        return [(*first, *last) for first, last in ranges]

    def close(self) -> None:
        self._book.close()

    def _errors(self, name: str) -> Mapping[int, list[tuple[int, str]]]:
        """{row: [(column, error text)]} of a sheet, from 0: cells that calamine reads as empty."""
        if name not in self._errors_by_sheet:
            by_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
            with zipfile.ZipFile(self._path) as archive:
                part = sheet_parts(archive)[0].get(name)
                found = error_cells(archive, part) if part in archive.namelist() else {}
            for (row, column), text in found.items():
                by_row[row].append((column, text))
            self._errors_by_sheet[name] = by_row
        return self._errors_by_sheet[name]


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """Open a workbook. Raises Problem (codes of `workbook.safety`) for an invalid, encrypted or dangerous file."""
    checked = check_workbook(path)
    book: Workbook | None = None
    try:
        book = StreamedWorkbook(path) if checked.is_big else _CalamineBook(path)
        yield book
    except (CalamineError, KeyError, IndexError, UnicodeError) as error:
        if book is not None and not isinstance(error, CalamineError):
            raise
        message = _("This is not an Excel workbook (.xlsx), or it is damaged.")
        raise Problem("not_a_workbook", message, field="file") from None
    finally:
        if book is not None:
            book.close()


def digest_of(path: Path) -> str:
    """SHA-256 of the file in hexadecimal, stored with the run."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
