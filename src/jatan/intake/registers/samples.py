"""Collects sample rows while a workbook is looked at: a few of each sort, as they would be recorded.

The look rolls back all that it wrote, so what a page shows of its rows is collected on the way, within bounds. Rows of
sealed kinds are never collected.
"""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers.models import ImportedRow
from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.repair.parked_rows import problem_rows
from jatan.intake.registers.translate.office import Translated
from jatan.intake.registers.translate.recorded_values import (
    RECORD_MODELS,
    Value,
    value_of_cell,
    values_of_record,
    values_of_row,
)
from jatan.intake.registers.translate.table import register
from jatan.intake.registers.workbook.hidden_parts import Hidden
from jatan.kernel.problems import Problems
from jatan.kernel.text.digits import ascii_digits
from jatan.programme.people.reach import live

# New rows of the first table of a register, of each further table, and of all of them.
_FIRST_ROWS, _FURTHER_ROWS, _MOST_ROWS = 5, 2, 12
# Rows for each reason to wait, each oddity, and each sort of known row.
_ROWS_OF_A_REASON = 5
_MOST_LINES = 60
_MOST_CHANGES = 20
_MOST_CELLS = 30
_ABOUT = 3
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class _Change:
    row: RegisterRow
    translated: Translated
    earlier: ImportedRow
    columns: Sequence[str]


class KindSamples:
    """Sample rows of one register of a workbook."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._tables: list[Layout] = []
        self._hidden_rows: dict[str, frozenset[int]] = {}
        self._hidden_columns: set[str] = set()
        self._hidden = 0
        self._new: list[dict[str, Any]] = []
        self._new_by_table: Counter[int] = Counter()
        self._lines: list[dict[str, Any]] = []
        self._lines_by_reason: Counter[tuple[str, str]] = Counter()
        self._changes: list[_Change] = []
        self._alike: list[dict[str, Any]] = []

    def note_table(self, layout: Layout, hidden: Hidden) -> None:
        """Add a table whose rows follow, and what is hidden in its sheet."""
        self._tables.append(layout)
        self._hidden_rows[layout.sheet] = hidden.rows
        self._hidden_columns.update(name for name, column in layout.columns.items() if column in hidden.columns)

    def note_record(self, row: RegisterRow) -> None:
        """Keep a row of any sort that is hidden, if there are few."""
        if row.number in self._hidden_rows[row.sheet]:
            self._hidden += 1
            if self._has_room("hidden", ""):
                self._add_line("hidden", "", row, self._about(row), "", "")

    def note_new(self, row: RegisterRow, translated: Translated) -> None:
        """Keep a new row if there are few of its table, or of one of its oddities."""
        table = self._table_of(row)
        most = _FURTHER_ROWS if table else _FIRST_ROWS
        if len(self._new) < _MOST_ROWS and self._new_by_table[table] < most:
            self._new_by_table[table] += 1
            self._new.append(self._new_row(row, translated))
        for oddity in translated.oddities:
            if self._has_room("odd", oddity.code):
                about = values_of_row(self._kind, translated, self._about_columns(row))
                written = oddity.detail or self._written_text(row, oddity.field)
                self._add_line("odd", oddity.code, row, list(about.values()), oddity.field, written)

    def note_waiting(self, row: RegisterRow, trouble: Problems) -> None:
        """Keep a row that would wait, if there are few of its reason."""
        first = trouble.problems[0]
        if self._has_room("waits", first.code):
            (problem,) = problem_rows((first,), row.cell_name)
            written = self._written_text(row, problem["field"])
            self._add_line("waits", first.code, row, self._about(row), problem["field"], written, problem["message"])
            self._lines[-1]["cell"] = problem["cell"]

    def note_change(
        self, row: RegisterRow, translated: Translated, earlier: ImportedRow, columns: Sequence[str]
    ) -> None:
        """Keep a changed row with the columns in which it differs from its record."""
        if len(self._changes) < _MOST_CHANGES:
            self._changes.append(_Change(row, translated, earlier, columns))

    def note_alike(self, row: RegisterRow, translated: Translated, record: Guarded) -> None:
        """Keep a row that may be on record, beside that record: its total, and what differs."""
        if len(self._alike) < _MOST_CHANGES:
            columns = [column for column in row.cells if column != "serial"][:_MOST_CELLS]
            was = values_of_record(self._kind, record, columns)
            will_be = values_of_row(self._kind, translated, columns)
            pairs = [[column, was.get(column), will_be.get(column)] for column in columns]
            pairs = [pair for pair in pairs if pair[0] == "total" or pair[1] != pair[2]]
            self._alike.append({**_position(row), "about": self._about(row), "columns": pairs})

    def note_known(self, sort: str, row: RegisterRow) -> None:
        """Keep a row that changes nothing, if there are few; `sort`: already_in, duplicates, dismissed, proposed."""
        if self._has_room(sort, ""):
            self._add_line(sort, "", row, self._about(row), "", "")

    def document(self) -> dict[str, Any]:
        """JSON: {"columns": [column in the order of the workbook], "new": [{sheet, row, values, written}],
        "lines": [{sort, code, sheet, row, about, field, written, message}], "changes": [{sheet, row, about, columns:
        [[column, value in the record, value in the workbook]]}], "alike": rows that may be on record, as changes,
        "hidden": how many records stand in hidden rows,
        "hidden_columns": [column]}; values as in `recorded_values`.

        Reads the records of changed rows: call it as the importer, before the look is rolled back.
        """
        shown = {column for row in self._new for column in (*row["values"], *row["written"])}
        columns = [column for column in self._columns() if column in shown]
        # What a title says, or a form: it stands in no column of the sheet.
        columns = [*(name for name in kinds()[self._kind].fields if name in shown - {*columns}), *columns]
        return {
            "columns": columns[:_MOST_CELLS],
            "new": self._new,
            "lines": self._lines,
            "changes": list(self._changed_rows()),
            "alike": self._alike,
            "hidden": self._hidden,
            "hidden_columns": sorted(self._hidden_columns),
        }

    def _new_row(self, row: RegisterRow, translated: Translated) -> dict[str, Any]:
        columns = [column for column in row.cells if column != "serial"][:_MOST_CELLS]
        values = values_of_row(self._kind, translated, columns)
        odd = {oddity.field for oddity in translated.oddities}
        written = {column: self._written(row, column, values.get(column), odd) for column in columns}
        return {
            **_position(row),
            "values": values,
            "written": {column: text for column, text in written.items() if text},
        }

    def _written(self, row: RegisterRow, column: str, value: Value | None, odd: Collection[str]) -> str:
        """The cell as written, where it is recorded as something else; otherwise ""."""
        if column in row.converted:
            return row.converted[column][:_LONGEST]
        text = self._written_text(row, column)
        if value is None:
            return text
        sort, *parts = value
        if sort == "day":
            return text if column in odd else ""
        if sort == "month":  # which the sheet says in a heading, and we write with a mark of our own
            return ""
        if sort == "number":
            return "" if ascii_digits(text) == str(parts[0]) else text
        if sort in ("text", "place", "word"):
            return "" if plain(text) in {plain(str(name)) for name in parts} else text
        return text

    def _changed_rows(self) -> Iterable[dict[str, Any]]:
        model = RECORD_MODELS[register(self._kind).record]
        ids = [one.earlier.record_id for one in self._changes]
        links = [field.name for field in model._meta.get_fields() if field.many_to_one and field.concrete]
        rows = live(model).filter(pk__in=ids).select_related(*links) if ids else ()
        records: dict[Any, Guarded] = {record.pk: record for record in rows}
        for one in self._changes:
            record = records.get(one.earlier.record_id)
            was = values_of_record(self._kind, record, one.columns) if record else {}
            will_be = values_of_row(self._kind, one.translated, one.columns)
            pairs = [[column, was.get(column), will_be.get(column)] for column in one.columns[:_MOST_CELLS]]
            yield {**_position(one.row), "about": self._about(one.row), "columns": pairs}

    def _columns(self) -> list[str]:
        ordered = (sorted(table.columns, key=lambda name: table.columns[name]) for table in self._tables)
        return list(dict.fromkeys([*itertools.chain.from_iterable(ordered), "total"]))

    def _table_of(self, row: RegisterRow) -> int:
        """The number of the table in which a row stands."""
        of_sheet = [number for number, table in enumerate(self._tables) if table.sheet == row.sheet]
        above = [number for number in of_sheet if self._tables[number].header_rows < row.number]
        return above[-1] if above else 0

    def _about_columns(self, row: RegisterRow) -> list[str]:
        return [column for column in kinds()[self._kind].about if row.cells.get(column, "") != ""][:_ABOUT]

    def _about(self, row: RegisterRow) -> list[Value]:
        values = (value_of_cell(column, row.cells[column]) for column in self._about_columns(row))
        return [value for value in values if value is not None]

    def _written_text(self, row: RegisterRow, column: str) -> str:
        cell = row.cells.get(column, "")
        if isinstance(cell, dt.date):
            return f"{cell:%d.%m.%Y}"
        return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)[:_LONGEST]

    def _has_room(self, sort: str, code: str) -> bool:
        return len(self._lines) < _MOST_LINES and self._lines_by_reason[sort, code] < _ROWS_OF_A_REASON

    def _add_line(
        self, sort: str, code: str, row: RegisterRow, about: list[Value], field: str, written: str, message: str = ""
    ) -> None:
        self._lines_by_reason[sort, code] += 1
        line = {"sort": sort, "code": code, **_position(row), "about": about, "field": field}
        self._lines.append(line | {"written": written[:_LONGEST], "message": message})


def _position(row: RegisterRow) -> dict[str, Any]:
    return {"sheet": row.sheet[:120], "row": row.number}
