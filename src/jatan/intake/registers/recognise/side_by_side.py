"""Finds tables that stand side by side in one sheet: the headings of a register begin again to the right of it.

A second column of days does not make a second table ("Date of the call", "Date of the answer"): an empty column or a
serial number has to stand between them, or most of the headings of the first come again in their order. Each is read by
itself, as if nothing stood in the columns of the others; cells keep their places.
"""

import difflib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from jatan.intake.registers.recognise.header import Header, find_header
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary

_DAY, _SERIAL = "date", "serial"
# What a table has to have by itself, and how much of it the other one has too.
_MIN_FIELDS, _MIN_SHARED = 3, 2
_MOST_TABLES = 4

type Row = Sequence[Any]


def find_column_spans(head: Sequence[Row], words: Vocabulary, header: Header | None = None) -> list[range]:
    """The columns of each table; one span for a sheet with nothing side by side. `head`: its first rows; `header`:
    their headings, where they were found."""
    width = max(map(len, head), default=0)
    whole = [range(width)]
    header = header or find_header(head, words)
    if header is None:
        return whole
    fields = [words.field(heading) if heading else None for heading in header.headings]
    days = [column for column, name in enumerate(fields) if name == _DAY]
    if not 2 <= len(days) <= _MOST_TABLES:
        return whole
    starts = [0]
    for day_before, day in itertools.pairwise(days):
        start = _start(head, header, fields, day_before, day)
        if start is None:
            start = _first_again(fields, day_before, day)
            if not _comes_again(fields, starts, start):
                return whole
        starts.append(start)
    ends = [*starts[1:], max(width, len(fields))]
    spans = [range(start, end) for start, end in zip(starts, ends, strict=True)]
    names = [{fields[column] for column in span if column < len(fields)} - {None} for span in spans]
    are_tables = all(len(one) >= _MIN_FIELDS and len(one & names[0]) >= _MIN_SHARED for one in names)
    return spans if are_tables else whole


def only_columns(rows: Iterable[Row], span: range) -> Iterator[list[Any]]:
    """The rows with nothing outside these columns."""
    for row in rows:
        yield [cell if column in span else "" for column, cell in enumerate(row)]


def _start(head: Sequence[Row], header: Header, fields: Sequence[str | None], day_before: int, day: int) -> int | None:
    """Where the table with the day in this column begins: after an empty column, or with its serial number."""
    for column in range(day, day_before, -1):
        if column - 1 > day_before and _is_empty(head, header, column - 1):
            return column
        if fields[column] == _SERIAL:
            return column
    return None


def _first_again(fields: Sequence[str | None], day_before: int, day: int) -> int:
    """Where the first heading of the sheet comes again between two days; else at the second."""
    first = next(name for name in fields if name)
    return next((column for column in range(day_before + 1, day) if fields[column] == first), day)


def _comes_again(fields: Sequence[str | None], starts: Sequence[int], start: int) -> bool:
    """Whether most headings of the first table stand right of here, in the same order."""
    end = starts[1] if len(starts) > 1 else start
    first = [name for name in fields[:end] if name]
    return 2 * _count_in_order(first, [name for name in fields[start:] if name]) > len(first)


def _is_empty(head: Sequence[Row], header: Header, column: int) -> bool:
    """Whether neither a heading nor anything below it stands in a column."""
    below = (row[column] for row in head[header.end :] if column < len(row))
    return not header.headings[column] and all(cell in ("", None) for cell in below)


def _count_in_order(one: Sequence[str], other: Sequence[str]) -> int:
    """How many of these come again in the other, in the same order."""
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)
