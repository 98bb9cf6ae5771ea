"""Targets beside what was achieved, for the report and the pages of targets. Makes no queries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from jatan.evidence.indicators.definitions import COUNTED
from jatan.evidence.indicators.shapes import Indicator
from jatan.evidence.reports.period_layout import owner_words, unit_words
from jatan.evidence.targets.lines import Owner, TargetComparison, TargetLine

_WIDTH = 96


@dataclass(frozen=True)
class TargetRow:
    """One target. `share` (0 to 96): the length of its bar; `url`: its page; `rows_url`: the rows behind what was
    achieved."""

    line: TargetLine
    owner: str
    share: int
    url: str
    rows_url: str


@dataclass(frozen=True)
class TargetBlock:
    """The targets of one number."""

    label: str
    rows: list[TargetRow]


def lines_of_number(found: TargetComparison, indicator: str, value: str) -> tuple[TargetLine, ...]:
    """All lines of one number."""
    return tuple(line for line in found.lines if (line.indicator, line.value) == (indicator, value))


def target_blocks(lines: Sequence[TargetLine], rows_url: Callable[[TargetLine], str]) -> list[TargetBlock]:
    """The lines by number, in published order."""
    return [
        TargetBlock(f"{one.label.in_language()}: {unit_words(shown[0])}", [_row(line, rows_url) for line in shown])
        for one, shown in _by_number(lines)
    ]


def _url(line: TargetLine) -> str:
    """The page of a target; "" for several together."""
    return reverse("target", args=[line.id]) if line.id is not None else ""


def _by_number(lines: Sequence[TargetLine]) -> list[tuple[Indicator, list[TargetLine]]]:
    found = []
    for one in COUNTED:
        for value in one.values:
            shown = [line for line in lines if (line.indicator, line.value) == (one.code, value.name)]
            if shown:
                found.append((one, shown))
    return found


def _row(line: TargetLine, rows_url: Callable[[TargetLine], str]) -> TargetRow:
    share = 0 if line.percent is None else round(min(line.percent, 100) * _WIDTH / 100)
    behind = rows_url(line) if line.achieved and line.owner is not Owner.MEMBERS else ""
    return TargetRow(line, owner_words(line), max(share, 1) if line.achieved else 0, _url(line), behind)
