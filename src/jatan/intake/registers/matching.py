"""Which new content is an earlier row's changed form? Pure: marks of cells in, pairs out.

reconcile.py asks once a workbook's register has been read to its end, with the earlier contents that have left it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jatan.intake.registers.identity import AGREEING, agreement

__all__ = ["Content", "pairs"]

# Without the serial number to vouch for it, more of a content must agree.
_AGREEING_ALONE = 0.6
_SERIAL_BONUS = 0.15
# In a sheet of which nothing was in as it stands now, as after a column has been taught.
_AGREEING_AMONG_STRANGERS = 0.75
_GROWN = 2.0
_DAY = "date"
# Whose name was mended is still the same person by these.
_VOUCHING = ("guardian", "phone")
# A mark that so many earlier rows share ("women = 0") tells nothing about which of them is meant.
_COMMON = 200


@dataclass(frozen=True, slots=True)
class Content:
    """A row as it is compared. `is_later`: for a new one, that its sheet holds rows that were in already; for an
    earlier one, that it stood in the same sheet or file. `is_open`: an earlier one that only waits to be mended, whose
    `faulty` columns will say something else. `is_among_known`: an earlier one most of whose neighbours still stand in
    the workbook: somebody has mended a sheet, not begun a new one."""

    marks: Mapping[str, int]
    serial: str
    is_later: bool
    is_open: bool = False
    faulty: frozenset[str] = frozenset()
    is_among_known: bool = False


def pairs(new: Sequence[Content], earlier: Sequence[Content], who: Collection[str] = (_DAY,)) -> dict[int, int]:
    """Index of a new content -> index of the earlier one whose form it is; the best agreement first.

    `who`: the columns that say whom or what a row of this register is about (mapping.kinds.Kind.who).
    """
    if not new or not earlier:
        return {}
    found = sorted(_scored(new, earlier, who), key=lambda pair: -pair[0])
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for _score, mine, theirs in found:
        if mine not in chosen and theirs not in taken:
            chosen[mine] = theirs
            taken.add(theirs)
    return chosen


def _scored(
    new: Sequence[Content], earlier: Sequence[Content], who: Collection[str]
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
            if len(same := by_mark.get(mark, ())) <= _COMMON:
                near.update(same)
        for other in near:
            score = _score(content, earlier[other], who)
            if score is not None:
                yield score, number, other


def _score(mine: Content, theirs: Content, who: Collection[str]) -> float | None:
    """How surely the one is the other's form; None if it is not."""
    is_numbered = bool(mine.serial) and mine.serial == theirs.serial
    said, was = _without(mine.marks, theirs.faulty), _without(theirs.marks, theirs.faulty)
    if theirs.is_later and any(name in was for name in who) and was.items() <= said.items():
        return _GROWN + _SERIAL_BONUS * is_numbered  # all that it said, and what a new column says
    agreeing = agreement(said, was)
    if agreeing < (AGREEING if is_numbered else _AGREEING_ALONE) or _is_another(said, was, theirs, who):
        return None
    if not (mine.is_later and theirs.is_later):
        # A new month's register counts from 1 again under the same name: nothing of it was in, so only the same
        # day's row under the same number, or one that says nearly the same, can be the same row.
        is_same_day = theirs.is_later and said.get(_DAY) == was.get(_DAY)
        if not is_numbered and (not is_same_day or agreeing < _AGREEING_AMONG_STRANGERS):
            return None
        if is_numbered and not (theirs.is_open or is_same_day):
            return None
    return agreeing + _SERIAL_BONUS * is_numbered


def _without(marks: Mapping[str, int], faulty: Collection[str]) -> Mapping[str, int]:
    return {name: mark for name, mark in marks.items() if name not in faulty} if faulty else marks


def _is_another(mine: Mapping[str, int], was: Mapping[str, int], theirs: Content, who: Collection[str]) -> bool:
    """True for another person, another case, another day: the group's next meeting, not the last one corrected.

    A name or a day that was itself mended is told by everything else of the row, in a sheet that is otherwise known.
    """
    other = {name for name in who if mine.get(name) != was.get(name)}
    if not other:
        return False
    if other == {"name"} and any(name in mine and mine[name] == was.get(name) for name in _VOUCHING):
        return False
    return not theirs.is_among_known or agreement(_without(mine, other), _without(was, other)) < 1
