"""Work of an office: a second person's yes, what was agreed or promised, months, trainings, registers."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jatan.evidence.months import selectors as months
from jatan.evidence.releases.models import PublicPiece, PublicText
from jatan.evidence.releases.selectors import waiting_for
from jatan.foundation.access import gate, second_person
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.foundation.devices.selectors import silent_phones
from jatan.intake.fieldbook.held_rows import waiting_rows
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.models import ParkedRow
from jatan.kernel import clock
from jatan.kernel.periods import year_words
from jatan.programme.activities import selectors as activities
from jatan.programme.agents import entry_requests
from jatan.programme.allies import selectors as allies
from jatan.programme.allies.asked import Sort, due_rows
from jatan.programme.booklet.selectors import waiting_stories
from jatan.programme.cases.file.alerts import open_alerts
from jatan.programme.consultations import selectors as consultations
from jatan.programme.flows.group_strength import dormant_forums
from jatan.programme.landmarks import selectors as landmarks
from jatan.programme.library import selectors as library
from jatan.programme.training.completion import due_phases
from jatan.programme.training.selectors import planned_sessions
from jatan.web.home.work import Kind
from jatan.web.ui.components import states
from jatan.web.ui.components.months import month_badge, month_url
from jatan.web.ui.components.words import Text

type Line = tuple[str, Text, states.Badge]
_AHEAD = dt.timedelta(days=7)
# Promises of which more are due are shown when these are settled.
_MOST_PROMISES = 200
_DUE_PAGES = {Sort.ASK.value: "ally-asks_detail", Sort.PROMISE.value: "promises_detail"}


def _day_of(at: dt.datetime) -> dt.date:
    return at.astimezone(clock.INDIA).date()


def _promises(by: Actor, today: dt.date) -> Sequence[tuple[dt.date | None, str, str]]:
    """(day, address, words) of promises, asks and agreements to renew that are overdue or due soon, the earliest first:
    those of whom this user records for; of all where she only reads. Two queries.
    """
    whose = by.reach(P.ALLIES_RECORD).organisations or by.reach(P.ALLIES_SEE).organisations
    due = [
        (row["due"], reverse(_DUE_PAGES[row["sort"]], args=[row["id"]]), f"{row['ally_name']}: {row['what']}")
        for row in due_rows(by, whose, most=_MOST_PROMISES)
    ]
    renewed = allies.due_agreements(by).filter(organisation_id__in=whose)
    for pk, day, title, name in renewed.values_list("pk", "renew_by", "title", allies.current_name())[:_MOST_PROMISES]:
        due.append((day, reverse("agreements_detail", args=[pk]), f"{name}: {title}"))
    return sorted(due, key=lambda line: (line[0] or dt.date.max, line[1]))


def _release_line(row: Any, today: dt.date) -> Line:
    if isinstance(row, PublicText):
        page, what = "release_decide_text", row.get_section_display()
    elif isinstance(row, PublicPiece):
        page, what = "release_decide_piece", row.get_kind_display()
    else:
        page, what = "release_decide_totals", year_words(row.year)
    return reverse(page, args=[row.pk]), what, states.due_badge(_day_of(row.proposed_at), today)


def _access_line(row: Any, today: dt.date) -> Line:
    text = f"{row.account.name}: {row.get_role_display() or row.get_kind_display()}"
    return reverse("access_request", args=[row.pk]), text, states.due_badge(_day_of(row.asked_at), today)


def _new_access_line(row: Any, today: dt.date) -> Line:
    """Who was let in, by name: colleagues are to notice somebody whom they do not know."""
    text = f"{row.account.name}: {row.get_role_display() or row.get_kind_display()}"
    return reverse("access_request", args=[row.pk]), text, states.plain(row.organisation.name)


def _recalled_line(row: Any, today: dt.date) -> Line:
    material, left = row
    badge = states.late(ngettext("%(n)s copy left", "%(n)s copies left", left) % {"n": left})
    return reverse("library_stock", args=[material.pk]), material.title, badge


def _own_month_line(row: Any, today: dt.date) -> Line:
    member, month, status = row
    return month_url(member.id, month), date_format(month, "E Y"), month_badge(status)


def _waiting_month_line(row: Any, today: dt.date) -> Line:
    text = f"{row.organisation.name}, {date_format(row.month, 'E Y')}"
    return month_url(row.organisation_id, row.month), text, month_badge(row.status)


def _silent_member_line(row: Any, today: dt.date) -> Line:
    month = months.reported_on(today)
    return month_url(row.id, month), row.name, states.soon(date_format(month, "E Y"))


def _phase_line(row: Any, today: dt.date) -> Line:
    url = reverse("training_phase", args=[row.series.pk, row.phase.number])
    badge = states.soon(ngettext("%(n)s person", "%(n)s people", row.people) % {"n": row.people})
    return url, f"{row.series.title}: {row.phase.title}", badge


def _parked_rows(by: Actor, today: dt.date) -> QuerySet[Any, Any]:
    rows = ParkedRow.objects.filter(status=ParkedStatus.OPEN)
    return gate.within_reach(rows, by=by, permission=P.REGISTER_IMPORT).order_by().values("pk")


PROMISES = Kind(
    "promises",
    P.ALLIES_RECORD,
    _("Promises due"),
    "allies",
    _promises,
    lambda row, today: (row[1], row[2], states.due_badge(row[0], today)),
)
FOR_OFFICES = (
    Kind(
        "access",
        P.ACCESS_APPROVE,
        _("Waits for your yes"),
        "person",
        lambda by, today: second_person.waiting_requests(by),
        _access_line,
    ),
    Kind(
        "case-reading",
        P.CASES_RECORD,
        _("Case files"),
        "lock",
        lambda by, today: open_alerts(by),
        counted=_("Unusual reading of case files waits for your answer"),
        page="case_alerts",
    ),
    Kind(
        "agent-requests",
        P.AGENTS_SEE,
        _("Requests of the secretariat"),
        "person",
        lambda by, today: entry_requests.requests_received(by).filter(reply=""),
        lambda row, today: (
            reverse("agent_request", args=[row.pk]),
            row.asked_from.name,
            states.due_badge(_day_of(row.asked_at), today),
        ),
        related=("asked_from",),
    ),
    Kind(
        "follow-ups",
        P.ACTIVITIES_RECORD,
        _("Agreed at meetings"),
        "activity",
        lambda by, today: activities.due_follow_ups(by, today + _AHEAD),
        lambda row, today: (
            reverse("activities_detail", args=[row.activity_id]),
            row.what,
            states.due_badge(row.due_on, today),
        ),
    ),
    PROMISES,
    Kind(
        "consultations",
        P.ACTIVITIES_RECORD,
        _("Consultations"),
        "allies",
        lambda by, today: consultations.due_consultations(by, today + _AHEAD),
        lambda row, today: (
            reverse("consultations_detail", args=[row.pk]),
            row.title,
            states.due_badge(row.planned_on, today),
        ),
    ),
    Kind(
        "recommendations",
        P.ACTIVITIES_RECORD,
        _("What consultations recommended"),
        "allies",
        lambda by, today: consultations.due_recommendations(by, today + _AHEAD),
        lambda row, today: (
            reverse("consultations_detail", args=[row.consultation_id]),
            row.what,
            states.due_badge(row.due_on, today),
        ),
    ),
    Kind(
        "public-page",
        P.NETWORK_MANAGE,
        _("Public page: your yes is needed"),
        "check",
        lambda by, today: waiting_for(by.account_id),
        _release_line,
    ),
    Kind(
        "recalled",
        P.LIBRARY_RECORD,
        _("Called back: hold the copies"),
        "alert",
        lambda by, today: library.recalled_copies(by),
        _recalled_line,
    ),
    Kind(
        "stories",
        P.LIBRARY_RECORD,
        _("Stories to look at"),
        "edit",
        lambda by, today: waiting_stories(by),
        lambda row, today: (
            reverse("stories_detail", args=[row.pk]),
            row.title,
            states.soon(row.get_state_display()),
        ),
    ),
    Kind(
        "sessions",
        P.ACTIVITIES_RECORD,
        _("Sessions of trainings"),
        "library",
        lambda by, today: planned_sessions(by).filter(planned_on__lte=today + _AHEAD),
        lambda row, today: (
            reverse("training_session", args=[row.pk]),
            row.series.title,
            states.due_badge(row.planned_on, today),
        ),
        related=("series",),
    ),
    Kind(
        "phases",
        P.RECORDS_CORRECT,
        _("Due for the next phase of a training"),
        "library",
        lambda by, today: due_phases(by, today, with_places=False),
        _phase_line,
    ),
    Kind(
        "months",
        P.MONTHS_COMPLETE,
        _("Months to complete"),
        "today",
        lambda by, today: months.months_to_complete(by),
        _own_month_line,
    ),
    Kind(
        "waiting-months",
        P.MONTHS_ACCEPT,
        _("Months that wait for you"),
        "today",
        lambda by, today: months.waiting_months(by),
        _waiting_month_line,
        related=("organisation",),
    ),
    Kind(
        "silent-members",
        P.MONTHS_ACCEPT,
        _("Have not reported"),
        "clock",
        lambda by, today: months.silent_members(by, months.reported_on(today)),
        _silent_member_line,
    ),
)
# Work that stands on the home page as a number only.
COUNTED = (
    Kind(
        "parked",
        P.REGISTER_IMPORT,
        _("Registers"),
        "import",
        _parked_rows,
        counted=_("Rows of a register that wait for repair"),
        page="parked_rows",
    ),
    Kind(
        "phone-rows",
        P.REGISTER_IMPORT,
        _("Phones"),
        "import",
        lambda by, today: waiting_rows(by).order_by().values("pk"),
        counted=_("Rows from phones that wait for you"),
        page="phone_waiting",
    ),
    Kind(
        "unlinked",
        P.ACTIVITIES_RECORD,
        _("Groups not found"),
        "group",
        lambda by, today: activities.unlinked_group_names(by).order_by(),
        counted=_("Group names that fit no group"),
        page="unlinked_groups",
    ),
    Kind(
        "dormant",
        P.RECORDS_CORRECT,
        _("Forums"),
        "group",
        lambda by, today: dormant_forums(by).order_by().values("pk"),
        counted=_("Forums that have not met for long"),
        page="dormant_forums",
    ),
    Kind(
        "silent-phones",
        P.ACCOUNTS_MANAGE,
        _("Phones of the field book"),
        "phone",
        lambda by, today: silent_phones(by).order_by().values("pk"),
        counted=_("Phones of the field book that are silent"),
        page="phones",
        query="?silent=1",
    ),
    Kind(
        "landmarks",
        P.RECORDS_CORRECT,
        _("Places and ways"),
        "map",
        lambda by, today: landmarks.unchecked(by, mine=True).order_by().values("pk"),
        counted=_("Places on the map that ask to be checked"),
        page="landmarks_unchecked",
    ),
    Kind(
        "new-access",
        P.ACCESS_APPROVE,
        _("New access"),
        "info",
        lambda by, today: second_person.recent_requests(by),
        _new_access_line,
        related=("account", "organisation"),
    ),
)
