"""What matters now of a person: her journey, the next contact, open issues, schemes and tasks, her consent."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.selectors import open_actions
from jatan.programme.people.choices import ConsentPurpose
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.selectors import contacts
from jatan.web.ui.call_now import PhoneLine
from jatan.web.ui.components import states
from jatan.web.ui.issue_words import is_open, kind_words, waiting_words
from jatan.web.ui.journey_words import contact_badge, due_badge, journey_badge, journey_line, phones_of
from jatan.web.ui.records.columns import day_text
from jatan.web.ui.records.desk import OpenedRecord
from jatan.web.ui.records.head import Act, HeadLine
from jatan.web.ui.scheme_labels import scheme_name, stage_badge


def person_also(by: Actor, row: Person) -> Mapping[str, QuerySet[Any]]:
    """What the head needs beside the parts: contacts that wait, and tasks before leaving."""
    waiting = contacts(by).filter(journey__person=row, journey__withdrawn_at__isnull=True, outcome="")
    return {
        "waiting": waiting.filter(missed_at__isnull=True),
        "tasks": open_actions(by).filter(journey__person=row),
    }


def person_head(opened: OpenedRecord) -> Sequence[HeadLine]:
    """What is open for her, the most pressing first; her number, and whether she agreed that we call."""
    found = (_issue(opened), _journey(opened), _contact(opened), _task(opened), _scheme(opened), _consent(opened))
    return [line for line in found if line is not None] or [_nothing(opened)]


def _issue(opened: OpenedRecord) -> HeadLine | None:
    """The first open issue, urgent ones before others."""
    waiting = sorted((row for row in opened.rows("issues") if is_open(row)), key=lambda row: not row.is_urgent)
    if not waiting:
        return None
    first = waiting[0]
    note = ngettext("%(n)s open issue", "%(n)s open issues", len(waiting)) % {"n": len(waiting)} if waiting[1:] else ""
    badge = states.late(_("urgent")) if first.is_urgent else states.soon(_("issue"))
    words = f"{kind_words(first)} · {waiting_words(first)}"
    return HeadLine(badge, words, note, act=Act(reverse("issues_detail", args=[first.pk]), _("Go to the issue")))


def _journey(opened: OpenedRecord) -> HeadLine | None:
    """The journey she is on or leaves for; without one, registering the next."""
    under_way = [row for row in opened.rows("journeys") if row.returned_on is None]
    if not under_way:
        add = opened.add("journeys")
        return HeadLine(states.plain(_("at home, as far as is on record"), "home"), act=add) if add else None
    row: Journey = under_way[0]
    act = Act(reverse("journeys_detail", args=[row.pk]), _("Go to the journey"))
    return HeadLine(journey_badge(row), journey_line(row), act=act)


def _contact(opened: OpenedRecord) -> HeadLine | None:
    row = next(iter(opened.rows("waiting")), None)
    if row is None:
        person: Person = opened.row
        return HeadLine(states.plain(_("call"), "phone"), phones=_own(person)) if person.phone else None
    badge = due_badge(row) if row.due_on <= clock.today() else contact_badge(row)
    words = f"{day_text(row.due_on)} · {row.get_by_whom_display()}"
    act = Act(reverse("contact", args=[row.pk]), _("What came of it?"), "check")
    may = opened.by.may(P.PEOPLE_RECORD)
    return HeadLine(badge, words, _("Agreed contact"), phones=phones_of(row.journey), act=act if may else None)


def _task(opened: OpenedRecord) -> HeadLine | None:
    """The first thing to do before she leaves."""
    tasks = opened.rows("tasks")
    if not tasks:
        return None
    first = tasks[0]
    is_late = clock.is_past(first.due_on)
    more = ngettext("and %(n)s more", "and %(n)s more", len(tasks) - 1) % {"n": len(tasks) - 1} if tasks[1:] else ""
    note = " · ".join(part for part in (day_text(first.due_on) if first.due_on else "", more) if part)
    return HeadLine(states.late(_("to do")) if is_late else states.soon(_("to do")), first.what, note)


def _scheme(opened: OpenedRecord) -> HeadLine | None:
    """The first scheme that is on its way."""
    open_ones = [row for row in opened.rows("schemes") if row.received_on is None and row.refused_on is None]
    if not open_ones:
        return None
    first = open_ones[0]
    more = len(open_ones) - 1
    note = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more} if more else ""
    act = Act(reverse("linkages_detail", args=[first.pk]), _("Go to the application"))
    return HeadLine(stage_badge(first), scheme_name(first), note, act=act)


def _consent(opened: OpenedRecord) -> HeadLine | None:
    """Whether she agreed that we call or write: said where it is missing, because contacts rest on it."""
    held = [row for row in opened.rows("consents") if row.withdrawn_on is None]
    if any(row.purpose == ConsentPurpose.CONTACT for row in held):
        return None
    return HeadLine(states.soon(_("no consent to be called")), act=opened.add("consents"))


def _nothing(opened: OpenedRecord) -> HeadLine:
    return HeadLine(states.done(_("nothing is open")))


def _own(person: Person) -> list[PhoneLine]:
    return [PhoneLine(person.phone, _("her own"))]
