"""Writes a workbook of the corpus in the formats of offices: what Excel, Google and text exports store."""

import csv
import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import msoffcrypto
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from tests.intake.corpus.sheets import Book, Cell, Sheet
from tests.intake.registers.workbook.saved_register import binary_workbook, record

__all__ = ["PASSWORD", "write_book"]

PASSWORD = "sal ka ped 22"
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no time zone
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def write_book(book: Book, path: Path, form: str) -> Path:
    """Write the workbook to `path` in the format `form` (one of workbooks.FORMATS)."""
    _WRITERS[form](book, path)
    return path


def _xlsx(book: Book, path: Path) -> None:
    # Excel stores the result beside each formula; a formula without one was written by a program.
    with xlsxwriter.Workbook(path, {"date_1904": book.is_1904}) as file:
        file.set_properties({"created": dt.datetime(2024, 4, 1)})  # noqa: DTZ001 - nor has a file
        styles: dict[tuple[str, str], Any] = {}

        def style(cell: Cell) -> Any:
            key = (cell.style, cell.font)
            if key not in styles and any(key):
                given = {"num_format": cell.style, "font_name": cell.font}
                styles[key] = file.add_format({name: value for name, value in given.items() if value})
            return styles.get(key)

        for sheet in book.sheets:
            written = file.add_worksheet(sheet.name)
            if sheet.is_hidden:
                written.hide()
            _merge(written, sheet, style)
            for number, row in enumerate(sheet.rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        _put(written, number, column, cell, style(cell))
            for number in sheet.hidden_rows:
                written.set_row(number, options={"hidden": True})
            for column in sheet.hidden_columns:
                written.set_column(column, column, options={"hidden": True})


def _merge(written: Any, sheet: Sheet, style: Callable[[Cell], Any]) -> None:
    for first, left, last, right in sheet.merged:
        top = sheet.rows[first][left] if left < len(sheet.rows[first]) else None
        written.merge_range(first, left, last, right, "", style(top) if top else None)


def _put(written: Any, number: int, column: int, cell: Cell, style: Any) -> None:
    value = cell.value
    if isinstance(value, str) and value.startswith("#"):
        written.write_formula(number, column, "=1/0" if value == "#DIV/0!" else f"={value}", style, value)
    elif cell.formula:
        written.write_formula(number, column, f"={cell.formula}", style, "" if value is None else value)
    elif isinstance(value, dt.datetime):
        written.write_datetime(number, column, value, style)
    elif isinstance(value, dt.date):
        written.write_datetime(number, column, dt.datetime.combine(value, dt.time()), style)
    elif isinstance(value, str):
        written.write_string(number, column, value, style)
    elif value is not None:
        written.write(number, column, value, style)


def _xlsm(book: Book, path: Path) -> None:
    """As Excel marks a workbook that may hold macros; this one holds none."""
    _xlsx(book, path)
    with zipfile.ZipFile(path) as archive:
        parts = [(part, archive.read(part)) for part in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts:
            if part == "[Content_Types].xml":
                content = content.replace(_WORKBOOK_TYPE.encode(), _MACRO_TYPE.encode())
            archive.writestr(part, content)


def _password(book: Book, path: Path) -> None:
    plain = io.BytesIO()
    _xlsx(book, plain)  # type: ignore[arg-type]
    with path.open("wb") as file:
        OOXMLFile(plain).encrypt(PASSWORD, file)
    with path.open("rb") as file:
        assert msoffcrypto.OfficeFile(file).is_encrypted()


def _xlsb(book: Book, path: Path) -> None:
    """One sheet in the sample of a reader's library: no free program writes this format."""
    records = record(129) + record(148, struct.pack("<IIII", 0, len(book.sheets[0].rows), 0, 40)) + record(145)
    for number, row in enumerate(book.sheets[0].rows):
        records += record(0, struct.pack("<I", number) + bytes(21))
        records += b"".join(_binary_cell(column, cell) for column, cell in enumerate(row) if cell is not None)
    binary_workbook(path, records + record(146) + record(130))


def _binary_cell(column: int, cell: Cell) -> bytes:
    value = cell.value
    place = struct.pack("<II", column, 4 if isinstance(value, dt.date) else 0)
    if value is None or value == "":
        return record(1, place)
    if isinstance(value, str):
        return record(6, place + struct.pack("<I", len(value)) + value.encode("utf-16-le"))
    return record(5, place + struct.pack("<d", _serial(value) if isinstance(value, dt.date) else value))


def _serial(value: dt.date) -> float:
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return (moment - _EPOCH).total_seconds() / 86_400


def _google(book: Book, path: Path) -> None:
    """The shape of an export of Google Sheets: every row to the thousandth with styled empty cells, no sizes of sheets,
    texts in one list, days as numbers in style 1."""
    texts: dict[str, int] = {}
    sheets = [_google_sheet(sheet, texts) for sheet in book.sheets]
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES.format(
            "".join(_SHEET_TYPE.format(number) for number in range(1, len(sheets) + 1))
        ),
        "_rels/.rels": _RELS.format(_RELATION.format(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _GOOGLE_BOOK.format(
            "".join(
                f'<sheet state="{"hidden" if sheet.is_hidden else "visible"}" name="{escape(sheet.name)}" '
                f'sheetId="{number}" r:id="rId{number + 3}"/>'
                for number, sheet in enumerate(book.sheets, start=1)
            )
        ),
        "xl/_rels/workbook.xml.rels": _RELS.format(
            _RELATION.format(2, "styles", "styles.xml")
            + _RELATION.format(3, "sharedStrings", "sharedStrings.xml")
            + "".join(
                _RELATION.format(number + 3, "worksheet", f"worksheets/sheet{number}.xml")
                for number in range(1, len(sheets) + 1)
            )
        ),
        "xl/styles.xml": _GOOGLE_STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" count="{len(texts)}" uniqueCount="{len(texts)}">'
        + "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
        + "</sst>",
        **{f"xl/worksheets/sheet{number}.xml": text for number, text in enumerate(sheets, start=1)},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)


def _google_sheet(sheet: Sheet, texts: dict[str, int]) -> str:
    width = max(26, max((len(row) for row in sheet.rows), default=0))
    rows: list[str] = []
    for number in range(1000):
        cells = sheet.rows[number] if number < len(sheet.rows) else []
        hidden = ' hidden="1"' if number in sheet.hidden_rows else ""
        inside = "".join(
            _google_cell(f"{_letters(column)}{number + 1}", cells[column] if column < len(cells) else None, texts)
            for column in range(width if number < len(sheet.rows) else 1)
        )
        rows.append(f'<row r="{number + 1}" ht="15.75" customHeight="1"{hidden}>{inside}</row>')
    merged = "".join(
        f'<mergeCell ref="{_letters(left)}{first + 1}:{_letters(right)}{last + 1}"/>'
        for first, left, last, right in sheet.merged
    )
    columns = "".join(
        f'<col customWidth="1" hidden="1" min="{column + 1}" max="{column + 1}" width="12.63"/>'
        for column in sorted(sheet.hidden_columns)
    )
    return (
        f'<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships" '
        'xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/main">'
        '<sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        '<sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/>'
        + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{''.join(rows)}</sheetData>"
        + (f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else "")
        + "</worksheet>"
    )


def _google_cell(place: str, cell: Cell | None, texts: dict[str, int]) -> str:
    if cell is None or cell.value is None:
        return f'<c r="{place}" s="2"/>'
    value = cell.value
    style = 3 if cell.font.startswith("Kruti") else 4 if cell.font else 2
    if isinstance(value, str):
        return f'<c r="{place}" s="{style}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
    if isinstance(value, dt.date):
        return f'<c r="{place}" s="1"><v>{_serial(value)}</v></c>'
    return f'<c r="{place}" s="2"><v>{value}</v></c>'


def _letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default ContentType="application/xml" Extension="xml"/>'
    '<Default ContentType="application/vnd.openxmlformats-package.relationships+xml" Extension="rels"/>{}'
    f'<Override ContentType="{_SPREADSHEET}.sharedStrings+xml" PartName="/xl/sharedStrings.xml"/>'
    f'<Override ContentType="{_SPREADSHEET}.styles+xml" PartName="/xl/styles.xml"/>'
    f'<Override ContentType="{_SPREADSHEET}.sheet.main+xml" PartName="/xl/workbook.xml"/></Types>'
)
_SHEET_TYPE = f'<Override ContentType="{_SPREADSHEET}.worksheet+xml" PartName="/xl/worksheets/sheet{{}}.xml"/>'
_RELS = f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
_RELATION = f'<Relationship Id="rId{{}}" Type="{_OFFICE}/relationships/{{}}" Target="{{}}"/>'
_GOOGLE_BOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><workbookPr/><sheets>{{}}</sheets>'
    "<definedNames/><calcPr/></workbook>"
)
_GOOGLE_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="3"><font><sz val="10.0"/><color rgb="FF000000"/><name val="Arial"/></font>'
    '<font><sz val="12.0"/><name val="Kruti Dev 010"/></font>'
    '<font><sz val="12.0"/><name val="DevLys 010"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="lightGray"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf borderId="0" fillId="0" fontId="0" numFmtId="0" applyFont="1"/></cellStyleXfs>'
    '<cellXfs count="5"><xf borderId="0" fillId="0" fontId="0" numFmtId="0" xfId="0"/>'
    '<xf borderId="0" fillId="0" fontId="0" numFmtId="164" xfId="0" applyNumberFormat="1"/>'
    '<xf borderId="0" fillId="0" fontId="0" numFmtId="0" xfId="0" applyFont="1"/>'
    '<xf borderId="0" fillId="0" fontId="1" numFmtId="0" xfId="0" applyFont="1"/>'
    '<xf borderId="0" fillId="0" fontId="2" numFmtId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle xfId="0" name="Normal" builtinId="0"/></cellStyles></styleSheet>'
)


def _text(encoding: str, delimiter: str) -> Callable[[Book, Path], None]:
    def write(book: Book, path: Path) -> None:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(_shown_rows(book.sheets[0]))
        path.write_bytes(out.getvalue().encode(encoding))

    return write


def _shown_rows(sheet: Sheet) -> Iterator[list[str]]:
    """The rows as they are shown, which is what a text file keeps; every row as wide as the widest."""
    width = max((len(row) for row in sheet.rows), default=0)
    for row in sheet.rows:
        shown = [_shown(cell) for cell in row]
        yield shown + [""] * (width - len(shown))


def _shown(cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return ""
    value = cell.value
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


_WRITERS: Mapping[str, Callable[[Book, Path], None]] = {
    "xlsx": _xlsx,
    "xlsm": _xlsm,
    "google.xlsx": _google,
    "password.xlsx": _password,
    "xlsb": _xlsb,
    "utf8.csv": _text("utf-8", ","),
    "bom.csv": _text("utf-8-sig", ";"),
    "utf16.csv": _text("utf-16", "\t"),
    "1252.csv": _text("cp1252", ";"),
    "tsv": _text("utf-8", "\t"),
}
