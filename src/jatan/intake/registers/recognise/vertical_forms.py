"""Recognises forms in which each line is a label and its value, and reads one record of each: a table turned round.

Several forms may stand below each other, each beginning with the label of the first, and several values beside each
other are several records. Nothing is a form that has a line of headings, or labels in several columns.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.given_values import Given, given_in_caption
from jatan.intake.registers.recognise.header import text_of
from jatan.intake.registers.recognise.layout import HEAD_ROWS, Layout, Unknown, recognise
from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.other_columns import OtherText, kept_text
from jatan.intake.registers.recognise.rows import (
    NO_MARKS,
    Note,
    RegisterRow,
    add_given,
    build_row,
    mark_row,
    not_noted,
    remark_columns,
    serial_of,
)
from jatan.intake.registers.recognise.vocabulary.headings import WORDS
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.workbook.row_marks import Marks, place_of

_MIN_LABELS, _MOST_HEADINGS = 4, 2
# A sheet that is wider is no form, and stays unknown as a whole.
_MOST_RECORDS, MOST_ROWS = 200, 2_000
_MAX_LABEL_COLUMN = 3

type Row = Sequence[Any]


@dataclass(frozen=True)
class Form:
    """One form: `lines` of its labels, from 0 and in order; `columns`: {field: its line}; `given`: what is said above
    it of every record; `others`: {line: label} of those that no field takes."""

    lines: Sequence[int]
    columns: Mapping[str, int]
    given: Given
    others: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FormLayout(Layout):
    """Such a sheet. `label_column`: where the labels stand; `width`: the number of its columns."""

    label_column: int = 0
    width: int = 0
    forms: Sequence[Form] = ()
    labels: Mapping[int, str] = field(default_factory=dict)


def find_form(sheet: str, rows: Sequence[Row], words: Vocabulary) -> FormLayout | None:
    """The sheet as forms, or None. `rows`: all of them; a long sheet is none."""
    if len(rows) > MOST_ROWS or any(_count_labels(row, words) > _MOST_HEADINGS for row in rows):
        return None
    column = next((at for at in range(_MAX_LABEL_COLUMN) if _count_in_column(rows, at, words) >= _MIN_LABELS), None)
    if column is None:
        return None
    labels = {number: text for number, row in enumerate(rows) if (text := _label(row, column)) and _value(row, column)}
    width = max((_width(rows[number]) for number in labels), default=0)
    if width - column - 1 > _MOST_RECORDS or _has_labels_beside(rows, column, width, words):
        return None
    known = [number for number, text in labels.items() if _field(text, words)]
    starts = [number for number in known if plain(labels[number]) == plain(labels[known[0]])] if known else []
    if not starts:
        return None
    ends = [*starts[1:], len(rows)]
    titles = [list(row) for row in rows[: starts[0]]]
    forms: list[Form] = []
    found: Layout | Unknown | None = None
    given: Given | None = None
    for start, end in zip(starts, ends, strict=True):
        lines = [number for number in labels if start <= number < end]
        records = _records(rows, lines, column, width)
        found = recognise(sheet, [*titles, [labels[number] for number in lines], *records][:HEAD_ROWS], words)
        if isinstance(found, Unknown):
            return None
        given = found.given if given is None else given
        others = {lines[at]: label for at, label in found.others.items()}
        forms.append(Form(lines, {name: lines[at] for name, at in found.columns.items()}, given, others))
        for number in range(start, end):  # what stands between two forms is said of the second
            if number not in labels:
                given = given.followed_by(given_in_caption(rows[number], number, words, found.kind))
    if not isinstance(found, Layout):
        return None
    return FormLayout(
        sheet=sheet,
        kind=found.kind,
        header_rows=starts[0],
        columns={},
        unknown=found.unknown,
        given=forms[0].given,
        label_column=column,
        width=width,
        forms=forms,
        labels=labels,
    )


def read_forms(
    layout: FormLayout,
    rows: Sequence[Row],
    words: Vocabulary,
    left_out: Collection[int] = frozenset(),
    note: Note = not_noted,
    marks: Marks = NO_MARKS,
) -> Iterator[RegisterRow]:
    """One record for each form and column of values. Its number is that of the form's first line; the others are noted
    as lines of it. `left_out`: the numbers of lines of which nothing is read; `marks`: what marks the sheet's lines."""
    remarks = remark_columns([layout.labels.get(number, "") for number in range(len(rows))], words)
    firsts: set[int] = set()
    for form in layout.forms:
        lines = [number for number in form.lines if number + 1 not in left_out]
        columns = {name: number for name, number in form.columns.items() if number + 1 not in left_out}
        for column in range(layout.label_column + 1, layout.width):
            if not any(_is_filled(rows[number], column) for number in lines if number != form.columns.get("serial")):
                continue
            firsts.add(lines[0])
            cells = {name: _cell(rows[number], column) for name, number in columns.items()}
            row = build_row(layout.sheet, lines[0] + 1, serial_of(cells.get("serial", "")), cells.items())
            row.others = _others(form, rows, column, left_out)
            row.cell_names = {name: place_of(number + 1, column) for name, number in columns.items()}
            own = {name: one for name, one in form.given.values.items() if name not in form.columns}
            add_given(row, Given(own))
            _mark(layout, row, rows, lines, column, marks, remarks)
            yield row
    for number, line in enumerate(rows):
        if number >= layout.header_rows and number not in firsts:
            note(number + 1, _fate(layout, number, line, left_out))


def _others(form: Form, rows: Sequence[Row], column: int, left_out: Collection[int]) -> tuple[OtherText, ...]:
    """What stands in this column beside labels that no field takes; known by their lines."""
    found = (
        OtherText(number, label, kept_text(_cell(rows[number], column)))
        for number, label in form.others.items()
        if number + 1 not in left_out
    )
    return tuple(one for one in found if one.text)


def _mark(
    layout: FormLayout,
    row: RegisterRow,
    rows: Sequence[Row],
    lines: Sequence[int],
    column: int,
    marks: Marks,
    remarks: Collection[int],
) -> None:
    """What marks the lines of a record holds for it, a comment only at its own cells or at the labels."""
    comments = [
        (place_of(number + 1, at), text)
        for number in lines
        for at, text in marks.comments.get(number + 1, ())
        if at in (column, layout.label_column)
    ]
    found = ((number, _cell(rows[number], column)) for number in lines)
    cells = [(place_of(at + 1, column), text, at in remarks) for at, text in found if isinstance(text, str)]
    struck = next((marks.struck[number + 1] for number in lines if number + 1 in marks.struck), "")
    mark_row(layout, row, struck, comments, cells)


def _fate(layout: FormLayout, number: int, line: Row, left_out: Collection[int]) -> str:
    if not any(cell not in ("", None) for cell in line):
        return "blank"
    if number + 1 in left_out:
        return "hidden"
    return "form" if number in layout.labels else "notes"


def _records(rows: Sequence[Row], lines: Sequence[int], column: int, width: int) -> list[list[Any]]:
    """The columns of values right of the labels, turned into rows; without those in which nothing stands."""
    turned = ([_cell(rows[number], at) for number in lines] for at in range(column + 1, width))
    return [cells for cells in turned if any(cell not in ("", None) for cell in cells)]


def _has_labels_beside(rows: Sequence[Row], column: int, width: int, words: Vocabulary) -> bool:
    """Whether another column holds labels too: what stands right of these are no values of the first ones."""
    return any(
        len({_field(_label(row, at), words) for row in rows} - {""}) > _MOST_HEADINGS for at in range(column + 1, width)
    )


def _width(row: Row) -> int:
    """The number of columns up to the last that holds anything."""
    return max((at + 1 for at, cell in enumerate(row) if cell not in ("", None)), default=0)


def _is_filled(row: Row, column: int) -> bool:
    return _cell(row, column) not in ("", None)


def _label(row: Row, column: int) -> str:
    return text_of(_cell(row, column)).rstrip(" :：-–=.")


def _value(row: Row, column: int) -> bool:
    return any(cell not in ("", None) for cell in row[column + 1 :])


def _field(text: str, words: Vocabulary) -> str:
    reading = words.reading(text) if text else None
    return reading.field if reading is not None and reading.strength >= WORDS else ""


def _count_labels(row: Row, words: Vocabulary) -> int:
    return len({name for cell in row if (name := _field(text_of(cell), words))})


def _count_in_column(rows: Sequence[Row], column: int, words: Vocabulary) -> int:
    found = {_field(_label(row, column), words) for row in rows if _value(row, column)}
    return len(found - {""})


def _cell(row: Row, column: int) -> Any:
    return row[column] if column < len(row) else ""
