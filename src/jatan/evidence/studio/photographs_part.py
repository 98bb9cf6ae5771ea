"""Photographs of a report: each with a yes for this use, and by itself none on which somebody can be recognised.

The caption is made from what was held and where: what the office wrote under a picture may name somebody. For the press
and for everybody neither the place nor the organisation stands there, so that nobody finds the people by their village,
and a second person has agreed to each (`releases.pieces`).
"""

import uuid
from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext, override

from jatan.evidence.releases.pieces import released_photographs
from jatan.evidence.studio.audiences import Audience, photograph_use
from jatan.evidence.studio.blocks import Part, Photograph, Photographs
from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period
from jatan.programme.activities import models, photographs
from jatan.programme.projects.models import Project
from jatan.programme.projects.selectors import in_project

MOST = 6


def photographs_part(
    by: Actor,
    *,
    period: Period,
    organisations: Collection[uuid.UUID],
    audience: str,
    language: str,
    districts: Collection[uuid.UUID] = (),
    themes: Collection[str] = (),
    project: Project | None = None,
    with_faces: bool = False,
) -> Part | None:
    """At most six photographs of activities of these days that may go to this audience, the latest first; None without.

    `with_faces`: also those on which grown-ups can be recognised who said yes. One query.
    """
    days = Q(activity__held_on__range=(period.start, period.end), organisation_id__in=organisations)
    rows = photographs.usable(by, photograph_use(audience), with_faces=with_faces).filter(days)
    is_open = Audience(audience).reads_published_only
    if is_open:
        rows = rows.filter(id__in=released_photographs())
    if districts:
        rows = rows.filter(Q(activity__place_id__in=districts) | Q(activity__place__district_id__in=districts))
    if themes:
        rows = rows.filter(activity__theme__in=themes)
    if project is not None:
        activities = models.Activity.objects.filter(in_project(str(project.common_id)))
        rows = rows.filter(activity__in=activities.values("id"))
    with override(language):
        shown = tuple(_shown(row, is_open=is_open) for row in rows[:MOST])
        return Part("photographs", gettext("In pictures"), (Photographs(shown),)) if shown else None


def _shown(row: models.Photograph, *, is_open: bool) -> Photograph:
    activity = row.activity
    caption = str(activity.get_kind_display())
    if not is_open:
        caption = gettext("%(what)s, %(where)s") % {"what": caption, "where": activity.place.name}
    return Photograph(
        row.id,
        row.organisation_id,
        caption[:1].upper() + caption[1:],
        "" if is_open else row.organisation.name,
        activity.held_on if activity.is_day_known else None,
    )
