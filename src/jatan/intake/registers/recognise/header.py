"""Finds the header of a sheet: one row, or two or three adjacent rows, with the most known headings."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from jatan.intake.registers.recognise.normalised import lines
from jatan.intake.registers.recognise.vocabulary.count_headings import parse_count_heading
from jatan.intake.registers.recognise.vocabulary.headings import PART, WORDS
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary

_MAX_COLUMNS = 256
_MAX_ROWS = 3
_CLEAR_SCORE = 4
# A row of unknown headings: so many texts, none twice, above so many rows that are as wide and hold other things.
_MIN_HEADINGS, _MIN_RECORDS = 2, 5
_LONGEST_HEADING = 60

type Cells = Sequence[Any]


class Header(NamedTuple):
    """The rows `first` up to `end`, from 0 and without `end`, with the heading of each column."""

    first: int
    end: int
    headings: list[str]


def find_header(head: Sequence[Cells], words: Vocabulary) -> Header | None:
    """The header among these rows; None without one."""
    best: Header | None = None
    best_score = 0
    for index, row in enumerate(head):
        if best is not None and best_score >= _CLEAR_SCORE and index > best.end + 2:
            break  # the header has been found; what follows are records
        single = [text_of(cell) for cell in row[:_MAX_COLUMNS]]
        score = _score(single, words)
        if score >= 2 and (best is None or score > best_score):
            best, best_score = Header(index, index + 1, single), score
        for depth in range(2, _MAX_ROWS + 1):
            stack = head[index : index + depth]
            if len(stack) < depth or (headings := _stacked(stack, words)) is None:
                break
            score = _score(headings, words)
            least = best_score + 2
            if _is_all_headings(stack[-1], words):  # no record, so that it need not add as much
                least = best_score + (best is None or best.first != index)
            if _adds_headings(stack, score, words) and (best is None or score >= least):
                best, best_score = Header(index, index + depth, headings), score
    return best


def find_header_by_shape(head: Sequence[Cells]) -> tuple[int, list[str]] | None:
    """As find_header, for headings that nobody knows: the first row of texts alone above columns of figures or days."""
    for index, row in enumerate(head):
        headings = [text_of(cell) for cell in row[:_MAX_COLUMNS]]
        names = [heading for heading in headings if heading]
        width = sum(cell not in ("", None) for cell in row)
        if (
            len(names) < max(_MIN_HEADINGS, width)
            or len({*names}) < len(names)
            or max(map(len, names)) > _LONGEST_HEADING
        ):
            continue
        if any(map(_has_digits, names)):
            continue
        records = [below for below in head[index + 1 :] if sum(cell not in ("", None) for cell in below) * 2 > width]
        wider = sum(sum(cell not in ("", None) for cell in below) > width for below in records)
        if len(records) < _MIN_RECORDS or wider * 4 > len(records):
            continue
        columns = [number for number, heading in enumerate(headings) if heading]
        if any(_holds_figures(records, number) for number in columns):
            return index + 1, headings
    return None


def is_record_below_header(head: Sequence[Cells], end: int) -> bool:
    """True if the row taken for headings is a record whose words happen to be headings ("महिला", "Police"): it holds
    figures, and a row of texts alone stands above it."""
    if not any(cell not in ("", None) and not _is_word(cell) for cell in head[end - 1]):
        return False
    shaped = find_header_by_shape(head)
    return shaped is not None and shaped[0] < end


def text_of(cell: Any) -> str:
    """The text of a header cell, at most 200 characters; "" for a number or a date."""
    return _line_text(cell) if isinstance(cell, str) else ""


@lru_cache(maxsize=16_384)
def _line_text(text: str) -> str:
    return lines(text)[:200]


def _adds_headings(stack: Sequence[Cells], score: int, words: Vocabulary) -> bool:
    """Whether stacking these rows recognises more headings than without the last row, which else would be a record, or
    without the first, which else would be a title."""
    if score < 2 or score <= _stack_score(stack[1:], words):
        return False
    margin = 0 if _is_all_headings(stack[-1], words) else 1
    return len(stack) == 2 or score > _stack_score(stack[:-1], words) + margin


def _is_all_headings(row: Cells, words: Vocabulary) -> bool:
    """True for a row in which something stands, and every cell is a heading that is known for certain."""
    readings = [words.reading(text_of(cell)) for cell in row[:_MAX_COLUMNS] if cell != ""]
    return bool(readings) and all(reading is not None and reading.strength >= PART for reading in readings)


def _stack_score(stack: Sequence[Cells], words: Vocabulary) -> int:
    """The score of these rows without the row above or below them."""
    return _score(_stacked(stack, words) or [], words)


def _score(headings: Sequence[str], words: Vocabulary) -> int:
    return len({field for heading in headings if heading and (field := words.field(heading))})


def _stacked(stack: Sequence[Cells], words: Vocabulary) -> list[str] | None:
    """Headings of a header of several rows ("Participants" above "Women", "Men"); None if a row holds data."""
    if any(cell != "" and not isinstance(cell, str) for row in stack for cell in row):
        return None
    headings: list[str] = []
    groups = [""] * (len(stack) - 1)
    for number in range(min(max(map(len, stack)), _MAX_COLUMNS)):
        column = [text_of(row[number]) if number < len(row) else "" for row in stack]
        for level in range(len(groups)):
            below = any(column[level + 1 :])
            groups[level] = (column[level] or groups[level]) if below else ""
        lowest = next((text for text in reversed(column) if text), "")
        above = [text for text in groups if text and text != lowest]
        headings.append(_heading(lowest, above, words) if lowest else "")
    return headings


def _heading(lowest: str, above: Sequence[str], words: Vocabulary) -> str:
    """A column's heading, from its own cell and the groups above it: "Below 18" above "F" gives "Below 18 F"."""
    count = parse_count_heading(lowest)
    groups = [text for text in above if (group := parse_count_heading(text)) and (group.has_sex or group.has_age)]
    both = " ".join([*groups, lowest])
    is_specific = count is not None and (count.is_grand or (count.has_sex and count.has_age))
    if groups and not is_specific and parse_count_heading(both):
        return both
    whole = " ".join([*above, lowest])
    # "Name" and "Mobile" below "Agent" are not the person's.
    reading = words.reading(whole) if above else None
    if reading is not None and reading.strength >= WORDS and reading.field != words.field(lowest):
        return whole
    return next((text for text in (lowest, whole, *above) if words.field(text)), whole)


def _has_digits(cell: Any) -> bool:
    return not isinstance(cell, str) or any(letter.isdigit() for letter in cell)


def _is_word(cell: Any) -> bool:
    """True for a text that is more than figures and what stands between them."""
    return isinstance(cell, str) and sum(map(str.isalpha, cell)) > sum(map(str.isdigit, cell))


def _holds_figures(records: Sequence[Cells], column: int) -> bool:
    """True if most cells of a column hold a number, a day or at least a digit."""
    cells = [row[column] for row in records if column < len(row) and row[column] not in ("", None)]
    return sum(map(_has_digits, cells)) * 5 >= max(len(cells), _MIN_RECORDS) * 4
