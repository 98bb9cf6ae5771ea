"""Queries for consultations and their parts, limited to the actor's reach. No query per row in lists."""

import datetime as dt

from django.db.models import CharField, Count, F, Func, Q, QuerySet
from django.db.models.expressions import Expression

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.activities.models import Activity
from jatan.programme.consultations.choices import ACTIVITY_KIND_OF, RecommendationOutcome
from jatan.programme.consultations.models import (
    Consultation,
    ConsultationFile,
    Evidence,
    Invitation,
    Recommendation,
)
from jatan.programme.people.reach import live, reachable

_SEE, _RECORD = Permission.ACTIVITIES_SEE, Permission.ACTIVITIES_RECORD
_OFFERED = 50


def consultations(by: Actor) -> QuerySet[Consultation]:
    """Every consultation within reach, the latest first."""
    return reachable(Consultation, by=by, permission=_SEE, related=("activity",)).order_by("-planned_on", "-id")


def due_consultations(by: Actor, until: dt.date) -> QuerySet[Consultation]:
    """Consultations that the actor may record, planned up to a day, neither held nor cancelled; earliest first."""
    rows = reachable(Consultation, by=by, permission=_RECORD, related=("activity",))
    is_open = Q(activity__isnull=True) | Q(activity__withdrawn_at__isnull=False)
    return rows.filter(is_open, cancelled_on__isnull=True, planned_on__lte=until).order_by("planned_on", "id")


def due_recommendations(by: Actor, until: dt.date) -> QuerySet[Recommendation]:
    """Open recommendations that the actor may follow, due up to a day, the earliest first."""
    rows = reachable(Recommendation, by=by, permission=_RECORD, related=("consultation",))
    rows = rows.filter(consultation__withdrawn_at__isnull=True, outcome=RecommendationOutcome.OPEN)
    return rows.filter(due_on__lte=until).order_by("due_on", "id")


def invitations(by: Actor, consultation: Consultation) -> QuerySet[Invitation]:
    """Who is invited, in the order of kind and office."""
    rows = reachable(Invitation, by=by, permission=_SEE).filter(consultation=consultation)
    return rows.order_by("kind", "institution", "id")


def recommendations(by: Actor, consultation: Consultation | None = None) -> QuerySet[Recommendation]:
    """Recommendations of live consultations, newest first."""
    rows = reachable(Recommendation, by=by, permission=_SEE, related=("consultation",))
    rows = rows.filter(consultation__withdrawn_at__isnull=True)
    return (rows if consultation is None else rows.filter(consultation=consultation)).order_by("-made_on", "id")


def evidence(by: Actor, consultation: Consultation) -> QuerySet[Evidence]:
    """What was shown, in the order recorded."""
    return reachable(Evidence, by=by, permission=_SEE).filter(consultation=consultation).order_by("id")


def files(by: Actor, consultation: Consultation | None = None) -> QuerySet[ConsultationFile]:
    """Files of consultations of the actor's own organisations, newest first: they can hold names and signatures."""
    rows = reachable(ConsultationFile, by=by, permission=_SEE).filter(
        organisation_id__in=by.home_organisations, consultation__withdrawn_at__isnull=True
    )
    return (rows if consultation is None else rows.filter(consultation=consultation)).order_by("-id")


def law_counts(by: Actor) -> dict[str, int]:
    """How many consultations within reach concern each law topic, planned ones too; topics without any are absent."""
    rows = gate.within_reach(live(Consultation), by=by, permission=_SEE).order_by()
    topics: Expression = Func(F("law_topics"), function="unnest", output_field=CharField())
    found = rows.annotate(topic=topics).values("topic").annotate(number=Count("pk"))
    return dict(found.values_list("topic", "number"))


def unjoined_activities(by: Actor, consultation: Consultation) -> QuerySet[Activity]:
    """Activities of the same office and level that belong to no consultation yet, the latest first."""
    taken = live(Consultation).filter(activity__isnull=False).values("activity")
    rows = gate.within_reach(live(Activity), by=by, permission=_SEE).filter(
        organisation_id=consultation.organisation_id, kind=ACTIVITY_KIND_OF[consultation.level]
    )
    return rows.exclude(pk__in=taken).order_by("-held_on", "-id")[:_OFFERED]
