"""Writes test workbooks."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

SHG = "SHG meetings"
HEADER = [
    "S.No.",
    "Date",
    "Block",
    "Village",
    "Group name",
    "Topic",
    "Women",
    "Men",
    "Girls (<18)",
    "Boys (<18)",
    "Total",
]


def meeting(
    serial: Any, date: Any = "12/03/2022", block: str = "Basia", women: Any = 10, total: Any = None, **other: Any
) -> list[Any]:
    """One row for HEADER; `total` is the number of women by default."""
    row = {
        "village": "Navapur",
        "group": "Navapur Mahila Mandal",
        "topic": "Safe migration",
        "men": 0,
        "girls": 0,
        "boys": 0,
    }
    row |= other
    people = [women, row["men"], row["girls"], row["boys"], women if total is None else total]
    return [serial, date, block, row["village"], row["group"], row["topic"], *people]


def write(path: Path, sheets: Mapping[str, Iterable[Sequence[Any]]], *, hidden: Sequence[str] = ()) -> Path:
    """Write a workbook with these sheets; dates as Excel dates, "=..." as a formula with its cached value."""
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(number, column, value, moment)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), day)
                elif isinstance(value, tuple):
                    sheet.write_formula(number, column, value[0], None, value[1])
                elif value is not None and value != "":
                    sheet.write(number, column, value)
    book.close()
    return path


def meetings(path: Path, *rows: Sequence[Any], sheet: str = SHG) -> Path:
    """Write a workbook with one register of SHG meetings."""
    return write(path, {sheet: [HEADER, *rows]})
