"""Which new content is an earlier row's changed form? Pure: marks of cells in, pairs out.

reconcile.py asks once a workbook's register has been read to its end, with the earlier contents that have left it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jatan.intake.registers.reconcile.identity import AGREEING, agreement

__all__ = ["Content", "pairs"]

# Without the serial number to vouch for it, more of a content must agree.
_AGREEING_ALONE = 0.6
_SERIAL_BONUS = 0.15
# In a sheet of which nothing was in as it stands now, as after a column has been taught.
_AGREEING_AMONG_STRANGERS = 0.75
_GROWN = 2.0
_AGREEING_BUT_THE_NAME = 0.75
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
    is_mended = theirs.is_open and any(mine.marks.get(name) != theirs.marks.get(name) for name in theirs.faulty)
    other = {name for name in who if said.get(name) != was.get(name)}
    if agreeing < (AGREEING if is_numbered else _AGREEING_ALONE):
        return None
    if other and not _is_same_after_all(said, was, other, theirs.is_among_known or is_mended):
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


def _is_same_after_all(
    mine: Mapping[str, int], was: Mapping[str, int], other: Collection[str], is_mended: bool
) -> bool:
    """True where a name or a day was itself mended, False for another person, another case, the group's next meeting.

    It is believed when everything else of the row agrees (nearly everything, of a name), and either most of its sheet
    is otherwise known or the row waited and the column that was wrong has been mended (`is_mended`).
    """
    needed = 1.0
    if other == {"name"}:
        told = [name for name in _VOUCHING if name in mine and name in was]
        if any(mine[name] == was[name] for name in told):
            return True
        needed = 1.0 if told else _AGREEING_BUT_THE_NAME
    return is_mended and agreement(_without(mine, other), _without(was, other)) >= needed
