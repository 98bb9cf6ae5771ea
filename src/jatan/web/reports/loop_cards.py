"""Cards of the safe-migration indicators: numbers with share, monthly sparkline and links to rows.

Used by the annex and the overview. Makes no queries.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jatan.evidence.indicators.loop import SHARES
from jatan.evidence.indicators.results import ImpactReport, Line, share_of
from jatan.evidence.indicators.shapes import Indicator
from jatan.evidence.reports.labels import number_label
from jatan.kernel.numbers import format_integer
from jatan.web.ui.components import charts
from jatan.web.ui.components.figures import Figure, Stat


def loop_cards(report: ImpactReport, rows_url: Callable[[str, str], str], period: str) -> list[Stat]:
    """A card for each indicator of the loop that has a number; `nothing_in` names the others.

    `rows_url(code, value)`: URL of the rows behind a number.
    """
    found = []
    for one, values in report.loop():
        if report.is_empty(one):
            continue
        figures = [
            Figure(
                number,
                number_label(report, one, value),
                rows_url(one.code, value.name),
                report.words(one.code, value.name),
            )
            for value, number in values
        ]
        share = share_of(report.totals, one.code, report.absences)
        if share is not None and share.percent is not None:
            whole = format_integer(share.whole or 0)
            figures.insert(0, Figure(share.percent, _("%% (of %(whole)s)") % {"whole": whole}))
        months = [_monthly_number(line, one) for line in report.by_month]
        picture = charts.sparkline(months) if any(months) else None
        found.append(Stat(one.label.in_language(), figures, period, report.counted_at, picture))
    return found


def percent_of(line: Line, code: str) -> int | None:
    """The share of one line in percent; None where the whole is 0 or a number is hidden."""
    share = share_of(line.numbers, code, line.absences)
    return share.percent if share is not None else None


def steps_card(report: ImpactReport, url: str = "") -> Stat | None:
    """A card of the currently open escalations by step; None without the annex, or where they are not given."""
    if not report.steps or report.steps[0].open is None:
        return None
    figures = [
        Figure(sum(step.open or 0 for step in report.steps), pgettext("ladder", "open"), url),
        Figure(sum(step.overdue or 0 for step in report.steps), pgettext("ladder", "overdue")),
    ]
    points = [(step.label, step.open) for step in report.steps]
    return Stat(
        _("Missed contacts, step by step"),
        figures,
        period=pgettext("ladder", "at this moment"),
        picture=charts.bars(points),
    )


def _monthly_number(line: Line, one: Indicator) -> int:
    if one.code in SHARES:
        return percent_of(line, one.code) or 0
    return line.number(one.code, one.values[-1].name) or 0
