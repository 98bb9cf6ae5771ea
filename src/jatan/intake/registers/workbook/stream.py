"""Reads big sheets as a stream, in constant memory, with the same result as python-calamine (see the tests).

Used for workbooks that `safety` reports as big.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from jatan.intake.registers.workbook.cell_fonts import FontText, UnreadFontText, legacy_font_styles, unread_font_styles
from jatan.intake.registers.workbook.cell_names import column_number
from jatan.intake.registers.workbook.formula_cells import formula
from jatan.intake.registers.workbook.hidden_parts import Hidden, hidden_parts
from jatan.intake.registers.workbook.row_marks import Marks, row_marks
from jatan.kernel.problems import Problem

_MAX_COLUMNS = 256
_MOST_ROWS = 1_048_576
_CHUNK = 1 << 16
_BUILTIN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
_MERGED = re.compile(rb"""<(?:[\w.]+:)?mergeCell\s[^<>]*?ref\s*=\s*["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']""")
_MAX_BLANK_ROWS = 400


class XmlPart:
    """Expat fed in chunks; refuses entity declarations, which prevents entity expansion attacks."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.EntityDeclHandler = self._refuse

    def chunks(self) -> Iterator[None]:
        """Feed the part to the handlers of `parser`, one step for each chunk. Raises Problem for damaged XML."""
        # Opened here rather than in __init__, so that a caller that reads no row leaves no file open.
        with self._archive.open(self._name) as stream:
            try:
                while chunk := stream.read(_CHUNK):
                    self.parser.Parse(chunk, False)
                    yield
                self.parser.Parse(b"", True)
            except expat.ExpatError:
                raise Problem("not_a_workbook", field="file") from None
        yield

    def items[T](self, ready: list[T]) -> Iterator[T]:
        """Everything that the handlers put into `ready` while the part is parsed, in its order."""
        for _chunk in self.chunks():
            yield from ready
            ready.clear()

    @staticmethod
    def _refuse(*_declared: object) -> None:
        raise Problem("dangerous_workbook", field="file")


class StreamedWorkbook:
    """A workbook whose sheets are read as streams. `names` in the workbook's order."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        self._sheets, self._epoch = sheet_parts(self._archive)
        self._texts = self._shared_texts()
        self._dates = self._date_styles()
        self._legacy_fonts, self._unread_fonts = legacy_font_styles(self._archive), unread_font_styles(self._archive)

    @property
    def names(self) -> list[str]:
        return list(self._sheets)

    @property
    def has_unread_fonts(self) -> bool:
        """True if a cell may be set in such a font that is not read; its text is then an UnreadFontText."""
        return bool(self._unread_fonts)

    def rows(self, name: str) -> Iterator[list[Any]]:
        """All rows from the first, as lists of str, float, bool, date, datetime or "" (empty cell)."""
        part = self._sheets[name]
        fonts = (self._legacy_fonts, self._unread_fonts)
        return _SheetRows(self._archive, part, self._texts, self._dates, self._epoch, *fonts).read()

    def merged(self, name: str) -> list[tuple[int, int, int, int]]:
        """Merged ranges of a sheet as (first row, first column, last row, last column), counted from 0."""
        found: list[tuple[int, int, int, int]] = []
        tail = b""
        with self._archive.open(self._sheets[name]) as stream:
            while chunk := stream.read(_CHUNK):
                text = tail + chunk
                end = text.rfind(b">") + 1
                found.extend(_range_of(match.decode()) for match in _MERGED.findall(text[:end]))
                tail = text[end:][-_CHUNK:]
        return found[:_MOST_ROWS]

    def hidden(self, name: str) -> Hidden:
        """What is hidden in a sheet."""
        return hidden_parts(self._archive, self._sheets[name], is_sheet=name in hidden_sheets(self._archive))

    def marks(self, name: str) -> Marks:
        """What marks the rows of a sheet."""
        return row_marks(self._archive, self._sheets[name])

    def close(self) -> None:
        self._archive.close()

    def _shared_texts(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._archive.namelist():
            return []
        return _SharedStrings(self._archive).read()

    def _date_styles(self) -> frozenset[int]:
        """Indexes of the cell styles that format a number as a date."""
        if "xl/styles.xml" not in self._archive.namelist():
            return frozenset()
        formats: set[int] = set(_BUILTIN_DATES)
        styles: list[int] = []
        is_cell_styles = False
        for tag, item in elements(self._archive, "xl/styles.xml"):
            if tag == "numFmt" and _DATE_LETTERS.search(_QUOTED.sub("", item.get("formatCode", ""))):
                formats.add(_number(item.get("numFmtId")))
            elif tag in ("cellXfs", "cellStyleXfs", "cellStyles"):
                is_cell_styles = tag == "cellXfs"
            elif tag == "xf" and is_cell_styles:
                styles.append(_number(item.get("numFmtId")))
        return frozenset(number for number, code in enumerate(styles) if code in formats)


def sheet_parts(archive: zipfile.ZipFile) -> tuple[dict[str, str], dt.datetime]:
    """({name of a sheet: its part in the archive}, the day from which the workbook counts its dates)."""
    targets = {
        item["Id"]: item["Target"].lstrip("/")
        for tag, item in elements(archive, "xl/_rels/workbook.xml.rels")
        if tag == "Relationship" and "/worksheet" in item.get("Type", "")
    }
    sheets: dict[str, str] = {}
    epoch = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no time zone
    for tag, item in elements(archive, "xl/workbook.xml"):
        target = targets.get(next((value for key, value in item.items() if key.endswith(":id")), ""))
        if tag == "sheet" and target:
            sheets[item["name"]] = target if target.startswith("xl/") else f"xl/{target}"
        elif tag == "workbookPr" and item.get("date1904") in ("1", "true"):
            epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001
    return sheets, epoch


def hidden_sheets(archive: zipfile.ZipFile) -> set[str]:
    """The names of the sheets that are hidden."""
    sheets = (item for tag, item in elements(archive, "xl/workbook.xml") if tag == "sheet")
    return {item["name"] for item in sheets if item.get("state") in ("hidden", "veryHidden")}


def elements(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(tag without prefix, attributes) of every element of an XML part, in its order."""
    found: list[tuple[str, dict[str, str]]] = []
    reader = XmlPart(archive, name)
    reader.parser.StartElementHandler = lambda tag, item: found.append((tag.rpartition(":")[2], item))
    return reader.items(found)


class _SharedStrings:
    """Parses xl/sharedStrings.xml: one text per <si>, without phonetic readings."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._texts: list[str] = []
        self._pieces: list[str] = []
        self._is_text = self._is_phonetic = False
        self._reader = XmlPart(archive, "xl/sharedStrings.xml")
        self._reader.parser.StartElementHandler = self._start
        self._reader.parser.EndElementHandler = self._end
        self._reader.parser.CharacterDataHandler = self._data

    def read(self) -> list[str]:
        for _chunk in self._reader.chunks():
            pass
        return self._texts

    def _start(self, tag: str, _item: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        self._is_phonetic = self._is_phonetic or tag == "rPh"
        self._is_text = tag == "t" and not self._is_phonetic

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        self._is_text = False
        if tag == "rPh":
            self._is_phonetic = False
        elif tag == "si":
            self._texts.append(_unescape("".join(self._pieces)))
            self._pieces.clear()

    def _data(self, text: str) -> None:
        if self._is_text:
            self._pieces.append(text)


class _SheetRows:
    """Parses the rows of one sheet. Cells beyond the 256th column are ignored: no register has them."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        part: str,
        texts: list[str],
        dates: frozenset[int],
        epoch: dt.datetime,
        legacy_fonts: frozenset[int],
        unread_fonts: frozenset[int],
    ) -> None:
        self._texts, self._dates, self._epoch = texts, dates, epoch
        self._legacy_fonts, self._unread_fonts = legacy_fonts, unread_fonts
        self._ready: list[list[Any]] = []
        self._row: list[Any] = []
        self._number = self._next = 0
        self._column = -1
        self._type, self._style, self._is_value = "n", 0, False
        self._has_formula = self._is_formula = False
        self._pieces: list[str] = []
        self._formula: list[str] = []
        self._reader = XmlPart(archive, part)
        self._reader.parser.StartElementHandler = self._start
        self._reader.parser.EndElementHandler = self._end
        self._reader.parser.CharacterDataHandler = self._data

    def read(self) -> Iterator[list[Any]]:
        return self._reader.items(self._ready)

    def _start(self, tag: str, item: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._column = self._column_of(item.get("r"))
            self._type, self._style = item.get("t", "n"), _number(item.get("s"))
            self._pieces.clear()
            self._has_formula = False
            self._formula.clear()
        elif tag == "f":
            self._has_formula = self._is_formula = True
        elif tag == "row":
            number = _number(item.get("r"), self._number + 1)
            self._row, self._column = [], -1
            # Missing rows are blank. A gap is cut to _MAX_BLANK_ROWS, which is enough to end a table.
            gap = min(max(number - self._number - 1, 0), _MAX_BLANK_ROWS, _MOST_ROWS)
            self._ready.extend([] for _ in range(gap))
            self._number = number
        elif tag in ("v", "t"):
            self._is_value = True

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in ("v", "t"):
            self._is_value = False
        elif tag == "f":
            self._is_formula = False
        elif tag == "c" and self._has_formula and not self._pieces and self._type != "str":
            self._add_cell(formula("".join(self._formula)))
        elif tag == "c" and self._pieces:
            self._add_cell(self._value("".join(self._pieces)))
        elif tag == "row":
            self._ready.append(self._row)

    def _data(self, text: str) -> None:
        if self._is_value:
            self._pieces.append(text)
        elif self._is_formula:
            self._formula.append(text)

    def _add_cell(self, value: Any) -> None:
        if self._column < _MAX_COLUMNS:
            self._row.extend([""] * (self._column - len(self._row)))
            self._row.append(value)

    def _shared(self, number: int) -> str:
        if number >= len(self._texts):
            raise Problem("not_a_workbook", field="file")
        return self._texts[number]

    def _in_font(self, text: str) -> str:
        if self._style in self._unread_fonts:
            return UnreadFontText(text)
        return FontText(text) if self._style in self._legacy_fonts else text

    def _column_of(self, reference: str | None) -> int:
        match = _REFERENCE.fullmatch(reference) if reference else None
        return self._column + 1 if match is None else column_number(match[1])

    def _value(self, text: str) -> Any:
        if self._type == "s":
            return self._in_font(self._shared(_number(text)))
        if self._type in ("str", "inlineStr"):
            return self._in_font(_unescape(text))
        if self._type == "b":
            return text == "1"
        if self._type == "e":
            return text
        try:
            number = float(text)
        except ValueError:
            return text  # not a number despite its type: kept as text, so that it is reported with the row
        if self._style not in self._dates:
            return number
        moment = self._epoch + dt.timedelta(days=number) if 0 <= number < 2_958_466 else None
        if moment is None:
            return number
        return moment.date() if moment.time() == dt.time() else moment.replace(microsecond=0)


def _range_of(reference: str) -> tuple[int, int, int, int]:
    (left, top), (right, bottom) = _REFERENCE.findall(reference)
    return int(top) - 1, column_number(left), int(bottom) - 1, column_number(right)


def _number(text: str | None, otherwise: int = 0) -> int:
    """A whole number from an XML attribute. Raises Problem("not_a_workbook") for anything else."""
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdecimal():
        raise Problem("not_a_workbook", field="file")
    return int(text[:10])


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    """The escaped character; "" for NUL and surrogates, which PostgreSQL cannot store."""
    number = int(match[1], 16)
    return "" if number == 0 or 0xD800 <= number <= 0xDFFF else chr(number)
