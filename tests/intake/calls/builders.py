"""Builders of a journey with a pass, and of calls for help, through the real services."""

import uuid
from typing import Any

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.calls.delivery import deliver_one, undelivered_call_ids
from jatan.intake.calls.services import receive_call
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey, Pass
from jatan.programme.journeys.services import issue_pass
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person


def create_pass(cast: Cast, part: str = "coordinator", **person: Any) -> tuple[Journey, Pass]:
    """Create a journey recorded by the actor `part`, with its pass."""
    with acting_as(cast.actor(part)) as by:
        journey = a_journey(by, a_person(by, cast, **person))
        return journey, issue_pass(by=by, journey=journey)


def send_call(code: str, **fields: Any) -> bool:
    """Press the button: send one call for help, with fields of the form."""
    defaults = {"who": "self", "words": "", "phone": "", "address": "203.0.113.7"}
    return receive_call(code=code, **(defaults | fields))


def deliver_all() -> int:
    """Deliver every waiting call, as the worker does; return how many."""
    return sum(deliver_one(call_id) for call_id in undelivered_call_ids())


def issues_at(organisation_id: uuid.UUID) -> list[Issue]:
    """All issues of an organisation, oldest first."""
    with acting_as(machine_for([organisation_id])):
        rows = Issue.objects.filter(organisation_id=organisation_id).select_related("place", "person")
        return list(rows.order_by("id"))
