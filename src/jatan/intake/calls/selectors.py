"""Reading calls for help that named no known pass, narrowed by the gate: they wait for the secretariat."""

import uuid

from django.db.models import QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.calls.models import CallForHelp

__all__ = ["find_call", "unanswered"]


def unanswered(by: Actor) -> QuerySet[CallForHelp]:
    """Calls that wait for an answer, the longest waiting first."""
    rows = CallForHelp.objects.filter(issue__isnull=True, answered_at__isnull=True)
    reached = gate.within_reach(rows, by=by, permission=Permission.CALLS_ANSWER)
    return reached.order_by("called_at", "id")


def find_call(by: Actor, call_id: uuid.UUID) -> CallForHelp:
    """One of them. Raises CallForHelp.DoesNotExist, for a forbidden one too."""
    return unanswered(by).get(pk=call_id)
