"""Assigns columns to fields: scores every heading against every field and takes the most certain pairs first.

Where a sheet has no total, also finds the columns that add up to it; a sheet with an unrecognised column of counts is
reported, so that an incomplete sum is never used as the total.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.vocabulary.count_headings import COVERS, PARTS, CountHeading, parse_count_heading
from jatan.intake.registers.recognise.vocabulary.headings import LEARNED, PART, WORDS
from jatan.intake.registers.recognise.vocabulary.kinds import Kind
from jatan.intake.registers.recognise.vocabulary.vocabulary import IGNORED, Vocabulary
from jatan.kernel.numbers import parse_int
from jatan.kernel.problems import Problem

_TOTAL = "total"
_BY_AGE, _BY_SEX = frozenset({"adults", "children"}), frozenset({"females", "males"})
# Lowers the strength of headings of a second table beside the register below all of the register's own.
_SECOND_TABLE_PENALTY = 6.0


@dataclass(frozen=True)
class Columns:
    """`fields`: {field: column}. `sums`: columns that add up to the total where the sheet has none. `unknown`: columns
    with an unknown heading. `has_unassigned_counts`: some people are counted in a column without a field."""

    fields: Mapping[str, int]
    sums: tuple[int, ...] = field(default=())
    unknown: tuple[int, ...] = field(default=())
    has_unassigned_counts: bool = False


def assign_columns(kind: Kind, headings: Sequence[str], words: Vocabulary, rows: Sequence[Sequence[Any]]) -> Columns:
    """Assign the columns of a sheet read as `kind`. `rows`: the first records, to detect sub-totals."""
    second_table = _second_table_start(kind, headings, words, rows)
    pairs = sorted(_pairs(kind, headings, words, second_table))
    fields: dict[str, int] = {}
    done: set[int] = set()
    for pair in pairs:
        if pair.column in done or pair.name in fields:
            continue
        done.add(pair.column)
        if pair.name != IGNORED:
            fields[pair.name] = pair.column
    unassigned = [number for number, heading in enumerate(headings) if heading and number not in done]
    if not set(PARTS) <= set(kind.fields):
        return Columns(fields, unknown=tuple(unassigned))
    totals = [pair.column for pair in pairs if pair.name == _TOTAL and pair.strength >= PART]
    _assign_total(fields, [column for column in totals if column < second_table], headings, rows)
    counts = {
        number: count
        for number in unassigned
        if number < second_table and (count := parse_count_heading(headings[number]))
    }
    return _with_sums(fields, unassigned, counts, headings, rows, done)


@dataclass(frozen=True, order=True)
class _Pair:
    """A heading and a field it may name; sorts in the order in which columns are assigned."""

    doubt: float
    order: int
    name: str = field(compare=False)
    column: int = field(compare=False)
    strength: float = field(compare=False)


def _pairs(kind: Kind, headings: Sequence[str], words: Vocabulary, second_table: int) -> Iterator[_Pair]:
    """Yield all pairs. Of two equal headings the first has precedence; of two totals the last, which sums the rest."""
    for number, heading in enumerate(headings):
        reading = words.reading(heading, kind) if heading else None
        if reading is None:
            continue
        count = parse_count_heading(heading) if reading.field == _TOTAL else None
        says_total = count is not None and count.says_total and WORDS <= reading.strength < LEARNED
        strength = reading.strength - (
            _SECOND_TABLE_PENALTY if number >= second_table and reading.strength < LEARNED else 0
        )
        yield _Pair(-strength - 0.1 * says_total, -number if says_total else number, reading.field, number, strength)


def _second_table_start(kind: Kind, headings: Sequence[str], words: Vocabulary, rows: Sequence[Sequence[Any]]) -> int:
    """The first column of a second table beside the register: after an empty column that ends a complete register."""
    named: set[str] = set()
    for number, heading in enumerate(headings):
        if heading:
            named.add(words.field(heading, kind) or "")
        elif kind.has_needed(named) and all(number >= len(row) or row[number] in ("", None) for row in rows):
            return number
    return len(headings)


def _assign_total(
    fields: dict[str, int], candidates: Sequence[int], headings: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Assign the total that sums all parts; none where every candidate is a sub-total. Changes `fields`."""
    parts = [fields[name] for name in PARTS if name in fields]
    if not candidates or not parts or _TOTAL not in fields or _is_grand_total(headings[fields[_TOTAL]]):
        return
    others = set(fields.values()) - {fields.pop(_TOTAL)}
    for column in candidates:
        is_inside = min(parts) < column < max(parts)
        if column in others:
            continue
        if len(candidates) == 1:
            # A total below the sum of all parts is a sub-total only if it is the sum of the parts before it; dropping
            # it otherwise would let impossible rows pass.
            before = [part for part in parts if part < column]
            is_sub_total = is_inside and _is_less(column, parts, rows, 0.5) and _is_sum(column, before, rows)
        else:
            is_sub_total = _is_less(column, parts, rows, 0.25) or (is_inside and not _is_sum(column, parts, rows))
        if not is_sub_total:
            fields[_TOTAL] = column
            return


def _is_grand_total(heading: str) -> bool:
    count = parse_count_heading(heading)
    return count is not None and count.is_grand


def _is_less(column: int, parts: Sequence[int], rows: Sequence[Sequence[Any]], share: float) -> bool:
    """True if in more than this share of the rows the column is less than the sum of the parts."""
    found: Counter[bool] = Counter()
    for row in rows:
        total, together = _number(row, column), sum(_number(row, part) or 0 for part in parts)
        if total is not None and together:
            found[total < together] += 1
    return found[True] > share * found.total()


def _with_sums(
    fields: Mapping[str, int],
    unassigned: Sequence[int],
    counts: Mapping[int, CountHeading],
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    done: set[int],
) -> Columns:
    parts = [fields[name] for name in PARTS if name in fields]
    # A second "Women" column is no sub-total: it counts another age or another day, and there is no way to know which.
    repeated_parts = [number for number, count in counts.items() if count.field in PARTS and not count.says_total]
    unknown = tuple(number for number in unassigned if number not in counts or number in repeated_parts)
    if _TOTAL in fields:
        is_complete = not repeated_parts or _is_sum(fields[_TOTAL], [*parts, *repeated_parts], rows)
        return Columns(fields, (), unknown, not (is_complete or _is_grand_total(headings[fields[_TOTAL]])))
    extra_counts = [
        number
        for number, count in counts.items()
        if count.field in COVERS and not COVERS[count.field] & fields.keys() and _is_counting(number, rows)
    ]
    if any(counts[number].field in _BY_AGE for number in extra_counts):
        extra_counts = [
            number for number in extra_counts if counts[number].field not in _BY_SEX
        ]  # these would count the same people twice
    together = sorted([*parts, *extra_counts])
    known = done | set(counts)
    between = range(together[0], together[-1]) if together else range(0)
    has_unknown_counts = bool(repeated_parts) or any(
        number not in known and _is_counting(number, rows) for number in between
    )
    return Columns(fields, tuple(together) if extra_counts else (), unknown, bool(together) and has_unknown_counts)


def _is_sum(column: int, parts: Sequence[int], rows: Sequence[Sequence[Any]]) -> bool:
    pairs = [(_number(row, column), sum(_number(row, part) or 0 for part in parts)) for row in rows]
    with_total = [(total, together) for total, together in pairs if total is not None]
    return sum(total == together for total, together in with_total) * 2 > len(with_total)


def _is_counting(column: int, rows: Sequence[Sequence[Any]]) -> bool:
    """True for a column in which at least 80 % of the filled cells are whole numbers."""
    cells = [row[column] for row in rows if column < len(row) and row[column] not in ("", None)]
    numbers = sum(whole_number(cell) is not None for cell in cells)
    return bool(numbers) and numbers * 5 >= len(cells) * 4


def _number(row: Sequence[Any], column: int) -> int | None:
    return whole_number(row[column]) if column < len(row) else None


def whole_number(cell: Any) -> int | None:
    """The whole number in a cell, in ASCII or Devanagari digits; None for anything else."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    try:
        return parse_int(cell)
    except Problem:
        return None
