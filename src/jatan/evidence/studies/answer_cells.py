"""The cells that answers to a question are counted in: its choices, the points of a scale, or classes of a number.

Classes are made of what the question says a number can be, never of the answers: limits that follow the answers would
tell some of them.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from jatan.kernel.numbers import format_integer
from jatan.kernel.questions import Question

_MOST_EVEN: Final = 8  # so many classes of one width at most
_WIDEST_EVEN: Final = 150  # limits further apart (wages, advances) have classes that grow with the number
_WIDTHS: Final = (1, 2, 5, 10, 20)
_LADDER: Final = (0, *(step * 10**power for power in range(9) for step in (1, 2, 5)), 10**9)

# Of a number: where each class begins, then the first number after the last class.
type Classes = Sequence[int]


@dataclass(frozen=True)
class Cells:
    """`labels`: {cell: what is counted in it}; `values`: the number that a cell stands for in a mean.

    `classes`: of a number. `are_several`: an answer may be in several cells. `are_growing`: of classes that reach
    further than answers do; the last one is there for the rest that rounding leaves, and nothing is told of it.
    """

    labels: Mapping[str, str]
    values: Mapping[str, float]
    classes: Classes | None = None
    are_several: bool = False
    are_growing: bool = False

    def of_answer(self, answer: Any) -> Collection[str]:
        """The cells that an answer is counted in."""
        if self.classes is not None:
            return (str(max(0, bisect_right(self.classes[:-1], answer) - 1)),)
        return [str(one) for one in (answer if isinstance(answer, list) else (answer,))]


def cells_of(question: Question, classes: Classes | None) -> Cells:
    """The cells of a question that is no text and no day. `classes`: of a number that is no scale."""
    if not question.is_number:
        labels = {str(code): str(label) for code, label in question.choices}
        return Cells(labels, {}, are_several=question.kind == "choices")
    if classes is None:
        points = range(question.least or 0, (question.most or 0) + 1)
        return Cells({str(one): str(one) for one in points}, {str(one): float(one) for one in points})
    spans = [*enumerate(pairwise(classes))]
    labels = {str(place): _class_label(place, start, end, len(spans)) for place, (start, end) in spans}
    values = {str(place): (start + end - 1) / 2 for place, (start, end) in spans}
    return Cells(labels, values, classes, are_growing=classes[-2] == _LADDER[-1])


def needs_classes(question: Question) -> bool:
    """Whether it is a number that is typed in."""
    return question.kind in ("number", "count")


def find_classes(question: Question) -> Classes:
    """Classes of a number by its limits: of an even width (1, 2, 5, 10 or 20), or, where the limits are far apart or
    not said, beginning at 0, 1, 2, 5, 10, 20, 50, and so on."""
    low, high = question.least, question.most
    if low is not None and high is not None and high - low < _WIDEST_EVEN:
        width = next(one for one in _WIDTHS if one * _MOST_EVEN > high - low)
        return [*range(low, high + 1, width), high + 1]
    first = 0 if low is None else low
    starts = [first, *(one for one in _LADDER if one > first and (high is None or one <= high))]
    return [*starts, starts[-1] + 1 if high is None else high + 1]


def _class_label(place: int, start: int, end: int, many: int) -> str:
    if place == many - 1:
        return f"≥ {format_integer(start)}"
    if place == 0:
        return f"≤ {format_integer(end - 1)}"
    return format_integer(start) if end - start == 1 else f"{format_integer(start)} – {format_integer(end - 1)}"
