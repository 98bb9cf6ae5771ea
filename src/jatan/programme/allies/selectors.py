"""Queries for allies, limited to the actor's reach (for members the whole network). No query per row in lists."""

import datetime as dt
import uuid

from django.db.models import Count, Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.allies.choices import Outcome
from jatan.programme.allies.models import Ally, Ask, Clipping, Commitment, MediaMention, Meeting
from jatan.programme.people.reach import reachable
from jatan_names import names

__all__ = [
    "allies",
    "asks",
    "clippings",
    "commitments",
    "due_commitments",
    "find_ally",
    "find_clipping",
    "find_commitment",
    "find_mention",
    "meetings",
    "mentions",
    "search",
]

_SEE = Permission.ALLIES_SEE


def allies(by: Actor) -> QuerySet[Ally]:
    """Every ally within reach, newest first."""
    return reachable(Ally, by=by, permission=_SEE).order_by("-id")


def find_ally(by: Actor, ally_id: uuid.UUID) -> Ally:
    """One ally within reach. Raises Ally.DoesNotExist, also when it is forbidden."""
    return allies(by).get(id=ally_id)


def search(by: Actor, text: str) -> QuerySet[Ally]:
    """Allies whose name is like `text`, in either script; none for an empty text."""
    words = names.fold(text).split()
    if not words:
        return allies(by).none()
    every_word = Q()
    for word in words:
        every_word &= Q(name_fold__contains=word)
    return allies(by).filter(every_word)


def meetings(by: Actor) -> QuerySet[Meeting]:
    """Meetings with allies that are not withdrawn, newest first."""
    rows = reachable(Meeting, by=by, permission=_SEE, related=("ally",))
    return rows.filter(ally__withdrawn_at__isnull=True).order_by("-held_on", "-id")


def asks(by: Actor) -> QuerySet[Ask]:
    """Requests to allies that are not withdrawn, newest first."""
    rows = reachable(Ask, by=by, permission=_SEE, related=("ally", "meeting"))
    return rows.filter(ally__withdrawn_at__isnull=True).order_by("-asked_on", "-id")


def commitments(by: Actor) -> QuerySet[Commitment]:
    """Promises of allies that are not withdrawn, newest first."""
    rows = reachable(Commitment, by=by, permission=_SEE, related=("ally", "ask"))
    return rows.filter(ally__withdrawn_at__isnull=True).order_by("-promised_on", "-id")


def find_commitment(by: Actor, commitment_id: uuid.UUID) -> Commitment:
    """One commitment within reach. Raises Commitment.DoesNotExist."""
    return commitments(by).get(id=commitment_id)


def due_commitments(by: Actor, *, within_days: int = 14) -> QuerySet[Commitment]:
    """Open promises that are overdue or due within `within_days`, the earliest first; none without a due day."""
    until = clock.today() + dt.timedelta(days=within_days)
    return commitments(by).filter(outcome=Outcome.OPEN, due_on__lte=until).order_by("due_on", "id")


def mentions(by: Actor) -> QuerySet[MediaMention]:
    """Media mentions, newest first; `copies`: how many clippings are kept of each."""
    copies = Count("clippings", filter=Q(clippings__withdrawn_at__isnull=True))
    rows = reachable(MediaMention, by=by, permission=_SEE).annotate(copies=copies)
    return rows.order_by("-published_on", "-id")


def find_mention(by: Actor, mention_id: uuid.UUID) -> MediaMention:
    """One media mention within reach. Raises MediaMention.DoesNotExist."""
    return mentions(by).get(id=mention_id)


def clippings(by: Actor, mention: MediaMention | None = None) -> QuerySet[Clipping]:
    """Copies of media mentions, newest first."""
    rows = reachable(Clipping, by=by, permission=_SEE).filter(mention__withdrawn_at__isnull=True)
    return (rows if mention is None else rows.filter(mention=mention)).order_by("-copied_on", "-id")


def find_clipping(by: Actor, clipping_id: uuid.UUID) -> Clipping:
    """One copy within reach. Raises Clipping.DoesNotExist."""
    return clippings(by).get(id=clipping_id)
