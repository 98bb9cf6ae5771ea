"""Close a room of an office: not while somebody in it needs somebody.

Stands above the programme, because calls and text messages that wait are duties too.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Final

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor, Post, machine_for
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.access.room_acts import shut_room
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import lock_chain
from jatan.foundation.network.rooms import ALWAYS_OPEN, Room
from jatan.intake.calls.selectors import unanswered
from jatan.intake.messaging.selectors import waiting
from jatan.kernel.problems import Problem
from jatan.programme.activities.selectors import due_follow_ups
from jatan.programme.agents.entry_requests import requests_received
from jatan.programme.allies.asked import has_dated
from jatan.programme.allies.selectors import due_agreements
from jatan.programme.cases.file.alerts import open_alerts
from jatan.programme.cases.register.selectors import open_cases
from jatan.programme.cases.waiting_work import has_letters
from jatan.programme.consultations.selectors import due_consultations, due_recommendations
from jatan.programme.helpdesk.selectors import queue, urgent_issues
from jatan.programme.journeys.selectors import journeys_leaving_soon, open_actions, open_triggers
from jatan.programme.library.selectors import recalled_copies
from jatan.programme.membership.selectors import cared_for_by
from jatan.programme.people.reach import live
from jatan.programme.safeguarding.models import Agreement
from jatan.programme.safeguarding.selectors import open_escalations
from jatan.programme.training.selectors import planned_sessions


class Duty(models.TextChoices):
    """What keeps a room open, the most urgent first."""

    LADDERS = "ladders", _("Missed contacts on the ladder")
    CALLS = "calls", _("Calls for help")
    URGENT = "urgent_issues", _("Urgent issues")
    HARD_STOPS = "hard_stops", _("Hard stops")
    TRAVELLERS = "travellers", _("Travellers with whom contact is agreed")
    MESSAGES = "messages", _("Text messages")
    LEAVING = "leaving", _("Leaving soon")
    TASKS = "tasks", _("To do before leaving")
    ISSUES = "issues", _("Open issues, urgent ones included")
    CASES = "cases", _("Open cases")
    LETTERS = "letters", _("Referrals and letters about cases")
    READING = "reading", _("Unusual reading of case files waits for your answer")
    REQUESTS = "requests", _("Requests of the secretariat")
    RECALLED = "recalled", _("Called back: hold the copies")
    FOLLOW_UPS = "follow_ups", _("Agreed at meetings")
    SESSIONS = "sessions", _("Sessions of trainings")
    PROMISES = "promises", _("Promises due")
    CONSULTATIONS = "consultations", _("Consultations")
    RECOMMENDATIONS = "recommendations", _("What consultations recommended")


# Travellers stand for contacts that fall due tomorrow, open cases for the days of the law and of the courts: those days
# are sealed, and nobody can ask whether one is near (ADR 13).
DUTIES: Final[Mapping[Room, tuple[Duty, ...]]] = {
    Room.PEOPLE: (Duty.LADDERS, Duty.HARD_STOPS, Duty.TRAVELLERS, Duty.LEAVING, Duty.TASKS, Duty.REQUESTS),
    Room.HELP: (
        *(Duty.CALLS, Duty.URGENT, Duty.MESSAGES, Duty.ISSUES),
        *(Duty.CASES, Duty.LETTERS, Duty.READING),
    ),
    Room.MEETINGS: (Duty.FOLLOW_UPS,),
    Room.TRAINING: (Duty.SESSIONS,),
    Room.ALLIES: (Duty.PROMISES, Duty.CONSULTATIONS, Duty.RECOMMENDATIONS),
    Room.MATERIAL: (Duty.RECALLED,),
}
# Open work of a member that has left, which its caretaker has taken over (`permissions.CARETAKING`).
TAKEN_OVER: Final = frozenset(
    {
        *(Duty.LADDERS, Duty.HARD_STOPS, Duty.TRAVELLERS, Duty.LEAVING, Duty.TASKS),
        *(Duty.URGENT, Duty.MESSAGES, Duty.ISSUES),
    }
)


def _calls(by: Actor) -> bool:
    """Whether calls that name no pass wait. The machine may not see them: they wait for the secretariat's desk."""
    posts = tuple(Post(Role.SECRETARIAT, organisation) for organisation in by.home_organisations)
    with acting_as(Actor(None, posts, frozenset(by.home_organisations))) as desk:
        return unanswered(desk).exists()


def _promises(by: Actor) -> bool:
    whose = by.home_organisations
    return has_dated(by, whose) or due_agreements(by).filter(organisation_id__in=whose).exists()


_IS_OPEN: Final[Mapping[Duty, Callable[[Actor], bool]]] = {
    Duty.LADDERS: lambda by: open_escalations(by).exists(),
    Duty.CALLS: _calls,
    Duty.URGENT: lambda by: urgent_issues(by).exists(),
    Duty.HARD_STOPS: lambda by: open_triggers(by).exists(),
    Duty.TRAVELLERS: lambda by: (
        live(Agreement).filter(organisation_id__in=by.home_organisations, ended_on__isnull=True).exists()
    ),
    Duty.MESSAGES: lambda by: waiting(by).exists(),
    Duty.LEAVING: lambda by: journeys_leaving_soon(by).exists(),
    Duty.TASKS: lambda by: open_actions(by).exists(),
    Duty.ISSUES: lambda by: queue(by).exists(),
    Duty.CASES: lambda by: open_cases(by).exists(),
    Duty.LETTERS: lambda by: any(has_letters(organisation) for organisation in by.home_organisations),
    Duty.READING: lambda by: bool(open_alerts(by)),
    Duty.REQUESTS: lambda by: requests_received(by).filter(reply="").exists(),
    Duty.RECALLED: lambda by: bool(recalled_copies(by)),
    Duty.FOLLOW_UPS: lambda by: due_follow_ups(by, dt.date.max).exists(),
    Duty.SESSIONS: lambda by: planned_sessions(by).filter(planned_on__isnull=False).exists(),
    Duty.PROMISES: _promises,
    Duty.CONSULTATIONS: lambda by: due_consultations(by, dt.date.max).exists(),
    Duty.RECOMMENDATIONS: lambda by: due_recommendations(by, dt.date.max).exists(),
}


def duties_of(organisation_id: uuid.UUID, room: Room) -> list[Duty]:
    """What is open in a room of an organisation, and of the members whose work it has taken over.

    No row leaves its row-level security, only whether there is any.
    """
    wanted = DUTIES.get(room, ())
    found = _open_of([organisation_id], wanted)
    taken_over = [duty for duty in wanted if duty in TAKEN_OVER and duty not in found]
    cared_for = list(cared_for_by(organisation_id).values_list("pk", flat=True)) if taken_over else []
    found |= _open_of(cared_for, taken_over) if cared_for else set()
    return [duty for duty in wanted if duty in found]


def close_room(*, by: Actor, organisation_id: uuid.UUID, room: Room) -> bool:
    """Close a room for everybody of an office; False if it is closed already.

    Raises Forbidden, or Problem: `always_open`, `open_duties`.
    """
    if organisation_id not in by.reach(Permission.ROOMS_ARRANGE).organisations:
        raise Forbidden(Permission.ROOMS_ARRANGE.value)
    if room in ALWAYS_OPEN:
        raise Problem("always_open", _("This room is always open."))
    with transaction.atomic():
        # Before the duties are asked for: whoever writes one meanwhile waits, and then opens the room.
        lock_chain(organisation_id)
        if duties_of(organisation_id, room):
            raise Problem("open_duties", _("This room cannot close: somebody in it waits. See to that first."))
        return shut_room(by=by, organisation_id=organisation_id, room=room)


def _open_of(organisations: list[uuid.UUID], wanted: "tuple[Duty, ...] | list[Duty]") -> set[Duty]:
    if not wanted:
        return set()
    with acting_as(machine_for(organisations)) as by:
        return {duty for duty in wanted if _IS_OPEN[duty](by)}
