"""Compares targets with the numbers of a report, which follow the rules of publication for its reader.

What was achieved is always a number of the report: whoever sees rounded counts of persons gets rounded ones here, and a
number that is not given stays so.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.definitions import COUNTABLE, COUNTED
from jatan.evidence.indicators.results import ImpactReport, Key, Line
from jatan.evidence.targets.lines import Owner, TargetComparison, TargetLine
from jatan.evidence.targets.models import Target
from jatan.evidence.targets.selectors import targets_between
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Role
from jatan.foundation.network.models import Kind
from jatan.kernel.localised import Localised

_NETWORK = Localised(hi="नेटवर्क", en="Network")
_MEMBERS = Localised(hi="सदस्य संस्थाएँ मिलकर", en="Members together")


def compare_targets(
    report: ImpactReport,
    *,
    by: Actor,
    organisations: frozenset[uuid.UUID] = frozenset(),
    is_cut: bool = False,
) -> TargetComparison:
    """The targets of the report's period with what was achieved, by the report's filters. One query.

    `is_cut`: the report counts some districts, a theme or a grant only; no target is compared with it.
    """
    rows = targets_between(by, report.period)
    found = [row for row in rows if not organisations or row.organisation_id in organisations]
    others = Counter(row.period for row in found if row.period != report.period)
    listed = tuple(sorted(others.items(), key=lambda pair: (pair[0].start, pair[0].end)))
    if is_cut:
        return TargetComparison(is_narrowed=bool(found))
    same = [row for row in found if row.period == report.period and row.key in COUNTABLE]
    reads_network = by.network <= report.counted_in if by.network else Role.MACHINE in by.roles
    lines = _Lines(report, reads_network=reads_network).of(same)
    return TargetComparison(tuple(lines), listed)


class _Lines:
    def __init__(self, report: ImpactReport, *, reads_network: bool) -> None:
        self.report, self.reads_network = report, reads_network
        self.by_member = {line.id: line for line in report.by_organisation}

    def of(self, targets: Sequence[Target]) -> list[TargetLine]:
        """The lines of these targets: for each number the network's, the members' together, each member's."""
        by_key: Mapping[Key, list[Target]] = defaultdict(list)
        for row in targets:
            by_key[row.key].append(row)
        lines: list[TargetLine] = []
        for one in COUNTED:
            for value in one.values:
                rows = by_key.get((one.code, value.name), [])
                members = [self._member(row) for row in rows if row.organisation.kind == Kind.MEMBER]
                lines += [self._network(row) for row in rows if row.organisation.kind == Kind.NETWORK]
                if len(members) > 1:
                    lines.append(_together(members))
                lines += members
        return lines

    def _network(self, row: Target) -> TargetLine:
        achieved = _known(self.report, row.key) if self.reads_network else None
        return _line(row, Owner.NETWORK, achieved, is_rounded=self.report.is_rounded(*row.key))

    def _member(self, row: Target) -> TargetLine:
        line: Line | None = self.by_member.get(row.organisation_id)
        achieved = _known(line, row.key) if line is not None else None
        return _line(row, Owner.MEMBER, achieved, is_rounded=row.key in self.report.rounded)


def _known(numbers: ImpactReport | Line, key: Key) -> int | None:
    """The number; None where a nought is none. What was never recorded was not achieved."""
    absence = numbers.absence(*key)
    return numbers.number(*key) if absence in (None, Absence.NOT_RECORDED) else None


def _line(row: Target, owner: Owner, achieved: int | None, *, is_rounded: bool) -> TargetLine:
    office = row.organisation
    name = _NETWORK if owner is Owner.NETWORK else Localised(hi=office.name_hi, en=office.name_en)
    amount = row.amount or 0
    return TargetLine(
        row.indicator, row.value, owner, name, amount, achieved, is_rounded, organisation=row.organisation_id, id=row.id
    )


def _together(members: Sequence[TargetLine]) -> TargetLine:
    """The members' targets added up, and what those members did; not given where one member's number is not."""
    numbers = [line.achieved for line in members]
    achieved = None if None in numbers else sum(number or 0 for number in numbers)
    first = members[0]
    return TargetLine(
        first.indicator,
        first.value,
        Owner.MEMBERS,
        _MEMBERS,
        sum(line.amount for line in members),
        achieved,
        first.is_rounded,
        len(members),
    )
