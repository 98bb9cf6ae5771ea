"""What only the printed report reads besides the numbers: ways out, promises of allies, outlines of the districts."""

import uuid
from dataclasses import replace

from django.db.models import Count, Q

from jatan.evidence.atlas.corridors import Corridors, corridors
from jatan.evidence.indicators.results import DuePromises, ImpactReport, PrintedParts, PrintedStory, Way
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.localised import Localised
from jatan.programme.allies.choices import Outcome
from jatan.programme.allies.selectors import commitments
from jatan.programme.booklet.selectors import printed_stories

__all__ = ["with_printed_parts"]

_MOST_WAYS, _MOST_STORIES = 12, 2


def with_printed_parts(
    report: ImpactReport, *, by: Actor, organisation: uuid.UUID | None = None, district: uuid.UUID | None = None
) -> ImpactReport:
    """The report with its `printed_parts`; the filters are those of the report. A handful of queries."""
    found = _ways_out(report, by, organisation, district)
    ids = [line.id for line in report.by_district if line.id is not None]
    outlines = dict(Place.objects.filter(id__in=ids).values_list("id", "census2011_code"))
    parts = PrintedParts(
        ways=tuple(
            Way(row.origin.names, row.destination.names if row.destination else None, row.count) for row in found.rows
        )
        if found
        else (),
        journeys=found.total if found else 0,
        ways_of=found.counted if found else None,
        are_ways_rounded=found.is_rounded if found else False,
        outlines=outlines,
        promises=None if district else _promises(report, by),
        stories=() if district else _stories(report, by),
    )
    return replace(report, printed_parts=parts)


def _stories(report: ImpactReport, by: Actor) -> tuple[PrintedStory, ...]:
    found = printed_stories(by, report.counted_in, report.period)[:_MOST_STORIES]
    return tuple(
        PrintedStory(Localised(hi=row.title_hi, en=row.title_en), Localised(hi=row.body_hi, en=row.body_en))
        for row in found
    )


def _ways_out(
    report: ImpactReport, by: Actor, organisation: uuid.UUID | None, district: uuid.UUID | None
) -> Corridors | None:
    """The largest corridors; None for who may see none, and of one member where they are not divided by member."""
    try:
        found = corridors(report.period, by=by, organisation=organisation, district=district, most=_MOST_WAYS)
    except Forbidden:
        return None
    return None if found.is_rounded and organisation is not None else found


def _promises(report: ImpactReport, by: Actor) -> DuePromises | None:
    """Of the organisations that the report counts; confidential ones stay out, because the paper leaves the house."""
    if not by.may(Permission.ALLIES_SEE):
        return None
    rows = commitments(by).filter(
        organisation_id__in=report.counted_in,
        due_on__range=(report.period.start, report.period.end),
        is_confidential=False,
    )
    is_overdue = Q(outcome=Outcome.OPEN, due_on__lt=clock.today())
    return DuePromises(
        **rows.order_by().aggregate(
            kept=Count("id", filter=Q(outcome=Outcome.KEPT)),
            partly=Count("id", filter=Q(outcome=Outcome.PARTLY)),
            broken=Count("id", filter=Q(outcome=Outcome.BROKEN)),
            waiting=Count("id", filter=is_overdue),
        )
    )
