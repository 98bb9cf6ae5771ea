"""Finds the tables of one sheet: an office may write a second register below the first, with headings of its own.

A new row of headings begins a table, unless it repeats the headings above it (as on a printed page) and no title
between them names another register. A table that is not recognised ends the one above it all the same: its rows belong
to no other register.
"""

import dataclasses
import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jatan.intake.registers.recognise.date_columns import DateColumns
from jatan.intake.registers.recognise.header import Header, find_header, text_of
from jatan.intake.registers.recognise.layout import HEAD_ROWS, Layout, Unknown, recognise, recognise_as
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary, has_no_other_word

type Row = Sequence[Any]

# Rows above a row of headings that may hold its title, and rows below it that help to tell its columns.
_ABOVE, _BELOW = 5, 12
# A row is no row of headings unless so many of its cells are known headings, and half of them all.
_MIN_KNOWN = 3
_MAX_TITLE_CELLS = 2


@dataclass
class _Start:
    """A row of headings below the first table. `first`: index of its topmost title row, from 0; `window`: the rows
    from there; `titles`: how many of them are titles."""

    first: int
    window: list[Row]
    titles: int
    headings: list[str]


def find_tables(
    sheet: str, rows: Iterable[Row], words: Vocabulary, header: Header | None = None
) -> list[Layout | Unknown]:
    """The tables of a sheet in their order, each with the row after which it ends; at least one. `header`: its first
    headings, where they were found."""
    source = iter(rows)
    head = list(itertools.islice(source, HEAD_ROWS))
    dates = DateColumns(head)
    header = header or find_header(head, words)
    current = recognise(sheet, head, words, header=header)
    if header is None:
        return [current]
    end, headings = header.end, header.headings
    found: list[Layout | Unknown] = []
    for start in _starts(itertools.chain(head, dates.following(source)), end, words):
        if whole := find_header(start.window[start.titles :], words):
            start.headings = whole.headings
        following = _recognise_start(sheet, start, current, headings, words)
        if following is None:
            current = _with_titles(current, start, words)
        else:
            found.append(_ended(current, start.first))
            current, headings = following, start.headings
    orders, undecided = dates.orders(), dates.undecided()
    return [
        dataclasses.replace(table, date_orders=orders, undecided=undecided) if isinstance(table, Layout) else table
        for table in (*found, current)
    ]


def _starts(rows: Iterable[Row], after: int, words: Vocabulary) -> Iterator[_Start]:
    """Every row of headings below the first `after` rows, with the rows around it."""
    recent: deque[Row] = deque(maxlen=_ABOVE)
    open_starts: deque[_Start] = deque()
    last = -2
    for index, row in enumerate(rows):
        for start in open_starts:
            start.window.append(row)
        while open_starts and len(open_starts[0].window) >= open_starts[0].titles + _BELOW:
            yield open_starts.popleft()
        if index >= after:
            if _is_heading_row(row, words):
                if index != last + 1:  # the second row of one header
                    titles = _titles(recent)
                    headings = [text_of(cell) for cell in row]
                    open_starts.append(_Start(index - len(titles), [*titles, row], len(titles), headings))
                last = index
            elif index == last + 1 and _is_lower_row(row, words):
                last = index
            recent.append(row)
    yield from open_starts


def _is_lower_row(row: Row, words: Vocabulary) -> bool:
    """True for a row of known headings only, however few: "18+" and "Below 18" between other rows of one header."""
    filled = [cell for cell in row if cell not in ("", None)]
    return bool(filled) and all(isinstance(cell, str) and words.field(text_of(cell)) for cell in filled)


def _titles(recent: Sequence[Row]) -> list[Row]:
    """The rows directly above that hold a title or nothing."""
    titles: list[Row] = []
    for row in reversed(recent):
        filled = [cell for cell in row if cell not in ("", None)]
        if len(filled) > _MAX_TITLE_CELLS or not all(isinstance(cell, str) for cell in filled):
            break
        titles.insert(0, row)
    return titles


def _is_heading_row(row: Row, words: Vocabulary) -> bool:
    filled = [cell for cell in row if cell not in ("", None)]
    if len(filled) < _MIN_KNOWN or not all(isinstance(cell, str) for cell in filled):
        return False
    known: set[str] = set()
    for number, cell in enumerate(filled, start=1):
        if field := words.field(text_of(cell)):
            known.add(field)
        if number == _MIN_KNOWN + 1 and len(known) < 2:
            return False  # most records end here, so that a long register is not looked up cell by cell
    return len(known) >= _MIN_KNOWN and len(known) * 2 >= len(filled)


def _recognise_start(
    sheet: str, start: _Start, above: Layout | Unknown, headings: Sequence[str], words: Vocabulary
) -> Layout | Unknown | None:
    """The table that begins here; None where the table above goes on below repeated headings."""
    has_title = any(text_of(cell) for row in start.window[: start.titles] for cell in row)
    # A title just above the headings counts more than the name of the sheet; "March 2022" with a column of women's
    # groups is none, and the table above goes on.
    titled = recognise("", start.window, words, is_named_by_groups=False) if has_title else None
    is_repeated = _are_alike(start.headings, headings)
    if is_repeated and isinstance(above, Unknown) and not isinstance(titled, Layout):
        return None
    if is_repeated and isinstance(above, Layout) and (not isinstance(titled, Layout) or titled.kind == above.kind):
        if _plain(start.headings) == _plain(headings):
            return None
        found = recognise_as(above.kind, sheet, start.window, words)
        if isinstance(found, Unknown) or found.columns == above.columns:
            return None
    else:
        found = titled if isinstance(titled, Layout) else recognise(sheet, start.window, words)
    if isinstance(found, Layout):
        return _moved(found, sheet, start.first)
    # The name of the sheet says what its first table is; a further one has to say so itself.
    if isinstance(titled, Unknown) and titled.kind:
        found = titled
    candidates = tuple(_moved(one, sheet, start.first) for one in found.candidates) if found is titled else ()
    return dataclasses.replace(found, sheet=f"{sheet} ({start.first + start.titles + 1})", candidates=candidates)


def _moved(layout: Layout, sheet: str, rows: int) -> Layout:
    """A layout found in a window, as one of the sheet in which that many rows stand above the window."""
    return dataclasses.replace(
        layout, sheet=sheet, header_rows=rows + layout.header_rows, given=layout.given.moved(rows)
    )


def _plain(headings: Sequence[str]) -> list[list[str]]:
    """The words of the headings, without empty columns at the end."""
    found = [heading.split() for heading in headings]
    while found and not found[-1]:
        found.pop()
    return found


def _are_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """True if most headings stand in the same columns."""
    both = list(itertools.zip_longest(one, other, fillvalue=""))
    filled = [pair for pair in both if any(pair)]
    same = sum(first.split() == second.split() for first, second in filled)
    return same * 2 > len(filled)


def _with_titles(table: Layout | Unknown, start: _Start, words: Vocabulary) -> Layout | Unknown:
    """The table, with the rows above these repeated headings in which nothing stands but the name of a register."""
    if isinstance(table, Unknown):
        return table
    rows = range(start.first + 1, start.first + start.titles + 1)
    named = {number for number, row in zip(rows, start.window, strict=False) if _names_register(row, words)}
    return dataclasses.replace(table, titles=table.titles | named) if named else table


def _names_register(row: Row, words: Vocabulary) -> bool:
    texts = [text_of(cell) for cell in row if cell not in ("", None)]
    return len(texts) == 1 and any(map(has_no_other_word, words.title_weights(texts[0]).values()))


def _ended(table: Layout | Unknown, row: int) -> Layout | Unknown:
    if isinstance(table, Layout):
        return dataclasses.replace(table, last_row=row)
    return dataclasses.replace(
        table, candidates=tuple(dataclasses.replace(one, last_row=row) for one in table.candidates)
    )
