"""The logframe of a grant on its page: what was reached beside what was meant, by objective, and the money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from jatan.evidence.indicators.scope import may_open_rows
from jatan.evidence.studio.grant_frame import LINE_PLACE, FrameRow, GrantFrame, State, grant_frame
from jatan.evidence.studio.grant_part import honest_words, money_table, unit_words
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.periods import Period, last_quarter
from jatan.programme.projects.models import Project
from jatan.web.ui.components.states import Badge, done, late, plain, soon
from jatan.web.ui.components.tables import Column, Table

_WIDTH = 96
_BADGES: Mapping[State, Badge | None] = {
    State.REACHED: done(pgettext_lazy("logframe", "reached")),
    State.MISSED: late(pgettext_lazy("logframe", "missed")),
    State.NEAR: soon(pgettext_lazy("logframe", "due soon")),
    State.UNKNOWN: plain(pgettext_lazy("logframe", "day is over")),
    State.OPEN: None,
}


@dataclass(frozen=True)
class ShownLine:
    """One line as the page shows it. `share` (0 to 96): the length of its bar; `words_url`: where its narrative is
    written, "" where this reader may not."""

    row: FrameRow
    unit: str
    says: str
    badge: Badge | None
    share: int
    rows_url: str
    words_url: str


def logframe_context(by: Actor, project: Project) -> dict[str, Any]:
    """What `projects/logframe.html` takes: `objectives`, a list of (title, lines), and `money`, a table or None."""
    today = clock.today()
    begun = Period(min(project.begins_on, today), today)
    frame = grant_frame(by, project, begun)
    may_write = project.organisation_id in by.reach(Permission.NARRATIVE_WRITE).organisations
    objectives: dict[Any, tuple[str, list[ShownLine]]] = {}
    for row in frame.rows:
        one = row.indicator.objective
        objectives.setdefault(one.pk, (one.title.in_language(), []))[1].append(
            _shown(by, frame, row, may_write=may_write)
        )
    return {"objectives": list(objectives.values()), "money": _money(frame, begun)}


def _shown(by: Actor, frame: GrantFrame, row: FrameRow, *, may_write: bool) -> ShownLine:
    percent = row.percent
    share = 0 if percent is None else max(round(min(percent, 100) * _WIDTH / 100), 1 if percent else 0)
    return ShownLine(
        row,
        unit_words(row),
        honest_words(row),
        _BADGES[row.state],
        share,
        _rows_url(by, frame, row),
        _words_url(row) if may_write else "",
    )


def _rows_url(by: Actor, frame: GrantFrame, row: FrameRow) -> str:
    """The rows behind the number; "" for one that is none, that is counted by hand, or whose rows she may not open."""
    if row.key is None or not row.achieved or len(frame.organisations) != 1 or not may_open_rows(by, *row.key):
        return ""
    [organisation] = frame.organisations
    asked = {"from": str(row.days.start), "to": str(row.days.end), "organisation": str(organisation)}
    return f"{reverse('report_rows', args=row.key)}?{urlencode(asked)}"


def _words_url(row: FrameRow) -> str:
    """Where the narrative of a line is written, for the last quarter that is over."""
    last = last_quarter(clock.today())
    asked = {
        "from": str(last.start),
        "to": str(last.end),
        "organisation": str(row.indicator.organisation_id),
        "about": str(row.indicator.pk),
    }
    return f"{reverse('report_words', args=[LINE_PLACE])}?{urlencode(asked)}"


def _money(frame: GrantFrame, period: Period) -> Table | None:
    """The money until today; the column of what was spent before is left out, since the grant began in these days."""
    if not frame.money:
        return None
    table = money_table(frame.money, period)
    kept = (0, 1, 3, 4)
    headings = (_("Instalment"), _("₹ that came"), _("₹ spent"), _("₹ left"))
    columns = [
        Column(str(at), heading, "number" if table.numbers[at] else "text")
        for at, heading in zip(kept, headings, strict=True)
    ]
    return Table(
        table.title, columns, [_by_column(row) for row in table.rows], note=table.note, total=_by_column(table.total)
    )


def _by_column(cells: Sequence[Any]) -> dict[str, Any]:
    return {str(at): cell for at, cell in enumerate(cells)}
