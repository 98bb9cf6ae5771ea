"""Stories that the network has published itself: one or two with their words, booklets and films by their title."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from jatan.foundation.access.actors import Actor
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period
from jatan.programme.booklet.selectors import printed_stories
from jatan.programme.library.choices import MaterialKind
from jatan.programme.library.selectors import materials

__all__ = ["Story", "stories_in"]

_MOST, _MOST_IN_WORDS = 6, 2


@dataclass(frozen=True)
class Story:
    """A published booklet or film; or a story of one, with its `words`, of whom somebody agreed that it is printed."""

    title: Localised
    kind: str
    published_on: dt.date
    words: Localised | None = None


def stories_in(
    period: Period, *, by: Actor, organisations: Collection[uuid.UUID], theme: str = ""
) -> tuple[Story, ...]:
    """Stories first printed in the period, then public booklets and films published in it, the latest first; with a
    theme, of that topic. Two queries."""
    stories = printed_stories(by, organisations, period)
    rows = materials(by).filter(
        organisation_id__in=organisations,
        is_public=True,
        kind__in=(MaterialKind.BOOKLET, MaterialKind.FILM),
        published_on__range=(period.start, period.end),
    )
    if theme:
        rows, stories = rows.filter(topic=theme), stories.filter(topic=theme)
    in_words = tuple(
        Story(
            Localised(hi=row.title_hi, en=row.title_en),
            "",
            row.published_on,
            Localised(hi=row.body_hi, en=row.body_en),
        )
        for row in stories[:_MOST_IN_WORDS]
        if row.published_on is not None
    )
    return in_words + tuple(
        Story(Localised(hi=row.title_hi, en=row.title_en), str(row.get_kind_display()), row.published_on)
        for row in rows.order_by("-published_on", "-id")[:_MOST]
        if row.published_on is not None
    )
