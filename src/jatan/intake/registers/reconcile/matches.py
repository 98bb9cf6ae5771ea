"""Pairs new rows with the earlier rows that they are changed versions of, by digests of cells. Pure functions.

Called by known_rows when a register has been read, with the earlier rows that are no longer in the workbook.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jatan.intake.registers.reconcile.identity import MIN_AGREEMENT, agreement

# Without the same serial number, a larger share of cells must agree.
_MIN_WITHOUT_SERIAL = 0.6
_SERIAL_BONUS = 0.15
# In a sheet without any unchanged row, as after a column was learned.
_MIN_IN_NEW_SHEET = 0.75
_COLUMN_ADDED = 2.0
_MIN_BESIDE_NAME = 0.75
_DAY = "date"
# A person with a corrected name is recognised by these fields.
_PERSON_FIELDS = ("guardian", "phone")
# A cell digest that more earlier rows share ("women = 0") does not help to find candidates.
_TOO_COMMON = 200


@dataclass(frozen=True, slots=True)
class Content:
    """A row for comparison. `is_later`: a new row's sheet has rows imported before; an earlier row is from the same
    sheet or file. `is_open`: an earlier row that is parked, whose `faulty` columns are expected to change.
    `is_among_known`: most rows imported with an earlier row are still in the workbook, so the sheet was edited rather
    than begun anew."""

    marks: Mapping[str, int]
    serial: str
    is_later: bool
    is_open: bool = False
    faulty: frozenset[str] = frozenset()
    is_among_known: bool = False


def match_rows(
    new: Sequence[Content], earlier: Sequence[Content], who: Collection[str] = (_DAY,), where: Collection[str] = ()
) -> dict[int, int]:
    """{index of a new row: index of the earlier row that it is a version of}; the best agreement is paired first.

    `who`: the columns that identify whom or what a row is about; `where`: those of which one must agree besides
    (`kinds.Kind`).
    """
    if not new or not earlier:
        return {}
    found = sorted(_score_candidates(new, earlier, who, where), key=lambda pair: -pair[0])
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for _score, new_index, earlier_index in found:
        if new_index not in chosen and earlier_index not in taken:
            chosen[new_index] = earlier_index
            taken.add(earlier_index)
    return chosen


def _score_candidates(
    new: Sequence[Content], earlier: Sequence[Content], who: Collection[str], where: Collection[str]
) -> Iterator[tuple[float, int, int]]:
    by_mark: dict[tuple[str, int], list[int]] = defaultdict(list)
    by_serial: dict[str, list[int]] = defaultdict(list)
    for number, content in enumerate(earlier):
        for mark in content.marks.items():
            by_mark[mark].append(number)
        if content.serial:
            by_serial[content.serial].append(number)
    for number, content in enumerate(new):
        near = set(by_serial.get(content.serial, ()))
        for mark in content.marks.items():
            if len(same := by_mark.get(mark, ())) <= _TOO_COMMON:
                near.update(same)
        for other in near:
            score = _score(content, earlier[other], who, where)
            if score is not None:
                yield score, number, other


def _score(new: Content, earlier: Content, who: Collection[str], where: Collection[str]) -> float | None:
    """The agreement of a new and an earlier row, higher is better; None if they are different rows."""
    is_numbered = bool(new.serial) and new.serial == earlier.serial
    new_marks, earlier_marks = _without(new.marks, earlier.faulty), _without(earlier.marks, earlier.faulty)
    if earlier.is_later and any(name in earlier_marks for name in who) and earlier_marks.items() <= new_marks.items():
        return _COLUMN_ADDED + _SERIAL_BONUS * is_numbered  # all earlier cells are equal, and a column was added
    agreeing = agreement(new_marks, earlier_marks)
    is_repaired = earlier.is_open and any(new.marks.get(name) != earlier.marks.get(name) for name in earlier.faulty)
    other = {name for name in who if new_marks.get(name) != earlier_marks.get(name)}
    elsewhere = _differing_places(new_marks, earlier_marks, where)
    if len(elsewhere) > 1:
        return None  # another group, village and facilitator: another meeting of the same day
    other |= elsewhere
    if agreeing < (MIN_AGREEMENT if is_numbered else _MIN_WITHOUT_SERIAL):
        return None
    if other and not _is_corrected_identity(new_marks, earlier_marks, other, earlier.is_among_known or is_repaired):
        return None
    if not (new.is_later and earlier.is_later):
        # A new month's register restarts at 1 under the same sheet name and has no imported row: so only a row with
        # the same date and serial number, or one that is nearly equal, is the same row.
        is_same_day = earlier.is_later and new_marks.get(_DAY) == earlier_marks.get(_DAY)
        if not is_numbered and (not is_same_day or agreeing < _MIN_IN_NEW_SHEET):
            return None
        if is_numbered and not (earlier.is_open or is_same_day):
            return None
    return agreeing + _SERIAL_BONUS * is_numbered


def _differing_places(mine: Mapping[str, int], was: Mapping[str, int], where: Collection[str]) -> set[str]:
    """The columns of `where` that both rows have, if none of them agrees; otherwise none."""
    both = {name for name in where if name in mine and name in was}
    return set() if any(mine[name] == was[name] for name in both) else both


def _without(marks: Mapping[str, int], faulty: Collection[str]) -> Mapping[str, int]:
    return {name: mark for name, mark in marks.items() if name not in faulty} if faulty else marks


def _is_corrected_identity(
    mine: Mapping[str, int], was: Mapping[str, int], other: Collection[str], is_likely_edit: bool
) -> bool:
    """True where a name or a date itself was corrected, False for another person, case or meeting of the group.

    Needs all other cells to agree (for a name, most of them), and either that most of the sheet is otherwise known,
    or that the row was parked and its faulty column has changed (`is_likely_edit`).
    """
    needed = 1.0
    if other == {"name"}:
        vouching = [name for name in _PERSON_FIELDS if name in mine and name in was]
        if any(mine[name] == was[name] for name in vouching):
            return True
        needed = 1.0 if vouching else _MIN_BESIDE_NAME
    return is_likely_edit and agreement(_without(mine, other), _without(was, other)) >= needed
