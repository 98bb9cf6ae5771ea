"""Workbooks before they are written in a format: cells as somebody typed them, and what a careful clerk reads in them.

This module and the others of the writer import nothing of the product: `test_writer.py` holds that.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Book", "Cell", "Entry", "Merged", "Read", "Sheet"]

# First row, first column, last row, last column, from 0.
type Merged = tuple[int, int, int, int]
type Read = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """One cell. `style`: the number format of a date or number; `formula`: with `value` as its cached result, which is
    None where the program that wrote it did not calculate; `font`: where it is not the usual one."""

    value: str | int | float | bool | dt.date | dt.datetime | None
    style: str = ""
    formula: str = ""
    font: str = ""


@dataclass(frozen=True)
class Entry:
    """One row of a register in the manifest. `row`: its number in the sheet, from 1. `read`: what a careful clerk
    reads; `ask`: why she would ask the office before she writes it down, or ""."""

    sheet: str
    row: int
    kind: str
    read: Read
    ask: str = ""


@dataclass
class Sheet:
    """A grid of cells; rows may have different lengths."""

    name: str
    rows: list[list[Cell | None]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False


@dataclass
class Book:
    """A workbook and its manifest. `habits`: what its office does, for whoever looks at a failure."""

    name: str
    sheets: list[Sheet] = field(default_factory=list)
    manifest: list[Entry] = field(default_factory=list)
    habits: list[str] = field(default_factory=list)
    is_1904: bool = False

    def manifest_json(self) -> list[dict[str, Any]]:
        """The manifest as JSON values; days as ISO text."""
        return [
            {"sheet": one.sheet, "row": one.row, "kind": one.kind, "ask": one.ask, "read": _plain(one.read)}
            for one in self.manifest
        ]

    def digest(self) -> str:
        """Changes with every cell and every entry of the manifest."""
        cells = [
            [sheet.name, [[_cell(cell) for cell in row] for row in sheet.rows], sheet.merged, sorted(sheet.hidden_rows)]
            for sheet in self.sheets
        ]
        whole = json.dumps([cells, self.manifest_json(), self.is_1904], ensure_ascii=False, default=str)
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _plain(read: Read) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in read.items()}


def _cell(cell: Cell | None) -> Any:
    return None if cell is None else [cell.value, cell.style, cell.formula, cell.font]
