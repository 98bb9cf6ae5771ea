"""Booklets and films that the network has published itself and that anybody may read."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from jatan.foundation.access.actors import Actor
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period
from jatan.programme.library.choices import MaterialKind
from jatan.programme.library.selectors import materials

_MOST = 6


@dataclass(frozen=True)
class Publication:
    """A published booklet or film."""

    title: Localised
    kind: MaterialKind
    published_on: dt.date


def publications_in(
    period: Period, *, by: Actor, organisations: Collection[uuid.UUID], theme: str = ""
) -> tuple[Publication, ...]:
    """Public booklets and films published in the period, the latest first; with a theme, of that topic. One query."""
    rows = materials(by).filter(
        organisation_id__in=organisations,
        is_public=True,
        kind__in=(MaterialKind.BOOKLET, MaterialKind.FILM),
        published_on__range=(period.start, period.end),
    )
    if theme:
        rows = rows.filter(topic=theme)
    return tuple(
        Publication(Localised(hi=row.title_hi, en=row.title_en), MaterialKind(row.kind), row.published_on)
        for row in rows.order_by("-published_on", "-id")[:_MOST]
        if row.published_on is not None
    )
