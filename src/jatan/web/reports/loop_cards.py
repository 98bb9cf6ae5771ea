"""The safe-migration loop as cards: each number with its share, its months as a small picture, and its rows.

Used by the annex of the report and by the overview. Pure: every number comes from the report.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jatan.evidence.indicators.loop import SHARES
from jatan.evidence.indicators.results import ImpactReport, Line, share_of
from jatan.evidence.indicators.shapes import Indicator
from jatan.kernel.numbers import grouped
from jatan.web.ui.components import charts
from jatan.web.ui.components.figures import Figure, Stat

__all__ = ["loop_cards", "percent_of", "steps_card"]


def loop_cards(report: ImpactReport, rows_url: Callable[[str, str], str], period: str) -> list[Stat]:
    """A card for each indicator of the loop. `rows_url` (code, value) opens the rows of a number."""
    found = []
    for one, values in report.loop():
        figures = [
            Figure(number, value.label.in_language(), rows_url(one.code, value.name)) for value, number in values
        ]
        share = share_of(report.totals, one.code)
        if share is not None and share.percent is not None:
            whole = grouped(share.whole or 0)
            figures.insert(0, Figure(share.percent, _("%% (of %(whole)s)") % {"whole": whole}))
        months = [_drawn(line, one) for line in report.by_month]
        picture = charts.sparkline(months) if any(months) else None
        found.append(Stat(one.label.in_language(), figures, period, report.counted_at, picture))
    return found


def percent_of(line: Line, code: str) -> int | None:
    """The share of one line in percent; None where there is nothing to share or it is hidden."""
    share = share_of(line.numbers, code)
    return share.percent if share is not None else None


def steps_card(report: ImpactReport, url: str = "") -> Stat | None:
    """What stands open on the ladder at this moment. It is a state and has no months."""
    if not report.steps:
        return None
    numbers = [step.open for step in report.steps]
    figures = [
        Figure(_sum(numbers), pgettext("ladder", "open"), url),
        Figure(_sum([step.overdue for step in report.steps]), pgettext("ladder", "overdue")),
    ]
    points = [(step.label, step.open) for step in report.steps]
    return Stat(
        _("Missed contacts, step by step"),
        figures,
        period=pgettext("ladder", "at this moment"),
        picture=charts.bars(points),
    )


def _drawn(line: Line, one: Indicator) -> int:
    if one.code in SHARES:
        return percent_of(line, one.code) or 0
    return line.number(one.code, one.values[-1].name) or 0


def _sum(numbers: list[int | None]) -> int | None:
    """None as soon as one part is hidden: a sum would tell it."""
    return None if None in numbers else sum(number or 0 for number in numbers)
