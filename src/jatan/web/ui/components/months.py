"""Months of members as badges and as a table: the report and the pages of month-ends draw the same."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from jatan.evidence.months.choices import Status
from jatan.evidence.months.selectors import Completeness
from jatan.web.ui.components import states
from jatan.web.ui.components.words import Text

# On a page; files have more.
_MOST_MONTHS = 12
# Status -> (class of its badge, icon of a badge with words, mark in a table): told apart without colour.
_DRAWN = {
    Status.ACCEPTED: ("good", "check", "✓"),
    Status.COMPLETE: ("", "clock", "○"),
    Status.CHANGED: ("late", "alert", "!"),
    Status.SENT_BACK: ("soon", "back", "↩"),
    Status.NOT_YET: ("", "minus", "–"),
}


@dataclass(frozen=True)
class MonthCell:
    """One month of one member: a mark, and its words for a screen reader. No mark: the organisation was no member."""

    mark: str = ""
    kind: str = ""
    words: Text = ""
    url: str = ""


@dataclass(frozen=True)
class MonthTable:
    """Members by months. `legend`: a cell for each status that occurs; `left_out`: earlier months of the period."""

    months: Sequence[dt.date]
    rows: Sequence[tuple[str, Sequence[MonthCell]]]
    legend: Sequence[MonthCell]
    left_out: int


def month_badge(status: Status) -> states.Badge:
    """The badge of a status."""
    kind, icon, _mark = _DRAWN[status]
    return states.Badge(status.label, kind, icon)


def month_url(organisation_id: uuid.UUID, month: dt.date) -> str:
    """The page of one month of one member."""
    return reverse("month_end", args=[organisation_id, f"{month:%Y-%m}"])


def month_table(found: Completeness, url: Callable[[uuid.UUID, dt.date], str] | None = None) -> MonthTable:
    """The newest twelve months of a period. `url`: the page of one month."""
    months = found.months[-_MOST_MONTHS:]
    rows = [
        (member.name, [_cell(found.status(member, month), member.id, month, url) for month in months])
        for member in found.reporting
    ]
    used = {found.status(member, month) for member in found.reporting for month in months}
    legend = [_cell(status, None, None, None) for status in Status if status in used]
    return MonthTable(months, rows, legend, found.left_out + len(found.months) - len(months))


def _cell(
    status: Status | None,
    member: uuid.UUID | None,
    month: dt.date | None,
    url: Callable[[uuid.UUID, dt.date], str] | None,
) -> MonthCell:
    if status is None:
        return MonthCell()
    kind, _icon, mark = _DRAWN[status]
    return MonthCell(mark, kind, status.label, url(member, month) if url and member and month else "")
