"""Workbooks as a person takes them, changes cells of them in a spreadsheet, and brings them back."""

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks.keys import SUMS

type Lines = list[list[Any]]


def taken(client: Client, desk: Desk, query: str = "") -> Lines:
    """The sheet of rows of a workbook taken from this list: codes, headings, rows."""
    answer = client.post(reverse(desk.url_name("workbook_take")) + query)
    assert answer.status_code == 200, answer
    return read_sheet(read_file(answer), 1)


def exported_file(client: Client, desk: Desk, query: str = "") -> bytes:
    """A whole list as it goes out."""
    answer = client.post(reverse(desk.url_name("export")) + query, {"purpose": "checking"})
    assert answer.status_code == 200, answer
    return read_file(answer)


def read_file(answer: Any) -> bytes:
    """The bytes of a file that was sent in pieces; the last piece closes it."""
    return b"".join(answer)


def exported(client: Client, desk: Desk, query: str = "") -> Lines:
    """The sheet of rows of a list that goes out: names of the columns, headings, rows, and the sums."""
    return read_sheet(exported_file(client, desk, query))


def read_sheet(content: bytes, sheet: int = 0) -> Lines:
    """The lines of a sheet; those of an exported list are the names of its columns, headings, rows, and sums."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


def read_rows(answer: Any) -> list[dict[str, Any]]:
    """The rows of an exported list as {heading: cell}, as they were sent; without its sums."""
    _names, headings, *lines = read_sheet(read_file(answer))
    return [dict(zip(headings, line, strict=True)) for line in lines if line[0] not in ("", None, SUMS)]


def line_of(lines: Lines, pk: Any) -> list[Any]:
    """The line of a row."""
    return next(line for line in lines[2:] if str(line[0]).startswith(pk.hex))


def place_of(lines: Lines, column: str) -> int:
    return lines[0].index(column)


def with_cells(lines: Lines, pk: Any, cells: Mapping[str, Any]) -> Lines:
    """The lines with other cells in the line of one row."""
    changed = [list(line) for line in lines]
    for column, value in cells.items():
        line_of(changed, pk)[place_of(lines, column)] = value
    return changed


def saved(lines: Lines, *, sheets: int = 1) -> bytes:
    """The lines as an .xlsx."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    days = book.add_format({"num_format": "dd-mm-yyyy"})
    for _number in range(sheets):
        sheet = book.add_worksheet()
        for line, cells in enumerate(lines):
            for place, cell in enumerate(cells):
                if hasattr(cell, "year"):
                    sheet.write_datetime(line, place, cell, days)
                elif cell not in ("", None):
                    sheet.write(line, place, cell)
    book.close()
    return target.getvalue()


def brought(client: Client, desk: Desk, content: bytes | Lines, name: str = "people.xlsx") -> Any:
    """The page that shows what a file would change."""
    file = content if isinstance(content, bytes) else saved(content)
    return client.post(reverse(desk.url_name("workbook")), {"workbook": SimpleUploadedFile(name, file)})


def accepted(client: Client, desk: Desk, preview: Any, **chosen: str) -> Any:
    """Take in what a preview showed."""
    sent = {"payload": preview.context["payload"], **{f"row-{pk}": "mine" for pk in chosen.values()}}
    return client.post(reverse(desk.url_name("workbook")), sent, follow=True)


def proposed(preview: Any) -> list[tuple[str, Any, Any]]:
    """(column, old, new) of every change that a preview shows."""
    assert preview.status_code == 200, preview.context["form"].errors.as_text()
    return [tuple(change) for row in preview.context["changed"] for change in row["changes"]]
