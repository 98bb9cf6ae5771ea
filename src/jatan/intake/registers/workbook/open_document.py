"""Reads OpenDocument spreadsheets (.ods): LibreOffice, Google Sheets and Excel write them.

Our own reader over expat, because a cell or row may say that it stands there a million times
("number-columns-repeated"): python-calamine writes all of them into memory, loses errors ("#REF!"), merged cells and
formulas that were never calculated.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jatan.intake.registers.recognise.repeated_cells import Merged
from jatan.intake.registers.workbook.formula_cells import Formula, formula
from jatan.intake.registers.workbook.hidden_parts import LAST_COLUMN, Hidden
from jatan.intake.registers.workbook.plain_book import PlainBook
from jatan.intake.registers.workbook.refusals import damaged, dangerous, protected_otherwise
from jatan.intake.registers.workbook.stream import XmlPart, elements

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_MAX_COLUMNS = 256
_MAX_SHEETS = 250
_MAX_BLANK_ROWS = 400
# Rows that are all alike are written once; no register has more of them in a line.
_MAX_ALIKE_ROWS = 5_000
_MAX_ALIKE_TOTAL = 50_000
# A workbook with more cells is read again for each sheet rather than kept in memory.
_CELLS_IN_MEMORY = 1_000_000
_MAX_SPACES = 1_000
_HIDDEN = ("collapse", "filter")
_CELLS = re.compile(r"\[\.?(\$?[A-Z]{1,3}\$?\d+)(?:(:)\.?(\$?[A-Z]{1,3}\$?\d+))?\]")
_MOST_SPANNED = 1 << 20

type Cells = list[Any]


def is_open_document(names: set[str]) -> bool:
    """True for the parts of an OpenDocument file."""
    return _CONTENT in names and (_MANIFEST in names or "mimetype" in names)


def check_open_document(archive: zipfile.ZipFile) -> None:
    """Raise Problem: not_a_workbook for a text document or drawing, protected_workbook for an encrypted file."""
    names = archive.namelist()
    if "mimetype" in names and not archive.read("mimetype").strip().endswith(
        (b".spreadsheet", b"spreadsheet-template")
    ):
        raise damaged()
    if _MANIFEST in names and any(tag == "encryption-data" for tag, _item in elements(archive, _MANIFEST)):
        raise protected_otherwise()


class OpenDocumentBook(PlainBook):
    """A workbook whose sheets are read by expat. `names` in the workbook's order."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        self._kept: list[list[Cells]] | None = None
        reader = _Sheets(self._archive)
        kept: list[list[Cells]] = []
        free = _CELLS_IN_MEMORY
        for number, row in reader.read():
            free -= len(row)
            if free >= 0:
                kept.extend([] for _ in range(number + 1 - len(kept)))
                kept[number].append(row)
            else:
                kept.clear()
        self._kept = kept if free >= 0 else None
        self._merged, self._hidden, self.names = reader.merged, reader.hidden, reader.names

    def rows(self, name: str) -> Iterator[Cells]:
        """All rows from the first, as lists of str, float, bool, date, datetime or "" (empty cell)."""
        wanted = self.names.index(name)
        if self._kept is not None:
            yield from (list(row) for row in (self._kept[wanted] if wanted < len(self._kept) else ()))
            return
        for number, row in _Sheets(self._archive).read():
            if number > wanted:
                return
            if number == wanted:
                yield row

    def merged(self, name: str) -> list[Merged]:
        """The merged cells of a sheet."""
        return self._merged[self.names.index(name)]

    def hidden(self, name: str) -> Hidden:
        """What is hidden in a sheet."""
        return self._hidden[self.names.index(name)].found()

    def close(self) -> None:
        self._archive.close()


class _HiddenParts:
    """Collects what is hidden in one sheet."""

    def __init__(self, *, is_sheet: bool) -> None:
        self._is_sheet = is_sheet
        self._rows: set[int] = set()
        self._columns: set[int] = set()
        self._width = 0

    def add_columns(self, number: int, *, is_hidden: bool) -> None:
        """Add so many columns, from the first; hidden ones beyond the widest register are the rest of the sheet."""
        end = self._width + number
        if is_hidden and end <= LAST_COLUMN:
            self._columns.update(range(self._width, end))
        self._width = end

    def add_rows(self, first: int, number: int) -> None:
        """Add hidden rows, from 1."""
        self._rows.update(range(first, first + number))

    def found(self) -> Hidden:
        return Hidden(frozenset(self._rows), frozenset(self._columns), self._is_sheet)


class _Sheets:
    """Parses content.xml. `names`, `merged` and `hidden` (by sheet) are complete when `read` has ended."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.names: list[str] = []
        self.merged: list[list[Merged]] = []
        self.hidden: list[_HiddenParts] = []
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._is_hidden_row = False
        self._ready: list[tuple[int, Cells]] = []
        self._path: list[str] = []
        self._table_depth = 0
        self._row: Cells = []
        self._row_times = self._cell_times = 1
        self._rows = self._blank_rows = self._alike = 0
        self._cell: dict[str, str] = {}
        self._texts: list[str] = []
        self._reader = XmlPart(archive, _CONTENT)
        self._reader.parser.StartElementHandler = self._start
        self._reader.parser.EndElementHandler = self._end
        self._reader.parser.CharacterDataHandler = self._data

    def read(self) -> Iterator[tuple[int, Cells]]:
        """(number of the sheet, row) of every row of every sheet, up to the last filled one."""
        return self._reader.items(self._ready)

    def _start(self, name: str, item: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        self._path.append(tag)
        if tag == "table":
            self._table_depth += 1
            if self._table_depth == 1:
                self._begin_table(item.get("table:name", ""), item.get("table:style-name", ""))
        elif tag == "style":
            self._style = item.get("style:name", "")
        elif tag == "table-properties" and item.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif self._table_depth != 1:
            return  # deleted rows that the program remembers, or a table inside a cell
        elif tag == "table-row":
            self._row, self._row_times = [], _times(item.get("table:number-rows-repeated"))
            self._is_hidden_row = item.get("table:visibility") in _HIDDEN
        elif tag == "table-column":
            number = min(_times(item.get("table:number-columns-repeated")), _MOST_SPANNED)
            self.hidden[-1].add_columns(number, is_hidden=item.get("table:visibility") in _HIDDEN)
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell, self._texts = item, []
            self._cell_times = _times(item.get("table:number-columns-repeated"))
        elif self._is_cell_text():
            self._add_space(tag, item)

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "table":
            self._table_depth -= 1
        elif self._table_depth == 1:
            if tag == "table-cell":
                self._end_cell()
            elif tag == "covered-table-cell":
                self._add_cells("")
            elif tag == "table-row":
                self._end_row()
        self._path.pop()

    def _data(self, text: str) -> None:
        if self._table_depth == 1 and self._is_cell_text():
            self._texts.append(text)

    def _is_cell_text(self) -> bool:
        """True inside a paragraph of the cell itself, not of a remark or drawing that is fixed to it."""
        for tag in reversed(self._path):
            if tag in ("annotation", "frame", "custom-shape", "table-row", "table"):
                return False
            if tag == "table-cell":
                return "p" in self._path
        return False

    def _add_space(self, tag: str, item: dict[str, str]) -> None:
        if tag == "s":
            self._texts.append(" " * min(_times(item.get("text:c")), _MAX_SPACES))
        elif tag == "tab":
            self._texts.append("\t")
        elif tag == "line-break" or (tag == "p" and self._texts):
            self._texts.append("\n")

    def _begin_table(self, name: str, style: str) -> None:
        if len(self.names) >= _MAX_SHEETS:
            raise dangerous()
        taken = set(self.names)
        self.names.append(next(one for one in (name, *(f"{name} {n}" for n in range(2, 300))) if one not in taken))
        self.merged.append([])
        self.hidden.append(_HiddenParts(is_sheet=style in self._hidden_styles))
        self._rows = self._blank_rows = 0

    def _end_cell(self) -> None:
        self._note_merged()
        self._add_cells(_value(self._cell, "".join(self._texts)))

    def _add_cells(self, value: Any) -> None:
        self._row.extend([value] * min(self._cell_times, _MAX_COLUMNS - len(self._row)))

    def _note_merged(self) -> None:
        down = _times(self._cell.get("table:number-rows-spanned"))
        across = _times(self._cell.get("table:number-columns-spanned"))
        if down > 1 or across > 1:
            row, column = self._rows + self._blank_rows, len(self._row)
            self.merged[-1].append((row, column, row + down - 1, column + across - 1))

    def _end_row(self) -> None:
        while self._row and self._row[-1] == "":
            self._row.pop()
        if not self._row:
            # A gap is cut to _MAX_BLANK_ROWS, which is enough to end a table.
            self._blank_rows = min(self._blank_rows + self._row_times, _MAX_BLANK_ROWS)
            return
        self._alike += self._row_times - 1
        if self._row_times > _MAX_ALIKE_ROWS or self._alike > _MAX_ALIKE_TOTAL:
            raise dangerous()
        sheet = len(self.names) - 1
        self._ready.extend((sheet, []) for _ in range(self._blank_rows))
        self._ready.extend((sheet, list(self._row)) for _ in range(self._row_times))
        if self._is_hidden_row:
            self.hidden[-1].add_rows(self._rows + self._blank_rows + 1, self._row_times)
        self._rows += self._blank_rows + self._row_times
        self._blank_rows = 0


def _times(text: str | None) -> int:
    """How often a cell or row stands there: at least once. Raises Problem("not_a_workbook") for no number."""
    if text is None:
        return 1
    if not text.isascii() or not text.isdecimal():
        raise damaged()
    return max(int(text[:10]), 1)


def _value(cell: dict[str, str], text: str) -> Any:
    """The value of a cell: as typed in the file, else its text; a Formula that was never calculated."""
    kind = cell.get("office:value-type", "")
    if cell.get("calcext:value-type") == "error":
        return text or "#VALUE!"
    if not kind and not text and (written := cell.get("table:formula")):
        return _formula(written)
    try:
        if kind in ("float", "currency", "percentage"):
            return float(cell["office:value"])
        if kind == "date":
            return _moment(cell["office:date-value"])
    except (KeyError, ValueError):
        return text  # kept as it is shown, so that it is reported with the row
    if kind == "boolean":
        return cell.get("office:boolean-value") == "true"
    return cell.get("office:string-value") or text


def _formula(written: str) -> Formula:
    """As other spreadsheets write it: "=SUM(G2:J2)" for "of:=SUM([.G2:.J2])"."""
    return formula(_CELLS.sub(r"\1\2\3", written.partition("=")[2]))


def _moment(text: str) -> dt.date | dt.datetime:
    """A day, or a day with a time of day where it is not midnight."""
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
    return moment.date() if moment.time() == dt.time() else moment
