"""Queries for the booklet: a member's own stories and editions; for the secretariat those of the network."""

import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.periods import Period
from jatan.programme.booklet.choices import StoryState
from jatan.programme.booklet.models import Edition, Story
from jatan.programme.people.reach import reachable
from jatan_names import names

__all__ = [
    "editions",
    "editions_with",
    "find_edition",
    "find_story",
    "printable",
    "printed_stories",
    "search_stories",
    "stories",
    "taken_back_of",
    "waiting_stories",
]

_SEE = Permission.LIBRARY_RECORD


def stories(by: Actor) -> QuerySet[Story]:
    """Every story within reach, newest first."""
    return reachable(Story, by=by, permission=_SEE).order_by("-id")


def find_story(by: Actor, story_id: uuid.UUID) -> Story:
    """One story within reach. Raises Story.DoesNotExist, also when it is forbidden."""
    return stories(by).get(id=story_id)


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


def printable(by: Actor) -> QuerySet[Story]:
    """Stories that may be printed, newest first."""
    return stories(by).filter(state=StoryState.APPROVED, consent_withdrawn_on__isnull=True)


def printed_stories(by: Actor, organisations: Collection[uuid.UUID], period: Period) -> QuerySet[Story]:
    """Stories of these organisations that an edition first printed in the period and that may still be printed."""
    rows = printable(by).filter(organisation_id__in=organisations)
    return rows.filter(published_on__range=(period.start, period.end)).order_by("-published_on", "-id")


def editions(by: Actor) -> QuerySet[Edition]:
    """Every edition within reach, newest first."""
    return reachable(Edition, by=by, permission=_SEE).order_by("-id")


def find_edition(by: Actor, edition_id: uuid.UUID) -> Edition:
    """One edition within reach. Raises Edition.DoesNotExist, also when it is forbidden."""
    return editions(by).get(id=edition_id)


def editions_with(story_id: uuid.UUID) -> QuerySet[Edition]:
    """Printed editions that hold a story, limited by row-level security only."""
    rows = Edition._default_manager.filter(withdrawn_at__isnull=True, published_on__isnull=False)
    return rows.filter(content__contains=[{"story": str(story_id)}]).order_by("published_on", "id")


def taken_back_of(by: Actor, story_ids: Collection[str]) -> set[str]:
    """Those of these stories whose consent was taken back, as text. One query."""
    rows = stories(by).filter(pk__in=list(story_ids), consent_withdrawn_on__isnull=False)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}
