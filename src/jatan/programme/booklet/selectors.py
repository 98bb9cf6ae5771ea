"""Queries for the booklet: a member's own stories and editions; for the secretariat those of the network."""

import uuid

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.booklet.choices import StoryState, StoryUse
from jatan.programme.booklet.models import Edition, Story
from jatan.programme.booklet.uses import usable
from jatan.programme.people.reach import reachable
from jatan_names import names

_SEE = Permission.LIBRARY_RECORD


def stories(by: Actor) -> QuerySet[Story]:
    """Every story within reach, newest first."""
    return reachable(Story, by=by, permission=_SEE).order_by("-id")


def search_stories(by: Actor, text: str) -> QuerySet[Story]:
    """Stories whose title holds every word of `text`, as written; none for an empty text."""
    words = names.fold(text).split() and text.split()
    if not words:
        return stories(by).none()
    every_word = Q()
    for word in words:
        every_word &= Q(title_hi__icontains=word) | Q(title_en__icontains=word)
    return stories(by).filter(every_word)


def waiting_stories(by: Actor) -> QuerySet[Story]:
    """Stories that wait for `by` as the second person, the oldest first."""
    rows = stories(by).filter(state=StoryState.WAITING, consent_withdrawn_on__isnull=True)
    if by.account_id is None:
        return rows.none()
    return rows.exclude(recorded_by=by.account_id).exclude(authors__contains=[by.account_id]).order_by("id")


def printable(by: Actor, use: StoryUse = StoryUse.BOOKLET) -> QuerySet[Story]:
    """Stories that a second person approved and that may be used so, newest first."""
    return usable(stories(by).filter(state=StoryState.APPROVED), use)


def editions(by: Actor) -> QuerySet[Edition]:
    """Every edition within reach, newest first."""
    return reachable(Edition, by=by, permission=_SEE, related=("material",)).order_by("-id")


def editions_with(story_id: uuid.UUID) -> QuerySet[Edition]:
    """Printed editions that hold a story, limited by row-level security only."""
    rows = Edition._default_manager.filter(withdrawn_at__isnull=True, published_on__isnull=False)
    return rows.filter(content__contains=[{"story": str(story_id)}]).order_by("published_on", "id")
