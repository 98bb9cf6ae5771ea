"""Which new content is an earlier row's changed form? Pure: marks of cells in, pairs out.

reconcile.py asks once a workbook's register has been read to its end, with the earlier contents that have left it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jatan.intake.registers.identity import AGREEING, agreement

__all__ = ["Content", "pairs"]

# Without the serial number to vouch for it, more of a content must agree.
_AGREEING_ALONE = 0.6
_SERIAL_BONUS = 0.15
_COUNTS = ("women", "men", "girls", "boys", "total")
_DAY = "date"
# A mark that so many earlier rows share ("women = 0") tells nothing about which of them is meant.
_COMMON = 200


@dataclass(frozen=True, slots=True)
class Content:
    """A row as it is compared. `is_later`: for a new one, that its sheet holds rows that were in already; for an
    earlier one, that it stood in the same sheet or file. `is_open`: an earlier one that only waits to be mended."""

    marks: Mapping[str, int]
    serial: str
    is_later: bool
    is_open: bool = False


def pairs(new: Sequence[Content], earlier: Sequence[Content]) -> dict[int, int]:
    """Index of a new content -> index of the earlier one whose form it is; the best agreement first."""
    if not new or not earlier:
        return {}
    found = sorted(_scored(new, earlier), key=lambda pair: -pair[0])
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for _score, mine, theirs in found:
        if mine not in chosen and theirs not in taken:
            chosen[mine] = theirs
            taken.add(theirs)
    return chosen


def _scored(new: Sequence[Content], earlier: Sequence[Content]) -> Iterator[tuple[float, int, int]]:
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
            score = _score(content, earlier[other])
            if score is not None:
                yield score, number, other


def _score(mine: Content, theirs: Content) -> float | None:
    """How surely the one is the other's form; None if it is not."""
    is_numbered = bool(mine.serial) and mine.serial == theirs.serial
    agreeing = agreement(mine.marks, theirs.marks)
    score = agreeing + _SERIAL_BONUS * is_numbered
    if mine.is_later and theirs.is_later:
        if not theirs.is_open and _is_another(mine.marks, theirs.marks):
            return None
        return score if is_numbered or agreeing >= _AGREEING_ALONE else None
    # A new month's register counts from 1 again under the same name: nothing of it was in, so only the same day's
    # row under the same number can be the same row.
    if not is_numbered or agreeing < AGREEING:
        return None
    is_same_day = mine.marks.get(_DAY) == theirs.marks.get(_DAY)
    may_mend = theirs.is_open and not _is_another(mine.marks, theirs.marks)
    return score if may_mend or (theirs.is_later and is_same_day) else None


def _is_another(mine: Mapping[str, int], theirs: Mapping[str, int]) -> bool:
    """True for another day with other people: the group's next meeting, not the last one corrected."""
    counts = [name for name in _COUNTS if name in mine or name in theirs]
    return mine.get(_DAY) != theirs.get(_DAY) and any(mine.get(name) != theirs.get(name) for name in counts)
