"""Lays registers out in sheets: titles, headings of one to three rows, records, and what stands between them."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.intake.corpus.habits import Hand
from tests.intake.corpus.registers import COUNTS
from tests.intake.corpus.rows import Row
from tests.intake.corpus.sheets import Cell, Entry, Sheet

__all__ = ["Column", "Line", "Page", "Subtotal", "Table", "lay_out"]

_REPEATABLE = frozenset({"date", "block", "panchayat", "village", "facilitator"})
_DITTO = ('"', "-do-", "''", "〃", "तदैव")


@dataclass
class Column:
    """A column: the groups above its heading from the top ("प्रतिभागी", "वयस्क"), then the heading itself."""

    field: str
    heading: str
    groups: tuple[str, ...] = ()


@dataclass
class Line:
    """A row that is no record: nothing, a month, a note. `texts`: {column: text}. `is_heading`: the headings again."""

    texts: Mapping[int, str] = field(default_factory=dict)
    is_heading: bool = False
    is_numbering: bool = False
    is_merged: bool = False


@dataclass
class Subtotal:
    """A row that adds up the counts since the last subtotal, or of the whole table. `at`: the column of its label."""

    label: str
    at: int
    is_grand: bool = False


type Item = Row | Line | Subtotal


@dataclass
class Table:
    """A register of one kind. `titles`: the lines above its headings."""

    kind: str
    hand: Hand
    columns: list[Column]
    items: list[Item]
    titles: list[str] = field(default_factory=list)
    gap: int = 0  # empty rows between the titles and the headings

    @property
    def records(self) -> list[Row]:
        return [item for item in self.items if isinstance(item, Row)]


@dataclass
class Page:
    """A sheet to be: tables below one another."""

    name: str
    tables: list[Table]
    top: int = 0  # empty rows above everything
    left: int = 0  # empty columns before everything
    is_hidden: bool = False
    hidden_fields: frozenset[str] = frozenset()
    is_single: bool = False  # the format has one sheet


def lay_out(page: Page) -> tuple[Sheet, list[Entry]]:
    """The sheet and the manifest of its records."""
    sheet = Sheet(page.name, is_hidden=page.is_hidden)
    sheet.rows.extend([] for _ in range(page.top))
    manifest: list[Entry] = []
    for table in page.tables:
        manifest += _Layer(sheet, table, page.left).lay()
        sheet.hidden_columns |= {
            page.left + number for number, one in enumerate(table.columns) if one.field in page.hidden_fields
        }
    return sheet, manifest


class _Layer:
    def __init__(self, sheet: Sheet, table: Table, left: int) -> None:
        self.sheet, self.table, self.left = sheet, table, left
        self.hand = table.hand
        self._since: list[Row] = []

    def lay(self) -> list[Entry]:
        """Append the table to the sheet; return the manifest of its records."""
        for title in self.table.titles:
            self._title(title)
        self.sheet.rows.extend([] for _ in range(self.table.gap))
        self._headings()
        manifest: list[Entry] = []
        above: Row | None = None
        runs: dict[str, int] = {}
        for item in self.table.items:
            if isinstance(item, Row):
                self._record(item, above, runs)
                number = len(self.sheet.rows)
                manifest.append(Entry(self.sheet.name, number, self.table.kind, item.read, item.ask))
                self._since.append(item)
                above = item
                continue
            above = None
            if isinstance(item, Subtotal):
                self._subtotal(item)
            elif item.is_heading:
                self._headings()
            elif item.is_numbering:
                self._append({at: Cell(at + 1) for at in range(len(self.table.columns))})
            else:
                self._append({at: self.hand.text(text) for at, text in item.texts.items()})
                if item.is_merged:
                    self._merge_across()
        return manifest

    def _append(self, cells: Mapping[int, Cell | None]) -> None:
        width = max(cells, default=-1) + 1
        self.sheet.rows.append([None] * (self.left if width else 0) + [cells.get(at) for at in range(width)])

    def _title(self, title: str) -> None:
        self._append({0: self.hand.text(title)})
        if title and self.hand.rng.random() < 0.5:
            self._merge_across()

    def _merge_across(self) -> None:
        row, last = len(self.sheet.rows) - 1, self.left + len(self.table.columns) - 1
        if last > self.left:
            self.sheet.merged.append((row, self.left, row, last))

    def _headings(self) -> None:
        columns = self.table.columns
        depth = max((len(one.groups) for one in columns), default=0) + 1
        first = len(self.sheet.rows)
        levels = [_padded(one, depth) for one in columns]
        for level in range(depth):
            cells: dict[int, Cell | None] = {}
            for at, texts in enumerate(levels):
                is_repeated = level < depth - 1 and at and levels[at - 1][: level + 1] == texts[: level + 1]
                if texts[level] and not (is_repeated and columns[at].groups):
                    cells[at] = self.hand.text(texts[level])
            self._append(cells)
        for at, texts in enumerate(levels):
            if depth > 1 and not any(texts[1:]):
                self.sheet.merged.append((first, self.left + at, first + depth - 1, self.left + at))
        for level in range(depth - 1):
            for _, run in itertools.groupby(range(len(columns)), key=lambda at: levels[at][: level + 1]):
                ats = list(run)
                if len(ats) > 1 and columns[ats[0]].groups and levels[ats[0]][level]:
                    self.sheet.merged.append((first + level, self.left + ats[0], first + level, self.left + ats[-1]))

    def _record(self, row: Row, above: Row | None, runs: dict[str, int]) -> None:
        cells = {at: row.cells.get(one.field) for at, one in enumerate(self.table.columns)}
        number = len(self.sheet.rows)
        for at, one in enumerate(self.table.columns):
            is_same = (
                one.field in _REPEATABLE
                and above is not None
                and row.cells.get(one.field) is not None
                and above.cells.get(one.field) == row.cells.get(one.field)
            )
            if not is_same:
                runs[one.field] = number
            elif one.field in row.is_merged:
                cells[at] = None
                self._merge_down(runs[one.field], self.left + at, number)
            elif self.hand.habits.repeats == "ditto":
                cells[at] = Cell(self.hand.rng.choice(_DITTO))
            elif self.hand.habits.repeats == "merged":
                cells[at] = None
                self._merge_down(runs[one.field], self.left + at, number)
        self._append(cells)
        if row.is_hidden:
            self.sheet.hidden_rows.add(number)

    def _merge_down(self, first: int, column: int, last: int) -> None:
        self.sheet.merged = [
            one for one in self.sheet.merged if not (one[0] == first and one[1] == column and one[3] == column)
        ]
        self.sheet.merged.append((first, column, last, column))

    def _subtotal(self, item: Subtotal) -> None:
        rows = self.table.records if item.is_grand else self._since
        cells: dict[int, Cell | None] = {item.at: self.hand.text(item.label)}
        for at, one in enumerate(self.table.columns):
            if one.field in COUNTS and at != item.at:
                cells[at] = Cell(sum(row.read.get(one.field) or 0 for row in rows if not row.ask))
        self._append(cells)
        if not item.is_grand:
            self._since = []


def _padded(column: Column, depth: int) -> list[str]:
    """The texts of a heading from the top row to the lowest: one without groups stands at the top."""
    texts = [*column.groups, column.heading]
    return [*texts, *[""] * (depth - len(texts))]
