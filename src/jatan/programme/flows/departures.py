"""Registers departures: journeys, agreed contacts, mentions of agents, hard stops and their hand-off to the desk.

Hard stops are checked and contacts agreed whatever the day of leaving. Only the conversation may be left out, with a
reason, and only for somebody who has left already.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.agents.services import sync_journey_statements
from jatan.programme.flows.checks import check_other_journeys, hand_off_triggers
from jatan.programme.journeys import registration
from jatan.programme.journeys.choices import NoTalkReason
from jatan.programme.journeys.commands import RegisterJourney
from jatan.programme.journeys.departure_commands import RegisterDepartures
from jatan.programme.journeys.models import Journey, Trigger
from jatan.programme.journeys.selectors import journeys as journeys_within_reach
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.escalations import join_issue
from jatan.programme.safeguarding.services import start_contacts

OPEN_JOURNEY = "open_journey"
_RECORD = Permission.PEOPLE_RECORD
_OPEN = _("This person is away on another journey. Look at it first.")
_NOT_LEFT = _("This form is for somebody who has left already. Before leaving, use “Register before leaving”.")


def register_departures(
    *,
    by: Actor,
    command: RegisterDepartures,
    despite_open: Collection[uuid.UUID] = (),
    standing: Sequence[uuid.UUID | None] = (),
) -> list[Journey]:
    """Register everybody who leaves together, with contacts, mentions and hand-offs, all or nothing.

    Calling it again with the same `command.id` writes nothing and returns the journeys of the first call.
    `despite_open`: ids of open journeys of these people that the user has seen; any other open journey raises
    Problem("open_journey"). `standing`: for each traveller the issue that told of her danger already (`flows.danger`).
    Raises gate.Forbidden, Problem or Problems.
    """
    by = gate.within_group(by, _RECORD, *(one.person for one in command.travellers if one.person is not None))
    with transaction.atomic():
        unseen = _unseen(by, [one.person for one in command.travellers if one.person is not None], despite_open)
        # In this order: of two simultaneous requests with one id, the second may see the first one's journey as open.
        if unseen and not registration.find_existing_journeys(command):
            raise _open_journey(unseen)
        made = registration.register_departures(by=by, command=command)
        reported = {row.pk: issue for row, issue in zip(made, standing, strict=False) if issue is not None}
        _follow_up(by, made, reported)
        with_new_age = [one.person for one in command.travellers if one.person is not None and one.age is not None]
        check_other_journeys(by, with_new_age, exclude=made)
    return made


def register_journey(
    *, by: Actor, command: RegisterJourney, no_talk_because: str, despite_open: Collection[uuid.UUID] = ()
) -> Journey:
    """Register the journey of one person who has left already, with contacts, mentions and hand-offs.

    There was no conversation; `no_talk_because` (a NoTalkReason) says why. Raises Problem("not_left_yet") when she
    leaves later than today, and Problem("missing_required") without a day of leaving. `despite_open` as in
    `register_departures`.
    """
    if command.leaves_on is None:
        raise Problem("missing_required", field="leaves_on")
    if command.leaves_on > clock.today():
        raise Problem("not_left_yet", _NOT_LEFT, field="leaves_on")
    if no_talk_because not in NoTalkReason.values:
        raise Problem("missing_required", field="no_talk_because")
    by = gate.within_group(by, _RECORD, command.person)
    with transaction.atomic():
        unseen = _unseen(by, [command.person], despite_open)
        if unseen:
            raise _open_journey(unseen)
        made = registration.register_journey(by=by, command=command, no_talk_because=no_talk_because)
        _follow_up(by, [made], {})
    return made


def find_open_journeys(by: Actor, people: Sequence[Person]) -> list[Journey]:
    """Journeys of these people within reach that have no day of return, the newest first."""
    if not people:
        return []
    return list(journeys_within_reach(by).filter(person__in=people, returned_on__isnull=True))


def _unseen(by: Actor, people: Sequence[Person], despite_open: Collection[uuid.UUID]) -> list[Journey]:
    return [row for row in find_open_journeys(by, people) if row.pk not in despite_open]


def _open_journey(unseen: Sequence[Journey]) -> Problem:
    return Problem(OPEN_JOURNEY, _OPEN, field="despite_open", candidates=[str(row.pk) for row in unseen])


def _follow_up(by: Actor, journeys: Sequence[Journey], reported: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """Agree contacts, record mentions of agents and hand off hard stops. Idempotent. `reported`: {journey: issue}."""
    start_contacts(by, journeys)
    for journey in journeys:
        if journey.agent_name or journey.agent_phone or journey.employer:
            sync_journey_statements(by=by, journey=journey)
    reported = {
        journey.pk: reported[journey.pk]
        for journey in journeys
        if journey.pk in reported and join_issue(by=by, issue_id=reported[journey.pk], journey=journey)
    }
    triggers = Trigger.objects.live().filter(journey__in=journeys).order_by("noted_at", "id")
    hand_off_triggers(by, list(triggers), standing=reported)
