"""Texts and badges for contacts, escalation steps and plans."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.foundation.access.models import Account
from jatan.kernel import clock
from jatan.programme.journeys import rules as journey_rules
from jatan.programme.journeys.models import Journey
from jatan.programme.people.rules import age_on_day
from jatan.programme.safeguarding.choices import Condition
from jatan.programme.safeguarding.contacts import NO_NEWS, UNSOLICITED
from jatan.programme.safeguarding.models import Contact, EscalationStep
from jatan.programme.safeguarding.rules import LadderStep, ScheduleLine
from jatan.web.ui.call_now import PhoneLine
from jatan.web.ui.components import states
from jatan.web.ui.journey_words import destination_of, due_badge, phones_of
from jatan.web.ui.records.history_entry import HistoryEntry


@dataclass(frozen=True)
class Card:
    """One contact for the template. `reason`: why it is due."""

    contact: Contact
    destination: str
    phones: list[PhoneLine]
    reason: str
    badge: states.Badge

    @classmethod
    def of(cls, contact: Contact) -> "Card":
        journey = contact.journey
        return cls(contact, destination_of(journey), phones_of(journey), reason_words(contact), due_badge(contact))


def reason_words(contact: Contact) -> str:
    """The rule of the plan that set this contact, in words."""
    reason = contact.reason
    if contact.rule.startswith(NO_NEWS):
        return _("Those at home have no news of her.")
    if contact.rule == UNSOLICITED:
        return _("She was heard from without being asked.")
    if contact.rule == "cadence":
        words = _("Silent for %(silence)s days; she is usually heard from every %(usual)s days.") % {
            "silence": reason["silence"],
            "usual": reason["usual"],
        }
    else:
        line = ScheduleLine(reason["for"], reason["day"], contact.by_whom, every=reason["every"], until=reason["until"])
        words = line_words(line)
    return f"{words} {_('No text message can reach her: call.')}" if reason.get("no_sms") else words


def line_words(line: ScheduleLine) -> str:
    """One line of the schedule as a sentence."""
    whom = capfirst(str(Condition(line.condition).label))
    if not line.every:
        return _("%(whom)s: on day %(day)s after leaving.") % {"whom": whom, "day": line.day}
    if line.until:
        return _("%(whom)s: from day %(day)s every %(every)s days, until day %(until)s.") % {
            "whom": whom,
            "day": line.day,
            "every": line.every,
            "until": line.until,
        }
    return _("%(whom)s: from day %(day)s every %(every)s days.") % {
        "whom": whom,
        "day": line.day,
        "every": line.every,
    }


def rung_words(rung: LadderStep) -> str:
    """When a rung of the ladder is reached and within how many hours it must be taken."""
    after = _("at once") if not rung.after else ngettext("after %(n)s day", "after %(n)s days", rung.after)
    hours = ngettext("to be taken within %(n)s hour", "to be taken within %(n)s hours", rung.within)
    return f"{after % {'n': rung.after} if rung.after else after}, {hours % {'n': rung.within}}"


def clock_badge(due_at: dt.datetime, taken_at: dt.datetime | None) -> states.Badge:
    """A badge for a step: taken, time left, or overdue by how long."""
    if taken_at is not None:
        return states.done(_("taken"))
    hours = int((due_at - clock.now()).total_seconds() // 3600)
    if hours >= 0:
        return states.soon(ngettext("%(n)s hour left", "%(n)s hours left", hours) % {"n": hours})
    late = -hours
    if late < 48:
        return states.late(ngettext("overdue by %(n)s hour", "overdue by %(n)s hours", late) % {"n": late})
    return states.late(_("overdue by %(time)s") % {"time": states.duration_words(late // 24)})


def history(contact: Contact, steps: Iterable[EscalationStep]) -> list[HistoryEntry]:
    """History of an escalation since the missed contact, newest first, with who took each step. One query."""
    steps = list(steps)
    known = {step.acknowledged_by for step in steps} | {contact.contacted_by}
    names: dict[uuid.UUID | None, str] = dict(
        Account.objects.filter(id__in=[one for one in known if one]).values_list("id", "name")
    )
    moments = []
    for step in steps:
        moments.append(HistoryEntry(step.entered_at, f"{step.number}. {_step(step)}", str(step.get_by_whom_display())))
        if step.acknowledged_at is not None:
            taken = _("Taken: %(step)s") % {"step": step.get_code_display()}
            by = names.get(step.acknowledged_by, "")
            moments.append(HistoryEntry(step.acknowledged_at, _with(taken, step.what_was_done), by))
    missed = contact.missed_at or contact.contacted_at
    if missed is not None:
        words = contact.get_outcome_display() if contact.outcome else _("no answer")
        moments.append(HistoryEntry(missed, _with(words, contact.note), names.get(contact.contacted_by, "")))
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def is_child(journey: Journey) -> bool:
    """False only if she is known to be 18 or older today: an unknown age counts as a child."""
    person = journey.person
    age = age_on_day(clock.today(), age=person.age, age_on=person.age_on, birth_year=person.birth_year)
    return journey_rules.is_child(age, journey.under_18) is not False


def _with(words: Any, more: str) -> str:
    return f"{words} – {more}" if more else str(words)


def _step(step: EscalationStep) -> str:
    return capfirst(str(step.get_code_display()))
