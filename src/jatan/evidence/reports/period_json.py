"""Completeness and targets of a report as JSON."""

from typing import Any

from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.months.selectors import Completeness
from jatan.evidence.targets.lines import TargetComparison


def sections_as_json(report: ImpactReport) -> dict[str, Any]:
    """{"completeness": …, "targets": …}, each only where there is something to say.

    Completeness: how many members are `complete` and `accepted`, and the status of each month by the member's code.
    Targets: `owner` network, members (all that have one, added up) or member; null: not given.
    """
    document: dict[str, Any] = {}
    if report.completeness is not None and report.completeness.reporting:
        document["completeness"] = _completeness(report.completeness)
    if report.targets is not None and report.targets != TargetComparison():
        document["targets"] = _targets(report, report.targets)
    return document


def _completeness(found: Completeness) -> dict[str, Any]:
    return {
        "members": len(found.reporting),
        "complete": found.complete,
        "accepted": found.accepted,
        "months": [
            {
                "month": f"{month:%Y-%m}",
                "members": {
                    member.code: status.value
                    for member in found.reporting
                    if (status := found.status(member, month)) is not None
                },
            }
            for month in found.months
        ],
    }


def _targets(report: ImpactReport, targets: TargetComparison) -> dict[str, Any]:
    codes = {row.id: row.code for row in report.offices}
    return {
        "of_this_period": [
            {
                "code": line.indicator,
                "value": line.value,
                "owner": line.owner.value,
                "organisation": codes.get(line.organisation) if line.organisation else None,
                "members": line.members,
                "target": line.amount,
                "achieved": line.achieved,
                "percent": line.percent,
                "rounded": line.is_rounded,
            }
            for line in targets.lines
        ],
        "of_other_periods": [
            {"period": [period.start.isoformat(), period.end.isoformat()], "targets": number}
            for period, number in targets.others
        ],
    }
