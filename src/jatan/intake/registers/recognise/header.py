"""The header of a sheet: the row, or two or three rows one below the other, most of whose cells we know."""

from collections.abc import Sequence
from typing import Any

from jatan.intake.registers.recognise.normalised import lines
from jatan.intake.registers.recognise.vocabulary.count_headings import counted
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary

__all__ = ["find_header", "text_of"]

_WIDEST = 256
_DEEPEST = 3
_ENOUGH = 4

type Cells = Sequence[Any]


def find_header(head: Sequence[Cells], words: Vocabulary) -> tuple[int, list[str]] | None:
    """(rows up to and with the header, heading of each column); None where no row looks like one."""
    best: tuple[int, int, list[str]] | None = None
    for index, row in enumerate(head):
        if best is not None and best[0] >= _ENOUGH and index > best[1] + 2:
            break  # the header has been found; what follows are records
        single = [text_of(cell) for cell in row[:_WIDEST]]
        score = _score(single, words)
        if score >= 2 and (best is None or score > best[0]):
            best = (score, index + 1, single)
        for depth in range(2, _DEEPEST + 1):
            stack = head[index : index + depth]
            if len(stack) < depth or (headings := _stacked(stack, words)) is None:
                break
            score = _score(headings, words)
            if _adds(stack, score, words) and (best is None or score > best[0] + 1):
                best = (score, index + depth, headings)
    return None if best is None else (best[1], best[2])


def text_of(cell: Any) -> str:
    """What a cell of the header says; nothing for a number or a day."""
    return lines(cell)[:200] if isinstance(cell, str) else ""


def _adds(stack: Sequence[Cells], score: int, words: Vocabulary) -> bool:
    """A further header row must add something, or it is a record whose words look like headings; and so must the
    first, or it is a title."""
    if score < 2 or score <= _alone(stack[1:], words):
        return False
    return len(stack) == 2 or score > _alone(stack[:-1], words) + 1


def _alone(stack: Sequence[Cells], words: Vocabulary) -> int:
    """How much of a header these rows are without the one above or below them."""
    return _score(_stacked(stack, words) or [], words)


def _score(headings: Sequence[str], words: Vocabulary) -> int:
    return len({field for heading in headings if heading and (field := words.field(heading))})


def _stacked(stack: Sequence[Cells], words: Vocabulary) -> list[str] | None:
    """Headings of a header over several rows ("Participants" above "Women", "Men"); None if one holds data."""
    if any(cell != "" and not isinstance(cell, str) for row in stack for cell in row):
        return None
    headings: list[str] = []
    groups = [""] * (len(stack) - 1)
    for number in range(min(max(map(len, stack)), _WIDEST)):
        column = [text_of(row[number]) if number < len(row) else "" for row in stack]
        for level in range(len(groups)):
            below = any(column[level + 1 :])
            groups[level] = (column[level] or groups[level]) if below else ""
        lowest = next((text for text in reversed(column) if text), "")
        above = [text for text in groups if text and text != lowest]
        headings.append(_heading(lowest, above, words) if lowest else "")
    return headings


def _heading(lowest: str, above: Sequence[str], words: Vocabulary) -> str:
    """What a column is called, of its own cell and the groups above it: "Below 18" above "F" is "Below 18 F"."""
    said = counted(lowest)
    groups = [text for text in above if (group := counted(text)) and (group.has_sex or group.has_age)]
    both = " ".join([*groups, lowest])
    is_told = said is not None and (said.is_grand or (said.has_sex and said.has_age))
    if groups and not is_told and counted(both):
        return both
    whole = " ".join([*above, lowest])
    return next((text for text in (lowest, whole, *above) if words.field(text)), whole)
