"""Queries for allies. The directory is read by all who may read anything of it; rows of members by reach.

A confidential row is shown to its own organisation only: by these queries, and by a policy of the table beneath them.
No query per row in lists.
"""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.kernel import clock
from jatan.programme.allies.models import (
    Agreement,
    Ally,
    Ask,
    Clipping,
    Commitment,
    Contact,
    JointWork,
    MediaMention,
    Meeting,
    Note,
)
from jatan.programme.people.reach import countable, live, reachable
from jatan_names import names

_SEE = Permission.ALLIES_SEE


def allies(by: Actor) -> QuerySet[Ally]:
    """The directory, newest first: every institution, whoever entered it, without those merged into another."""
    rows = live(Ally).filter(merged_into__isnull=True) if by.may(_SEE) else Ally.objects.none()
    return _with_places(rows).order_by("-id")


def find_ally(by: Actor, ally_id: uuid.UUID) -> Ally:
    """One institution, also one that is merged into another. Raises Ally.DoesNotExist, also when it is forbidden."""
    rows = live(Ally) if by.may(_SEE) else Ally.objects.none()
    return _with_places(rows).select_related("merged_into").get(id=ally_id)


def search(by: Actor, text: str) -> QuerySet[Ally]:
    """Institutions whose name is like `text`, in either script, or in which somebody of that name is known; none for
    an empty text."""
    words = names.fold(text).split()
    if not words:
        return allies(by).none()
    every_word = Q()
    for word in words:
        every_word &= Q(name_fold__contains=word)
    known = contacts(by).filter(name__icontains=text.strip()).order_by().values("ally_id")
    return allies(by).filter(every_word | Q(pk__in=known))


def of_ally(ally: Ally) -> Q:
    """The condition on a member's rows that they are about this institution, or about one merged into it."""
    return Q(ally=ally) | Q(ally__merged_into=ally)


def contacts(by: Actor) -> QuerySet[Contact]:
    """People known in institutions: those in their post first, then by name."""
    return shared_rows(Contact, by).order_by(F("until").desc(nulls_first=True), "name", "id")


def notes(by: Actor) -> QuerySet[Note]:
    """Notes, newest first."""
    return shared_rows(Note, by).order_by("-noted_on", "-id")


def meetings(by: Actor) -> QuerySet[Meeting]:
    """Meetings with allies that are not withdrawn, newest first."""
    return shared_rows(Meeting, by).order_by("-held_on", "-id")


def asks(by: Actor) -> QuerySet[Ask]:
    """Requests to allies that are not withdrawn, newest first."""
    return shared_rows(Ask, by, "meeting").order_by("-asked_on", "-id")


def commitments(by: Actor) -> QuerySet[Commitment]:
    """Promises of allies that are not withdrawn, newest first."""
    return shared_rows(Commitment, by, "ask").order_by("-promised_on", "-id")


def agreements(by: Actor) -> QuerySet[Agreement]:
    """Written agreements, newest first."""
    return shared_rows(Agreement, by).order_by("-signed_on", "-id")


def in_force(day: dt.date) -> Q:
    """The condition that an agreement is in force on a day."""
    runs = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return Q(signed_on__lte=day) & runs & (Q(ended_on__isnull=True) | Q(ended_on__gte=day))


def joint_work(by: Actor) -> QuerySet[JointWork]:
    """Operations, watches and trainings held together, newest first."""
    return shared_rows(JointWork, by).order_by("-held_on", "-id")


def law_counts(rows: QuerySet[Meeting] | QuerySet[Ask]) -> dict[str, int]:
    """How many of these rows concerned each law topic; topics without any are absent."""
    return dict(rows.exclude(law_topic="").order_by().values_list("law_topic").annotate(number=Count("pk")))


def due_agreements(by: Actor, *, within_days: int = 30) -> QuerySet[Agreement]:
    """Agreements in force whose renewal is due within `within_days`, the earliest first."""
    today = clock.today()
    rows = agreements(by).filter(in_force(today), renew_by__lte=today + dt.timedelta(days=within_days))
    return rows.order_by("renew_by", "id")


def mentions(by: Actor) -> QuerySet[MediaMention]:
    """Media mentions, newest first; `copies`: how many clippings are kept of each."""
    copies = Count("clippings", filter=Q(clippings__withdrawn_at__isnull=True))
    rows = reachable(MediaMention, by=by, permission=_SEE).annotate(copies=copies)
    return rows.order_by("-published_on", "-id")


def clippings(by: Actor, mention: MediaMention | None = None) -> QuerySet[Clipping]:
    """Copies of media mentions, newest first."""
    rows = reachable(Clipping, by=by, permission=_SEE).filter(mention__withdrawn_at__isnull=True)
    return (rows if mention is None else rows.filter(mention=mention)).order_by("-copied_on", "-id")


def current_name() -> Coalesce:
    """The name of a row's institution, or of the one that stands for it."""
    return Coalesce("ally__merged_into__name", "ally__name")


def shared_rows[M: Guarded](model: type[M], by: Actor, *related: str) -> QuerySet[M]:
    """Rows about institutions within reach, without confidential ones of other organisations.

    An institution that was withdrawn takes the rows of who entered it off the lists; those of others stay.
    """
    return _shared(reachable(model, by=by, permission=_SEE, related=("ally", "ally__merged_into", *related)), by)


def countable_rows[M: Guarded](model: type[M], by: Actor, **conditions: Any) -> QuerySet[M]:
    """As `shared_rows` in no order and without relations: those that meet these conditions."""
    return _shared(countable(model, by=by, permission=_SEE), by, **conditions)


def _shared[M: Guarded](rows: QuerySet[M], by: Actor, **conditions: Any) -> QuerySet[M]:
    is_open = Q(is_confidential=False) | Q(organisation_id__in=by.own_organisations)
    is_kept = Q(ally__withdrawn_at__isnull=True) | ~Q(organisation_id=F("ally__organisation_id"))
    return rows.filter(is_open, is_kept, **conditions)


def _with_places(rows: QuerySet[Ally]) -> QuerySet[Ally]:
    return rows.select_related("organisation", "place", "place__block", "place__district")
