"""Queries about paragraphs, limited to the organisations whose reports the actor reads."""

import uuid
from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from jatan.evidence.narrative.models import Paragraph
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.periods import Period

_MOST_VERSIONS = 100
_MOST_PERIODS = 24


def paragraphs_of(
    by: Actor, organisation_id: uuid.UUID, period: Period, theme: str = "", about: uuid.UUID | None = None
) -> dict[str, Paragraph]:
    """{place: paragraph in force} of an organisation's papers over exactly this period. One query."""
    rows = _readable(by, organisation_id).filter(
        first=period.start, last=period.end, theme=theme, about=about, replaced_at__isnull=True
    )
    return {row.place: row for row in rows if not row.is_taken_back}


def paragraphs_about(
    by: Actor, organisation_id: uuid.UUID, place: str, period: Period, about: Collection[uuid.UUID]
) -> dict[uuid.UUID, Paragraph]:
    """{line or grant: paragraph in force} of one place over exactly this period. One query."""
    rows = _readable(by, organisation_id).filter(
        place=place, first=period.start, last=period.end, theme="", about__in=about, replaced_at__isnull=True
    )
    return {row.about: row for row in rows if row.about is not None and not row.is_taken_back}


def versions_of(
    by: Actor,
    organisation_id: uuid.UUID,
    place: str,
    period: Period,
    theme: str = "",
    about: uuid.UUID | None = None,
) -> list[Paragraph]:
    """All versions for one place and period, the newest first; at most a hundred. One query."""
    rows = _readable(by, organisation_id).filter(
        place=place, first=period.start, last=period.end, theme=theme, about=about
    )
    return list(rows.order_by("-written_at", "-id")[:_MOST_VERSIONS])


def other_periods(
    by: Actor,
    organisation_id: uuid.UUID,
    place: str,
    period: Period,
    theme: str = "",
    about: uuid.UUID | None = None,
) -> Sequence[Paragraph]:
    """The paragraphs in force for the same place in other periods, the latest period first; at most 24. One query."""
    rows = _readable(by, organisation_id).filter(place=place, theme=theme, about=about, replaced_at__isnull=True)
    rows = rows.exclude(first=period.start, last=period.end).exclude(text_hi="", text_en="")
    return list(rows.order_by("-last", "-first")[:_MOST_PERIODS])


def _readable(by: Actor, organisation_id: uuid.UUID) -> QuerySet[Paragraph]:
    reach = by.reach(Permission.REPORTS_SEE).row_organisations & {organisation_id}
    return Paragraph.objects.filter(organisation_id__in=reach)
