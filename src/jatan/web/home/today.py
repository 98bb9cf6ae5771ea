"""What is due today, by the permissions of the user: at most five lines of each kind, the most urgent first."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from jatan.evidence.months import selectors as months
from jatan.evidence.releases.models import PublicText
from jatan.evidence.releases.selectors import waiting_for, year_words
from jatan.foundation.access import gate, second_person
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission as P
from jatan.intake.calls import selectors as calls
from jatan.intake.messaging import selectors as messaging
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.models import ParkedRow
from jatan.kernel import clock
from jatan.programme.activities import selectors as activities
from jatan.programme.agents import entry_requests
from jatan.programme.allies import selectors as allies
from jatan.programme.allies.asked import Sort, due_rows
from jatan.programme.booklet.selectors import waiting_stories
from jatan.programme.cases.file.alerts import open_alerts
from jatan.programme.consultations import selectors as consultations
from jatan.programme.flows.group_strength import dormant_forums
from jatan.programme.helpdesk import selectors as helpdesk
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys import selectors as journeys
from jatan.programme.landmarks import selectors as landmarks
from jatan.programme.library import selectors as library
from jatan.programme.safeguarding import selectors as safeguarding
from jatan.programme.safeguarding.stand_ins import with_lent_postings
from jatan.programme.training.completion import due_phases
from jatan.programme.training.selectors import planned_sessions
from jatan.web.helpdesk.desk import kind_words, waiting_words
from jatan.web.helpdesk.issue_links import name_of
from jatan.web.ui.components import states
from jatan.web.ui.components.months import month_badge, month_url

SHOWN = 5
URGENT_SHOWN = 10
URGENT_COUNTED = 99
AHEAD = dt.timedelta(days=7)
_DUE_PAGES = {Sort.ASK.value: "ally-asks_detail", Sort.PROMISE.value: "promises_detail"}


@dataclass(frozen=True)
class DueLine:
    """One thing to do."""

    url: str
    text: Any
    badge: states.Badge


@dataclass(frozen=True)
class DueSection:
    """A section with one kind of work; `more_url` leads to the whole list. `count`: shown if it exceeds the lines.

    `is_urgent`: shown above everything else on the page.
    """

    title: Any
    icon: str
    lines: list[DueLine]
    more_url: str = ""
    count: int | None = None
    is_urgent: bool = False


@dataclass(frozen=True)
class CountedWork:
    """A kind of work of which one line says how many wait: `rows` of an actor, on the page `url_name`."""

    title: Any
    icon: str
    text: Any
    url_name: str
    rows: Callable[[Actor], QuerySet[Any, Any]]

    def section(self, waiting: int) -> DueSection:
        url = reverse(self.url_name)
        lines = [DueLine(url, self.text, states.soon(str(waiting)))] if waiting else []
        return DueSection(self.title, self.icon, lines, url)


class _CountOf(Subquery):
    """How many rows a query has, as a value inside another query."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0  # for a query that Django does not ask, because nothing can match


def due_today(by: Actor) -> list[DueSection]:
    """The sections that are not empty. One query for each kind the user may see, one for all that are only counted."""
    today = clock.today()
    # Looked up once for both kinds of work that stand-ins take over.
    lent = with_lent_postings(by) if by.may(P.PEOPLE_RECORD) else by
    # Urgent ones come first in the queue: one query serves the first section of the page and a later one.
    issues = list(helpdesk.queue(by)[: URGENT_COUNTED + 1 + SHOWN]) if by.may(P.HELPDESK_RECORD) else []
    sections = [_urgent_issues([row for row in issues if row.is_urgent])]
    counts = _counts(by, [kind for permission, kind in _KINDS if isinstance(kind, CountedWork) and by.may(permission)])
    for permission, make in _KINDS:
        if isinstance(make, CountedWork):
            sections.append(make.section(counts.get(make.url_name, 0)))
        elif by.may(permission):
            sections.append(make(lent if make in (_steps, _contacts) else by, today))
        if make is _issue_follow_ups:
            sections.append(_other_issues([row for row in issues if not row.is_urgent]))
    return [section for section in sections if section.lines]


def _counts(by: Actor, kinds: Sequence[CountedWork]) -> dict[str, int]:
    """{url_name: how many wait}. One query, beside the row of the account."""
    if not kinds or by.account_id is None:
        return {}
    counted = {kind.url_name: _CountOf(kind.rows(by)) for kind in kinds}
    found: Any = Account.objects.filter(pk=by.account_id).values(**counted).get()
    return dict(found)


def _parked_rows(by: Actor) -> QuerySet[Any, Any]:
    rows = ParkedRow.objects.filter(status=ParkedStatus.OPEN)
    return gate.within_reach(rows, by=by, permission=P.REGISTER_IMPORT).order_by().values("pk")


def _steps(by: Actor, today: dt.date) -> DueSection:
    lines = [
        DueLine(
            reverse("escalation", args=[row.escalation_id]),
            f"{row.escalation.journey.person.name}: {row.get_code_display()}",
            states.late(_("not taken in time")),
        )
        for row in safeguarding.overdue(by)[:SHOWN]
    ]
    return DueSection(_("Not heard from"), "alert", lines, reverse("contacts_overdue"))


def _contacts(by: Actor, today: dt.date) -> DueSection:
    lines = [
        DueLine(
            reverse("contact", args=[row.pk]),
            f"{row.journey.person.name}, {row.village or row.place.name}",
            due_badge(row.due_on, today),
        )
        for row in safeguarding.due_today(by)[:SHOWN]
    ]
    return DueSection(_("Talk with today"), "phone", lines, reverse("contacts_today"))


def _urgent_issues(rows: Sequence[Issue]) -> DueSection:
    """Urgent issues, the newest first, with the person each is about."""
    lines = [
        DueLine(
            reverse("issues_detail", args=[row.pk]),
            ", ".join(str(part) for part in (kind_words(row), name_of(row), row.village or row.place.name) if part),
            states.late(waiting_words(row)),
        )
        for row in rows[:URGENT_SHOWN]
    ]
    return DueSection(pgettext("issues", "Urgent"), "alert", lines, reverse("issue_queue"), len(rows), is_urgent=True)


def _other_issues(rows: Sequence[Issue]) -> DueSection:
    lines = [
        DueLine(
            reverse("issues_detail", args=[row.pk]),
            f"{row.get_kind_display()}, {row.village or row.place.name}",
            states.late(waiting_words(row)),
        )
        for row in rows[:SHOWN]
    ]
    return DueSection(_("Help is awaited"), "helpdesk", lines, reverse("issue_queue"))


def _messages(by: Actor, today: dt.date) -> DueSection:
    rows = messaging.waiting(by)[:SHOWN]
    lines = [
        DueLine(
            reverse("message", args=[row.pk]),
            row.get_reason_display() or row.get_arrival_display(),
            states.late(_("urgent"))
            if row.is_urgent
            else due_badge(row.arrived_at.astimezone(clock.INDIA).date(), today),
        )
        for row in rows
    ]
    return DueSection(_("Waiting messages"), "phone", lines, reverse("messages"))


def _calls(by: Actor, today: dt.date) -> DueSection:
    lines = [
        DueLine(
            reverse("calls"),
            row.get_who_display(),
            due_badge(row.called_at.astimezone(clock.INDIA).date(), today),
        )
        for row in calls.unanswered(by)[:SHOWN]
    ]
    return DueSection(_("Calls for help"), "phone", lines, reverse("calls"))


def _asked_entries(by: Actor, today: dt.date) -> DueSection:
    lines = [
        DueLine(
            reverse("agent_request", args=[row.pk]),
            row.asked_from.name,
            due_badge(row.asked_at.astimezone(clock.INDIA).date(), today),
        )
        for row in entry_requests.requests_received(by).filter(reply="")[:SHOWN]
    ]
    return DueSection(_("Requests of the secretariat"), "person", lines, reverse("agent_requests"))


def _issue_follow_ups(by: Actor, today: dt.date) -> DueSection:
    rows = helpdesk.overdue_follow_ups(by)[:SHOWN]
    lines = [
        DueLine(
            reverse("issues_detail", args=[row.pk]),
            f"{row.get_kind_display()}, {row.village or row.place.name}",
            due_badge(row.next_follow_up_on, today),
        )
        for row in rows
    ]
    return DueSection(_("Ask again about these issues"), "clock", lines, reverse("issues"))


def _follow_ups(by: Actor, today: dt.date) -> DueSection:
    rows = activities.due_follow_ups(by, today + AHEAD)[:SHOWN]
    lines = [
        DueLine(reverse("activities_detail", args=[row.activity_id]), row.what, due_badge(row.due_on, today))
        for row in rows
    ]
    return DueSection(_("Agreed at meetings"), "activity", lines, reverse("activities"))


def _consultations(by: Actor, today: dt.date) -> DueSection:
    """Consultations of these days, and those of which nobody wrote that they were held."""
    lines = [
        DueLine(reverse("consultations_detail", args=[row.pk]), row.title, due_badge(row.planned_on, today))
        for row in consultations.due_consultations(by, today + AHEAD)[:SHOWN]
    ]
    return DueSection(_("Consultations"), "allies", lines, reverse("consultations"))


def _recommendations(by: Actor, today: dt.date) -> DueSection:
    lines = [
        DueLine(reverse("consultations_detail", args=[row.consultation_id]), row.what, due_badge(row.due_on, today))
        for row in consultations.due_recommendations(by, today + AHEAD)[:SHOWN]
    ]
    return DueSection(_("What consultations recommended"), "allies", lines, reverse("consultations"))


def _tasks(by: Actor, today: dt.date) -> DueSection:
    """Open tasks from the conversation before leaving."""
    lines = [
        DueLine(
            reverse("journeys_detail", args=[row.journey_id]),
            f"{row.journey.person.name}: {row.what}",
            due_badge(row.due_on, today),
        )
        for row in journeys.open_actions(by)[:SHOWN]
    ]
    return DueSection(_("To do before leaving"), "check", lines, reverse("open_tasks"))


def _leaving(by: Actor, today: dt.date) -> DueSection:
    rows = journeys.journeys_leaving_soon(by)[:SHOWN]
    lines = [
        DueLine(
            reverse("journeys_detail", args=[row.pk]),
            f"{row.person.name} → {row.destination.name if row.destination else row.destination_as_written}",
            due_badge(row.leaves_on, today),
        )
        for row in rows
    ]
    return DueSection(_("Leaving soon"), "journey", lines, reverse("journeys"))


def promises_due(by: Actor, today: dt.date) -> DueSection:
    """Promises, asks and agreements to renew that are overdue or due soon, of those whom this user records for; of all
    where she only reads. Two queries."""
    whose = by.reach(P.ALLIES_RECORD).organisations or by.reach(P.ALLIES_SEE).organisations
    due = [
        (row["due"], reverse(_DUE_PAGES[row["sort"]], args=[row["id"]]), f"{row['ally_name']}: {row['what']}")
        for row in due_rows(by, whose, most=SHOWN)
    ]
    for row in allies.due_agreements(by).filter(organisation_id__in=whose)[:SHOWN]:
        name = row.ally.current.name
        due.append((row.renew_by, reverse("agreements_detail", args=[row.pk]), f"{name}: {row.title}"))
    lines = [DueLine(url, text, due_badge(day, today)) for day, url, text in sorted(due)[:SHOWN]]
    return DueSection(_("Promises due"), "allies", lines, reverse("asked"))


def _stories(by: Actor, today: dt.date) -> DueSection:
    """Stories that wait for her as the second person."""
    lines = [
        DueLine(reverse("stories_detail", args=[row.pk]), row.title, states.soon(row.get_state_display()))
        for row in waiting_stories(by)[:SHOWN]
    ]
    return DueSection(_("Stories to look at"), "edit", lines, reverse("stories"))


def _releases(by: Actor, today: dt.date) -> DueSection:
    """Texts and totals of the public page that wait for her as the second person."""
    lines = []
    for row in waiting_for(by.account_id)[:SHOWN]:
        is_text = isinstance(row, PublicText)
        url = reverse("release_decide_text" if is_text else "release_decide_totals", args=[row.pk])
        what = row.get_section_display() if isinstance(row, PublicText) else year_words(row.year)
        lines.append(DueLine(url, what, due_badge(row.proposed_at.astimezone(clock.INDIA).date(), today)))
    return DueSection(_("Public page: your yes is needed"), "check", lines, reverse("releases"))


def _recalled(by: Actor, today: dt.date) -> DueSection:
    """Material that was called back and of which her office still has copies."""
    lines = [
        DueLine(
            reverse("library_stock", args=[material.pk]),
            material.title,
            states.late(_("%(n)s copies left") % {"n": left}),
        )
        for material, left in library.recalled_copies(by)[:SHOWN]
    ]
    return DueSection(_("Called back: hold the copies"), "alert", lines, reverse("library"))


def _months_to_complete(by: Actor, today: dt.date) -> DueSection:
    """Months that are over and not called complete, for the coordinator."""
    waiting = months.months_to_complete(by)
    lines = [
        DueLine(month_url(member.id, month), date_format(month, "E Y"), month_badge(status))
        for member, month, status in waiting[:SHOWN]
    ]
    return DueSection(_("Months to complete"), "today", lines, reverse("months"), _beyond(waiting))


def _waiting_months(by: Actor, today: dt.date) -> DueSection:
    """Months that the secretariat accepts or sends back."""
    waiting = list(months.waiting_months(by)[: URGENT_COUNTED + 1])
    lines = [
        DueLine(
            month_url(row.organisation_id, row.month),
            f"{row.organisation.name}, {date_format(row.month, 'E Y')}",
            month_badge(row.status),
        )
        for row in waiting[:SHOWN]
    ]
    return DueSection(_("Months that wait for you"), "today", lines, reverse("months"), _beyond(waiting))


def _silent_members(by: Actor, today: dt.date) -> DueSection:
    """Members that have not called the last month complete."""
    month = months.reported_on(today)
    waiting = months.silent_members(by, month)
    lines = [
        DueLine(month_url(row.id, month), row.name, states.soon(date_format(month, "E Y"))) for row in waiting[:SHOWN]
    ]
    return DueSection(_("Have not reported"), "clock", lines, reverse("months"), _beyond(waiting))


def _beyond(rows: Sequence[object]) -> int | None:
    """How many there are, where that is more than the lines shown."""
    return len(rows) if len(rows) > SHOWN else None


def _phases_due(by: Actor, today: dt.date) -> DueSection:
    """For coordinators: phases of trainings that people are due for."""
    waiting = due_phases(by, today)
    lines = [
        DueLine(
            reverse("training_phase", args=[row.series.pk, row.phase.number]),
            f"{row.series.title}: {row.phase.title}",
            states.soon(ngettext("%(n)s person", "%(n)s people", row.people) % {"n": row.people}),
        )
        for row in waiting[:SHOWN]
    ]
    return DueSection(
        _("Due for the next phase of a training"), "library", lines, reverse("training_due"), _beyond(waiting)
    )


def _sessions_due(by: Actor, today: dt.date) -> DueSection:
    """Sessions of trainings that are planned for this week, or were not written down."""
    rows = planned_sessions(by).filter(planned_on__lte=today + AHEAD)[:SHOWN]
    lines = [
        DueLine(reverse("training_session", args=[row.pk]), row.series.title, due_badge(row.planned_on, today))
        for row in rows
    ]
    return DueSection(_("Sessions of trainings"), "library", lines, reverse("training"))


def _unusual(by: Actor, today: dt.date) -> DueSection:
    """For supervisors: alerts about unusual reading of case files that nobody has explained yet."""
    waiting = len(open_alerts(by))
    url = reverse("case_alerts")
    line = DueLine(url, _("Unusual reading of case files waits for your answer"), states.late(str(waiting)))
    return DueSection(_("Case files"), "lock", [line] if waiting else [], url)


def _access(by: Actor, today: dt.date) -> DueSection:
    """What waits for her yes as the second person."""
    lines = [
        DueLine(
            reverse("access_request", args=[row.pk]),
            f"{row.account.name}: {row.get_role_display() or row.get_kind_display()}",
            due_badge(row.asked_at.astimezone(clock.INDIA).date(), today),
        )
        for row in second_person.waiting_requests(by)[:SHOWN]
    ]
    return DueSection(_("Waits for your yes"), "person", lines, reverse("access_requests"))


def _new_access(by: Actor, today: dt.date) -> DueSection:
    """Who got access in her organisation lately without her, and what was done at the server's command line."""
    lines = [
        DueLine(
            reverse("access_requests"),
            f"{row.account.name}: {row.get_role_display() or row.get_kind_display()}",
            states.plain(row.organisation.name),
        )
        for row in second_person.recent_requests(by)[:SHOWN]
    ]
    return DueSection(_("New access"), "info", lines, reverse("access_requests"))


def due_badge(day: dt.date | None, today: dt.date) -> states.Badge:
    """A badge for a due day: overdue by how long, today, tomorrow, or in how many days."""
    if day is None:
        return states.plain(_("no day set"))
    if day < today:
        return states.late(_("overdue by %(time)s") % {"time": states.duration_words((today - day).days)})
    ahead = (day - today).days
    if ahead < 2:
        return states.soon((_("today"), _("tomorrow"))[ahead])
    return states.soon(_("in %(time)s") % {"time": states.duration_words(ahead)})


_PARKED = CountedWork(
    _("Registers"), "import", _("Rows of a register that wait for repair"), "parked_rows", _parked_rows
)
_UNLINKED = CountedWork(
    _("Groups not found"),
    "group",
    _("Group names that fit no group"),
    "unlinked_groups",
    lambda by: activities.unlinked_group_names(by).order_by(),
)
# For coordinators: forums that have not met for long.
_DORMANT = CountedWork(
    _("Forums"),
    "group",
    _("Forums that have not met for long"),
    "dormant_forums",
    lambda by: dormant_forums(by).order_by().values("pk"),
)
# Places on the map, in her districts, that ask to be checked.
_LANDMARKS = CountedWork(
    _("Places and ways"),
    "map",
    _("Places on the map that ask to be checked"),
    "landmarks_unchecked",
    lambda by: landmarks.unchecked(by, mine=True).order_by().values("pk"),
)
_KINDS: tuple[tuple[P, Callable[[Actor, dt.date], DueSection] | CountedWork], ...] = (
    (P.CALLS_ANSWER, _calls),
    (P.ACCESS_APPROVE, _access),
    (P.CASES_RECORD, _unusual),
    (P.PEOPLE_RECORD, _steps),
    (P.PEOPLE_RECORD, _contacts),
    (P.MESSAGES_SEND, _messages),
    (P.AGENTS_SEE, _asked_entries),
    (P.HELPDESK_RECORD, _issue_follow_ups),
    (P.ACTIVITIES_RECORD, _follow_ups),
    (P.ACTIVITIES_RECORD, _consultations),
    (P.ACTIVITIES_RECORD, _recommendations),
    (P.PEOPLE_RECORD, _tasks),
    (P.PEOPLE_RECORD, _leaving),
    (P.ALLIES_RECORD, promises_due),
    (P.NETWORK_MANAGE, _releases),
    (P.LIBRARY_RECORD, _recalled),
    (P.LIBRARY_RECORD, _stories),
    (P.REGISTER_IMPORT, _PARKED),
    (P.ACTIVITIES_RECORD, _UNLINKED),
    (P.ACTIVITIES_RECORD, _sessions_due),
    (P.RECORDS_CORRECT, _DORMANT),
    (P.RECORDS_CORRECT, _LANDMARKS),
    (P.RECORDS_CORRECT, _phases_due),
    (P.MONTHS_COMPLETE, _months_to_complete),
    (P.MONTHS_ACCEPT, _waiting_months),
    (P.MONTHS_ACCEPT, _silent_members),
    (P.ACCESS_APPROVE, _new_access),
)
