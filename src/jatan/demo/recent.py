"""Records of the last days, written through the services, so that the demo's home pages have something due today."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.activities.commands import PlanFollowUp, RecordActivity
from jatan.programme.activities.services import ACTIVITY, FOLLOW_UP
from jatan.programme.flows.departures import register_departures
from jatan.programme.groups.choices import GroupKind, Rhythm
from jatan.programme.groups.commands import CheckBooks
from jatan.programme.groups.models import Group
from jatan.programme.groups.selectors import groups
from jatan.programme.groups.services import BOOK_CHECK, GROUP
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.services import receive_issue
from jatan.programme.journeys.departure_commands import RegisterDepartures, Traveller
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.look_alikes import AFTERWARDS


def record_recent_acts(accounts: Mapping[Role, Account]) -> None:
    """Record a forum's rhythm and meeting, three issues and two journeys of one member by its own accounts."""
    worker = accounts[Role.FIELD_WORKER]
    posting = worker.postings.select_related("place__district").get()
    block = posting.place or posting.organisation.districts.get().district
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        forum = _agree_rhythm(by, block)
    with acting_as(actor_of(worker)) as by:
        _record_meeting(by, block, forum)
        _record_journeys(by, block)
    with acting_as(actor_of(accounts[Role.DESK_OPERATOR])) as by:
        _record_issues(by, block)


def _agree_rhythm(by: Actor, block: Place) -> Group | None:
    """The first forum of the block meets every month from now on, and keeps two of its books."""
    forum = groups(by).filter(kind=GroupKind.FORUM, place=block, dissolved_on__isnull=True).order_by("id").first()
    if forum is not None:
        GROUP.amend(by=by, row=forum, changes={"meets_every": Rhythm.MONTH})
        seen = CheckBooks(group=forum, looked_on=clock.today() - dt.timedelta(days=3), kept=["members", "meetings"])
        BOOK_CHECK.record(by=by, command=seen)
    return forum


def _record_meeting(by: Actor, block: Place, forum: Group | None) -> None:
    day = clock.today() - dt.timedelta(days=3)
    where: dict[str, Any] = {"organisation": by.home_organisations[0], "place": block, "village": "सालटोली"}
    activity = ACTIVITY.record(
        by=by,
        command=RecordActivity(
            **where,
            kind="forum_meeting",
            held_on=day,
            group=forum,
            women=9,
            men=6,
            topic="सुरक्षित प्रवास",
            theme="safe_migration",
        ),
    )
    what = "दो परिवारों से मिलकर जाने की तारीख पूछें"
    FOLLOW_UP.record(by=by, command=PlanFollowUp(activity=activity, what=what, due_on=clock.today(), **where))


def _record_journeys(by: Actor, block: Place) -> None:
    for days, name, work in ((2, "सुनीता केरकेट्टा", "garment"), (6, "एतवारी बाड़ा", "domestic")):
        where: dict[str, Any] = {"organisation": by.home_organisations[0], "place": block, "village": "जामडीह"}
        person = RegisterPerson(**where, name=name, sex="f", age=19, age_on=clock.today())
        journey = {
            "destination_as_written": "बेंगलुरु",
            "work": work,
            "wage_promised": 11000,
            "leaves_on": clock.today() + dt.timedelta(days=days),
        }
        command = RegisterDepartures(
            **where,
            registered_on=clock.today(),
            journey=journey,
            travellers=(Traveller(register=person, shown=AFTERWARDS),),
        )
        register_departures(by=by, command=command)


def _record_issues(by: Actor, block: Place) -> None:
    today = clock.today()
    for age, due, kind in ((40, -2, "unpaid_wages"), (21, 0, "identity_papers"), (5, 3, "scheme_delayed")):
        receive_issue(
            by=by,
            command=ReceiveIssue(
                organisation=by.home_organisations[0],
                place=block,
                village="केंदपुर",
                received_on=today - dt.timedelta(days=age),
                kind=kind,
                caller_name="मंगल मिंज",
                sex="m",
                age=31,
                next_follow_up_on=today + dt.timedelta(days=due),
            ),
        )
