"""One number side by side: by member, by district, by block and over time."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.utils.translation import gettext, ngettext

from jatan.evidence.indicators.definitions import BY_QUARTER, COUNTED, indicator
from jatan.evidence.indicators.results import Key, Line
from jatan.evidence.studio.blocks import Bars, Behind, Block, Lines, Note, Part, Points
from jatan.evidence.studio.facts import Facts
from jatan.evidence.studio.numbers import Time, cell_of_time, figure_of, times_of
from jatan.evidence.studio.units import unit_of
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period

_MOST = 24  # bars of one picture; more is a table of all figures


def comparable_numbers() -> list[tuple[str, str]]:
    """("code.value", label) of every number that can be laid side by side, in the active language."""
    return [
        (f"{one.code}.{value.name}", f"{one.label.in_language()} – {value.label.in_language()}")
        for one in COUNTED
        for value in one.values
        if not value.is_average
    ]


def compared_part(facts: Facts) -> Part | None:
    """The number that was chosen, by what the report is divided by; None where none was chosen, or none is given."""
    key, report = facts.choice.shown, facts.report
    if key is None or not facts.is_known(key):
        return None
    figure = figure_of(facts, key)
    blocks: list[Block] = [Lines((figure,))]
    sides: tuple[tuple[str, Sequence[Line], Callable[[Line], Behind]], ...] = (
        (gettext("By organisation"), report.by_organisation, lambda line: Behind(organisation=line.id)),
        (gettext("By district"), report.by_district, lambda line: Behind(district=line.id)),
        (gettext("By block"), report.by_block, lambda line: Behind(block=line.id)),
    )
    for title, lines, behind in sides:
        blocks += _bars(title, key, lines, behind)
    times = times_of(report)
    # What is counted by quarters has no course over months.
    has_course = key[0] not in BY_QUARTER or bool(report.by_quarter)
    points: Points = tuple((time.label, cell_of_time(report, key, time)) for time in times if has_course)
    if any(isinstance(cell, int) and cell for _label, cell in points):
        blocks.append(Bars(gettext("Over time"), unit_of(key, 2), points, key, _days_of(times, report.period)))
    one = indicator(key[0])
    title = f"{one.label.in_language()}: {one.value(key[1]).label.in_language()}"
    return Part("compared", title, tuple(blocks))


def _days_of(times: Sequence[Time], period: Period) -> tuple[Behind, ...]:
    """The rows of each step of time: from its first day to the day before the next one, inside the report."""
    starts = [time.lines[0].month for time in times]
    ends = [*(start and start - dt.timedelta(days=1) for start in starts[1:]), period.end]
    return tuple(
        Behind(days=Period(max(start, period.start), min(end, period.end))) if start and end else Behind()
        for start, end in zip(starts, ends, strict=True)
    )


def _bars(title: str, key: Key, lines: Sequence[Line], behind: Callable[[Line], Behind]) -> list[Block]:
    """The lines that have something of it, the most first; single lines compare nothing."""
    shown = [line for line in lines if line.absence(*key) is not None or line.number(*key)]
    if len(lines) < 2 or not any(line.number(*key) for line in shown):
        return []
    shown.sort(key=lambda line: -(line.number(*key) or 0))
    points: Points = tuple((line.label.in_language(), line.cell(*key)) for line in shown[:_MOST])
    found: list[Block] = [Bars(title, unit_of(key, 2), points, key, tuple(map(behind, shown[:_MOST])))]
    if more := len(shown[_MOST:]):
        words = ngettext("%(more)s more is not listed.", "%(more)s more are not listed.", more)
        found.append(Note(words % {"more": format_integer(more)}))
    return found
