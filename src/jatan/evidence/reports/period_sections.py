"""What a report says of its period besides the numbers: which months are complete, and targets."""

import uuid
from dataclasses import replace

from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.months.selectors import completeness_of
from jatan.evidence.targets.achievement import compare_targets
from jatan.foundation.access.actors import Actor

__all__ = ["with_period_sections"]


def with_period_sections(
    report: ImpactReport, *, by: Actor, organisation: uuid.UUID | None = None, district: uuid.UUID | None = None
) -> ImpactReport:
    """The report with `completeness` and `targets`; the filters are those of the report. Two queries."""
    offices = [row for row in report.offices if row.id in report.counted_in]
    return replace(
        report,
        completeness=completeness_of(by, offices, report.period),
        targets=compare_targets(report, by=by, organisation=organisation, district=district),
    )
