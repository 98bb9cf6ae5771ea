"""Work for people who need somebody: calls for help, missed contacts, hard stops, issues, what is left before leaving.

One thing is one line: an urgent issue is not listed again as due, a journey with a missed contact not again as one to
talk with, a hard stop not beside the urgent issue it was handed over as, a journey with open tasks not as leaving soon.
"""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.intake.calls import selectors as calls
from jatan.intake.messaging import selectors as messaging
from jatan.kernel import clock
from jatan.programme.helpdesk import selectors as helpdesk
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys import selectors as journeys
from jatan.programme.journeys.choices import TriggerCode
from jatan.programme.journeys.models import Action, Journey, Trigger
from jatan.programme.safeguarding import selectors as safeguarding
from jatan.programme.safeguarding.models import Contact, EscalationStep
from jatan.web.helpdesk.issue_links import name_of
from jatan.web.home.work import Kind
from jatan.web.ui.components import states
from jatan.web.ui.components.words import Text
from jatan.web.ui.issue_words import kind_words, waiting_words

type Line = tuple[str, Text, states.Badge]
# What the lines read besides the row itself.
_OF_ISSUE = ("person", "place")
_OF_JOURNEY = ("journey__person",)


def _contacts(by: Actor, today: dt.date) -> QuerySet[Contact]:
    """Contacts due, without those of journeys that stand above as not heard from."""
    missed = safeguarding.journeys_not_heard_from(by)
    return safeguarding.due_today(by).exclude(journey__in=missed)


def _hard_stops(by: Actor, today: dt.date) -> QuerySet[Trigger]:
    """Hard stops nobody has taken over, without those that stand above as an urgent issue or as not heard from."""
    rows = safeguarding.open_triggers(by)
    missed = safeguarding.journeys_not_heard_from(by)
    rows = rows.exclude(code=TriggerCode.CONTACT_LOST, journey__in=missed)
    if by.may(P.HELPDESK_RECORD):
        rows = rows.exclude(journey__in=helpdesk.journeys_of_urgent_issues(by))
    return rows


def _leaving(by: Actor, today: dt.date) -> QuerySet[Journey]:
    """Journeys that begin soon and of which no task or hard stop is open."""
    return journeys.without_open_work(by, journeys.journeys_leaving_soon(by))


def _issue_line(row: Issue, today: dt.date) -> Line:
    words = (kind_words(row), name_of(row), row.village or row.place.name)
    text = ", ".join(str(part) for part in words if part)
    return reverse("issues_detail", args=[row.pk]), text, states.late(waiting_words(row))


def _ask_again_line(row: Issue, today: dt.date) -> Line:
    url, text, _badge = _issue_line(row, today)
    return url, text, states.due_badge(row.next_follow_up_on, today)


def _ladder_line(row: EscalationStep, today: dt.date) -> Line:
    text = f"{row.escalation.journey.person.name}: {row.get_code_display()}"
    return reverse("escalation", args=[row.escalation_id]), text, states.late(_("not taken in time"))


def _contact_line(row: Contact, today: dt.date) -> Line:
    text = f"{row.journey.person.name}, {row.village or row.place.name}"
    return reverse("contact", args=[row.pk]), text, states.due_badge(row.due_on, today)


def _hard_stop_line(row: Trigger, today: dt.date) -> Line:
    text = f"{row.journey.person.name}: {row.get_code_display()}"
    badge = states.late(states.waiting_for(row.noted_at.astimezone(clock.INDIA).date(), row.noted_at))
    return reverse("hard_stop", args=[row.pk]), text, badge


def _message_line(row: Any, today: dt.date) -> Line:
    day = row.arrived_at.astimezone(clock.INDIA).date()
    badge = states.late(states.waiting_for(day, row.arrived_at)) if row.is_urgent else states.due_badge(day, today)
    return reverse("message", args=[row.pk]), row.get_reason_display() or row.get_arrival_display(), badge


def _task_line(row: Action, today: dt.date) -> Line:
    url = reverse("journeys_detail", args=[row.journey_id])
    return url, f"{row.journey.person.name}: {row.what}", states.due_badge(row.due_on, today)


def _leaving_line(row: Journey, today: dt.date) -> Line:
    where = row.destination.name if row.destination else row.destination_as_written
    url = reverse("journeys_detail", args=[row.pk])
    return url, f"{row.person.name} → {where}", states.due_badge(row.leaves_on, today)


FOR_PEOPLE = (
    Kind(
        "urgent",
        P.HELPDESK_RECORD,
        pgettext_lazy("issues", "Urgent"),
        "alert",
        lambda by, today: helpdesk.urgent_issues(by),
        _issue_line,
        page="issue_queue",
        query="?part=urgent",
        shown=4,
        related=_OF_ISSUE,
    ),
    Kind(
        "calls",
        P.CALLS_ANSWER,
        _("Calls for help"),
        "phone",
        lambda by, today: calls.unanswered(by).values("pk"),
        page="calls",
    ),
    Kind(
        "urgent-messages",
        P.MESSAGES_SEND,
        _("Urgent messages"),
        "phone",
        lambda by, today: messaging.waiting(by).filter(is_urgent=True),
        _message_line,
    ),
    Kind(
        "not-heard-from",
        P.PEOPLE_RECORD,
        _("Not heard from"),
        "alert",
        lambda by, today: safeguarding.late_ladders(by),
        _ladder_line,
        for_stand_ins=True,
        related=("escalation__journey__person",),
    ),
    Kind(
        "contacts",
        P.PEOPLE_RECORD,
        _("Talk with today"),
        "phone",
        _contacts,
        _contact_line,
        for_stand_ins=True,
        related=(*_OF_JOURNEY, "place"),
    ),
    Kind(
        "hard-stops",
        P.PEOPLE_RECORD,
        _("Hard stops"),
        "alert",
        _hard_stops,
        _hard_stop_line,
        for_stand_ins=True,
        related=_OF_JOURNEY,
    ),
    Kind(
        "ask-again",
        P.HELPDESK_RECORD,
        _("Ask again about these issues"),
        "clock",
        lambda by, today: helpdesk.issues_to_ask_again(by),
        _ask_again_line,
        page="issue_queue",
        query="?part=again",
        related=_OF_ISSUE,
    ),
    Kind(
        "messages",
        P.MESSAGES_SEND,
        _("Waiting messages"),
        "phone",
        lambda by, today: messaging.waiting(by).filter(is_urgent=False),
        _message_line,
    ),
    Kind(
        "help-awaited",
        P.HELPDESK_RECORD,
        _("Help is awaited"),
        "helpdesk",
        lambda by, today: helpdesk.other_waiting_issues(by),
        _issue_line,
        page="issue_queue",
        query="?part=waiting",
        related=_OF_ISSUE,
    ),
    Kind(
        "tasks",
        P.PEOPLE_RECORD,
        _("To do before leaving"),
        "check",
        lambda by, today: journeys.open_actions(by),
        _task_line,
        page="open_tasks",
        related=_OF_JOURNEY,
    ),
    Kind(
        "leaving",
        P.PEOPLE_RECORD,
        _("Leaving soon"),
        "journey",
        _leaving,
        _leaving_line,
        related=("person", "destination"),
    ),
)
