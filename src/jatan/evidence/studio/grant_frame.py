"""The logframe of a grant with what the house counts of it, and its money by instalment, as plain values.

What was achieved is always a number of the impact report of whoever takes part in the grant, from its first day on:
withheld and rounded numbers stay so. What is counted by hand is added up from its days.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Sum

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.definitions import COUNTABLE, indicator
from jatan.evidence.indicators.results import ImpactReport, Key, Line, cell_of
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.narrative.models import Paragraph
from jatan.evidence.narrative.selectors import paragraphs_about
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period
from jatan.programme.projects.models import Instalment, Project, ProjectIndicator
from jatan.programme.projects.selectors import (
    hand_counts,
    instalments,
    organisations_of,
    project_indicators,
    spendings,
)

LINE_PLACE = "grant_line"
_NEAR_DAYS = 31


class State(StrEnum):
    """How far a line is. `UNKNOWN`: its day is over, and how much there is nobody is given to know."""

    REACHED = "reached"
    MISSED = "missed"
    NEAR = "near"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FrameRow:
    """One line of the logframe. `achieved`: the number over `days`, else `absence` says why there is none.

    `due`: its own day, else the last of the grant; `left`: days from the day asked about until then, below zero after.
    """

    indicator: ProjectIndicator
    days: Period
    achieved: int | None
    absence: Absence | None
    is_rounded: bool
    due: dt.date | None
    left: int | None
    narrative: Paragraph | None = None

    @property
    def state(self) -> State:
        if self.absence is None and (self.achieved or 0) >= self.indicator.target:
            return State.REACHED
        if self.left is None or self.left > _NEAR_DAYS:
            return State.OPEN
        if self.left >= 0:
            return State.NEAR
        return State.MISSED if self.absence in (None, Absence.NOT_RECORDED) else State.UNKNOWN

    @property
    def cell(self) -> int | str:
        """The number, or what is printed in its place in the active language."""
        return self.absence.words.in_language() if self.absence else cell_of(self.achieved)

    @property
    def percent(self) -> int | None:
        """How much of the target in whole percent, rounded down."""
        return None if self.absence else (self.achieved or 0) * 100 // self.indicator.target

    @property
    def key(self) -> Key | None:
        return self.indicator.key

    @property
    def label(self) -> Localised:
        return line_label(self.indicator)


@dataclass(frozen=True)
class MoneyRow:
    """An instalment and what was spent of it, in rupees. `received`: 0 until it came; `left` is below zero where more
    is spent than came."""

    instalment: Instalment
    received: int
    spent_before: int
    spent: int

    @property
    def left(self) -> int:
        return self.received - self.spent_before - self.spent


@dataclass(frozen=True)
class GrantFrame:
    """The logframe and the money of a grant until the last day of `period`. `organisations`: whose numbers they are."""

    project: Project
    period: Period
    organisations: frozenset[uuid.UUID]
    rows: tuple[FrameRow, ...]
    money: tuple[MoneyRow, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.money)


def line_label(line: ProjectIndicator) -> Localised:
    """What is counted: the house's own words for its number, else those written by hand."""
    if line.key is None:
        return line.title
    if line.key not in COUNTABLE:  # an edition of long ago counted it
        return Localised(hi=line.number, en=line.number)
    return indicator(line.key[0]).label


def grant_frame(by: Actor, project: Project, period: Period) -> GrantFrame:
    """The logframe for this reader, of a running period as of today. Six queries, and those of one impact report where
    the house counts a line."""
    organisations = _members(by, project)
    lines = list(project_indicators(by, project))
    today = min(period.end, clock.today())  # a day that has not come is not missed
    days = grant_days(project, today)
    counts = _counts(by, project, organisations, lines, days)
    words = (
        paragraphs_about(by, project.organisation_id, LINE_PLACE, period, [one.id for one in lines]) if lines else {}
    )
    rows = tuple(_row(one, days, counts, today, words.get(one.id)) for one in lines) if days else ()
    return GrantFrame(project, period, organisations, rows, _money(by, project, period))


def grant_days(project: Project, until: dt.date) -> Period | None:
    """From the first day of a grant until that day, or its last; None before it began."""
    last = min(until, project.ends_on or until)
    return Period(project.begins_on, last) if last >= project.begins_on else None


def _members(by: Actor, project: Project) -> frozenset[uuid.UUID]:
    """Whose numbers count: the organisation's own; of a grant of the network, those of the members that take part."""
    found = organisations_of(by, project) if project.is_shared else frozenset({project.organisation_id})
    members = found - {project.organisation_id} if project.is_shared else found
    return members or found


@dataclass(frozen=True)
class _Counts:
    """Numbers of the house by key and of counts by hand by line: (number, why it is none)."""

    report: ImpactReport | None
    lines: Sequence[Line]
    is_whole: bool
    by_hand: Mapping[uuid.UUID, int]

    def of(self, one: ProjectIndicator) -> tuple[int | None, Absence | None]:
        if one.key is None:
            number = self.by_hand.get(one.id)
            return number or 0, None if number is not None else Absence.NOT_RECORDED
        if self.report is None or one.key not in COUNTABLE:
            return None, Absence.NOT_TOLD
        if self.is_whole:
            return self.report.number(*one.key), self.report.absence(*one.key)
        return _added(self.lines, one.key)

    def is_rounded(self, key: Key | None) -> bool:
        if key is None or self.report is None:
            return False
        return self.report.is_rounded(*key) if self.is_whole else key in self.report.rounded


def _added(lines: Sequence[Line], key: Key) -> tuple[int | None, Absence | None]:
    """The members' numbers added up; not given where that of one is not."""
    absences = [line.absence(*key) for line in lines]
    for withheld in (Absence.NOT_TOLD, Absence.NOT_YET, Absence.FEW):
        if withheld in absences:
            return None, withheld
    if not lines or all(one is Absence.NOT_RECORDED for one in absences):
        return 0, Absence.NOT_RECORDED
    return sum(line.number(*key) or 0 for line in lines), None


def _counts(
    by: Actor,
    project: Project,
    organisations: frozenset[uuid.UUID],
    indicators: Sequence[ProjectIndicator],
    days: Period | None,
) -> _Counts:
    if days is None:
        return _Counts(None, (), True, {})
    by_hand: dict[uuid.UUID, int] = {}
    if any(one.key is None for one in indicators):
        counted = hand_counts(by, project).filter(counted_on__range=(days.start, days.end))
        rows = counted.order_by().values_list("indicator_id").annotate(amount=Sum("amount"))
        by_hand = dict(rows)
    # Only who reads whole organisations: a part of it beside the target of all would say that it was missed.
    may_read = bool(organisations) and organisations <= by.reach(Permission.REPORTS_SEE).organisations
    if not may_read or all(one.key is None for one in indicators):
        return _Counts(None, (), True, by_hand)
    if project.is_shared and organisations == {project.organisation_id}:  # nobody has a part yet: it is everybody's
        return _Counts(impact_report(days, by=by), (), True, by_hand)
    if len(organisations) == 1:
        return _Counts(impact_report(days, by=by, organisation=next(iter(organisations))), (), True, by_hand)
    report = impact_report(days, by=by)
    return _Counts(report, [line for line in report.by_organisation if line.id in organisations], False, by_hand)


def _row(one: ProjectIndicator, days: Period, counts: _Counts, today: dt.date, narrative: Paragraph | None) -> FrameRow:
    number, absence = counts.of(one)
    due = one.due_on or one.objective.project.ends_on
    left = (due - today).days if due is not None else None
    return FrameRow(one, days, number, absence, counts.is_rounded(one.key), due, left, narrative)


def _money(by: Actor, project: Project, period: Period) -> tuple[MoneyRow, ...]:
    """The instalments until the last day of the period, those expected later too, with what was spent until then."""
    rows = list(instalments(by, project))
    if not rows:
        return ()
    spent: dict[uuid.UUID, list[int]] = {}
    for instalment, day, amount in (
        spendings(by, project)
        .filter(spent_on__lte=period.end)
        .order_by()
        .values_list("instalment_id", "spent_on", "amount")
    ):
        spent.setdefault(instalment, [0, 0])[day >= period.start] += amount
    found = []
    for row in rows:
        came = row.received_on is not None and row.received_on <= period.end
        before, now = spent.get(row.id, [0, 0])
        found.append(MoneyRow(row, row.amount if came else 0, before, now))
    return tuple(found)
