"""Calls for help with an unknown pass code, which the secretariat answers; limited to the actor's reach."""

import uuid

from django.db.models import QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.calls.models import CallForHelp


def unanswered(by: Actor) -> QuerySet[CallForHelp]:
    """Calls that wait for an answer, oldest first."""
    rows = CallForHelp.objects.filter(issue__isnull=True, answered_at__isnull=True)
    reached = gate.within_reach(rows, by=by, permission=Permission.CALLS_ANSWER)
    return reached.order_by("called_at", "id")


def find_call(by: Actor, call_id: uuid.UUID) -> CallForHelp:
    """One unanswered call. Raises CallForHelp.DoesNotExist when it is absent or out of the actor's reach."""
    return unanswered(by).get(pk=call_id)
