"""Which column holds which field: every heading is weighed against every field, and the surest pairs come first.

Also which columns count people together where no total stands: a number that is left out must never pass as all.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.vocabulary.count_headings import COVERS, PARTS, Counted, counted
from jatan.intake.registers.recognise.vocabulary.headings import PART, TAUGHT, WORDS
from jatan.intake.registers.recognise.vocabulary.kinds import Kind
from jatan.intake.registers.recognise.vocabulary.vocabulary import IGNORED, Vocabulary
from jatan.kernel.numbers import parse_int
from jatan.kernel.problems import Problem

__all__ = ["Columns", "assigned", "whole_number"]

_TOTAL = "total"
_BY_AGE, _BY_SEX = frozenset({"adults", "children"}), frozenset({"females", "males"})
# A heading of a table beside the register gives way to every heading of the register.
_BESIDE = 6.0


@dataclass(frozen=True)
class Columns:
    """`fields`: field -> column. `sums`: the columns that make the total together where the sheet has none.
    `unknown`: columns whose heading nobody has told us. `is_short`: people are counted in a column without a field."""

    fields: Mapping[str, int]
    sums: tuple[int, ...] = field(default=())
    unknown: tuple[int, ...] = field(default=())
    is_short: bool = False


def assigned(kind: Kind, headings: Sequence[str], words: Vocabulary, rows: Sequence[Sequence[Any]]) -> Columns:
    """The columns of a sheet read as `kind`. `rows`: the first records, to tell a total from a sub-total."""
    beside = _beside(kind, headings, words, rows)
    pairs = sorted(_pairs(kind, headings, words, beside))
    fields: dict[str, int] = {}
    done: set[int] = set()
    for pair in pairs:
        if pair.column in done or pair.name in fields:
            continue
        done.add(pair.column)
        if pair.name != IGNORED:
            fields[pair.name] = pair.column
    left = [number for number, heading in enumerate(headings) if heading and number not in done]
    if not set(PARTS) <= set(kind.fields):
        return Columns(fields, unknown=tuple(left))
    totals = [pair.column for pair in pairs if pair.name == _TOTAL and pair.strength >= PART]
    _settle_total(fields, [column for column in totals if column < beside], headings, rows)
    counts = {number: count for number in left if number < beside and (count := counted(headings[number]))}
    return _with_sums(fields, left, counts, headings, rows, done)


@dataclass(frozen=True, order=True)
class _Pair:
    """A heading and the field it names, in the order in which they are given their columns."""

    doubt: float
    order: int
    name: str = field(compare=False)
    column: int = field(compare=False)
    strength: float = field(compare=False)


def _pairs(kind: Kind, headings: Sequence[str], words: Vocabulary, beside: int) -> Iterator[_Pair]:
    """Of two equal headings the first comes first; of two totals the last, which counts all before it."""
    for number, heading in enumerate(headings):
        reading = words.reading(heading, kind) if heading else None
        if reading is None:
            continue
        count = counted(heading) if reading.field == _TOTAL else None
        says_total = count is not None and count.says_total and WORDS <= reading.strength < TAUGHT
        strength = reading.strength - (_BESIDE if number >= beside and reading.strength < TAUGHT else 0)
        yield _Pair(-strength - 0.1 * says_total, -number if says_total else number, reading.field, number, strength)


def _beside(kind: Kind, headings: Sequence[str], words: Vocabulary, rows: Sequence[Sequence[Any]]) -> int:
    """The column from which on a second table stands beside the register: after an empty one, with all before it."""
    named: set[str] = set()
    for number, heading in enumerate(headings):
        if heading:
            named.add(words.field(heading, kind) or "")
        elif kind.has_needed(named) and all(number >= len(row) or row[number] in ("", None) for row in rows):
            return number
    return len(headings)


def _settle_total(
    fields: dict[str, int], candidates: Sequence[int], headings: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Of several totals one that counts all the parts; none where each of them is a sub-total."""
    parts = [fields[name] for name in PARTS if name in fields]
    if not candidates or not parts or _TOTAL not in fields or _is_grand(headings[fields[_TOTAL]]):
        return
    others = set(fields.values()) - {fields.pop(_TOTAL)}
    for column in candidates:
        is_inside = min(parts) < column < max(parts)
        if column in others:
            continue
        if len(candidates) == 1:
            # Less than all parts together is a sub-total only where it is what the parts before it make; else a row
            # that cannot be true would pass, its total left out.
            before = [part for part in parts if part < column]
            is_sub_total = is_inside and _is_less(column, parts, rows, 0.5) and _is_sum(column, before, rows)
        else:
            is_sub_total = _is_less(column, parts, rows, 0.25) or (is_inside and not _is_sum(column, parts, rows))
        if not is_sub_total:
            fields[_TOTAL] = column
            return


def _is_grand(heading: str) -> bool:
    count = counted(heading)
    return count is not None and count.is_grand


def _is_less(column: int, parts: Sequence[int], rows: Sequence[Sequence[Any]], share: float) -> bool:
    """True if more than this share of the rows say less there than their parts together."""
    found: Counter[bool] = Counter()
    for row in rows:
        total, together = _number(row, column), sum(_number(row, part) or 0 for part in parts)
        if total is not None and together:
            found[total < together] += 1
    return found[True] > share * found.total()


def _with_sums(
    fields: Mapping[str, int],
    left: Sequence[int],
    counts: Mapping[int, Counted],
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    done: set[int],
) -> Columns:
    parts = [fields[name] for name in PARTS if name in fields]
    # A second "Women" is nobody's sub-total: of another age, or of another day, and nobody knows which.
    again = [number for number, count in counts.items() if count.field in PARTS and not count.says_total]
    unknown = tuple(number for number in left if number not in counts or number in again)
    if _TOTAL in fields:
        is_settled = not again or _is_sum(fields[_TOTAL], [*parts, *again], rows)
        return Columns(fields, (), unknown, not (is_settled or _is_grand(headings[fields[_TOTAL]])))
    more = [
        number
        for number, count in counts.items()
        if count.field in COVERS and not COVERS[count.field] & fields.keys() and _is_counting(number, rows)
    ]
    if any(counts[number].field in _BY_AGE for number in more):
        more = [number for number in more if counts[number].field not in _BY_SEX]  # the same people a second time
    together = sorted([*parts, *more])
    known = done | set(counts)
    between = range(together[0], together[-1]) if together else range(0)
    is_short = bool(again) or any(number not in known and _is_counting(number, rows) for number in between)
    return Columns(fields, tuple(together) if more else (), unknown, bool(together) and is_short)


def _is_sum(column: int, parts: Sequence[int], rows: Sequence[Sequence[Any]]) -> bool:
    pairs = [(_number(row, column), sum(_number(row, part) or 0 for part in parts)) for row in rows]
    said = [(total, together) for total, together in pairs if total is not None]
    return sum(total == together for total, together in said) * 2 > len(said)


def _is_counting(column: int, rows: Sequence[Sequence[Any]]) -> bool:
    """True for a column in which whole numbers stand and hardly anything else."""
    cells = [row[column] for row in rows if column < len(row) and row[column] not in ("", None)]
    numbers = sum(whole_number(cell) is not None for cell in cells)
    return bool(numbers) and numbers * 5 >= len(cells) * 4


def _number(row: Sequence[Any], column: int) -> int | None:
    return whole_number(row[column]) if column < len(row) else None


def whole_number(cell: Any) -> int | None:
    """The whole number that a cell says, in whatever digits; None for anything else."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    try:
        return parse_int(cell)
    except Problem:
        return None
