"""What matters now of a journey: hard stop, lost contact, when she leaves or left, the next contact, the pass."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.journeys.choices import Under18
from jatan.programme.journeys.duties import duty
from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.rules import has_begun, is_child
from jatan.programme.people.rules import age_on_day
from jatan.programme.people.selectors import people
from jatan.programme.safeguarding.choices import Assignee
from jatan.programme.safeguarding.next_contact import upcoming_contact
from jatan.programme.safeguarding.plans import plan_rows, plans_from
from jatan.programme.safeguarding.selectors import escalations
from jatan.web.ui.call_now import COORDINATOR, COUNSELLOR, PhoneLine, call_rows, numbers_among
from jatan.web.ui.components import states
from jatan.web.ui.journey_words import contact_badge, due_badge, journey_badge, journey_line, phones_of
from jatan.web.ui.records.columns import day_text
from jatan.web.ui.records.desk import OpenedRecord
from jatan.web.ui.records.head import Act, HeadLine

__all__ = ["journey_also", "journey_head"]

_TO_CALL = (*COUNSELLOR, *COORDINATOR)
_MADE = gettext_lazy("Make the pass")


def journey_also(by: Actor, row: Journey) -> Mapping[str, QuerySet[Any]]:
    """What the head needs beside the parts."""
    return {
        "person": people(by).filter(pk=row.person_id),
        "ladder": escalations(by).filter(journey=row, closed_at__isnull=True),
        "plans": plan_rows(row.organisation_id),
        "checks": row.checks.live(),
        **call_rows(_TO_CALL, row.organisation_id),
    }


def journey_head(opened: OpenedRecord) -> Sequence[HeadLine]:
    """At most one line for each: who must be called at once comes first."""
    row: Journey = opened.row
    found = (_hard_stop(opened), _child(opened), _ladder(opened), _when(opened), _contact(opened), _pass(opened))
    lines = [line for line in found if line is not None]
    return lines if row.returned_on is None else [*lines[:1], *(line for line in lines[1:] if line.act)]


def _age_when_leaving(row: Journey) -> int | None:
    """The age in years on the day of leaving, or today where that is not known; None without an age."""
    person, day = row.person, row.leaves_on or clock.today()
    return age_on_day(day, age=person.age, age_on=person.age_on, birth_year=person.birth_year)


def _hard_stop(opened: OpenedRecord) -> HeadLine | None:
    """The first hard stop that nobody has taken over: the duty, and whom to call."""
    waiting = [stop for stop in opened.rows("hard-stops") if stop.acknowledged_at is None]
    if not waiting:
        return None
    first, language = waiting[0], _language()
    found = duty(first.code)
    words = str(first.get_code_display())
    if len(waiting) > 1:
        words = ngettext("%(what)s, and %(n)s more", "%(what)s, and %(n)s more", len(waiting) - 1) % {
            "what": words,
            "n": len(waiting) - 1,
        }
    own_numbers = _numbers(opened, COUNSELLOR)
    public = [line for line in _help(found.numbers) if line.number not in {one.number for one in own_numbers}]
    return HeadLine(
        states.late(_("hard stop")),
        words,
        found.first(language),
        phones=(*own_numbers, *public),
        act=_act(opened, Act(reverse("hard_stop", args=[first.pk]), _("Take over"), "check")),
    )


def _child(opened: OpenedRecord) -> HeadLine | None:
    """A child, or somebody who may be one, before the journey is over."""
    row: Journey = opened.row
    if row.returned_on is not None:
        return None
    age = _age_when_leaving(row)
    if age is None and row.under_18 == Under18.UNKNOWN:
        words = _("The age is not known. Until it is, protect this person as a child.")
        return HeadLine(states.soon(_("age not known")), words)
    if not is_child(age, row.under_18):
        return None
    words = _("This person is under 18. Call your coordinator before the journey.")
    if has_begun(row.leaves_on, clock.today()):
        words = _("This person is under 18. Call your coordinator.")
    return HeadLine(states.late(_("under 18")), words, phones=_numbers(opened, COORDINATOR))


def _ladder(opened: OpenedRecord) -> HeadLine | None:
    """A missed contact that is being followed up."""
    climbing = next(iter(opened.rows("ladder")), None)
    if climbing is None:
        return None
    since = states.duration_words((clock.now() - climbing.opened_at).days)
    return HeadLine(
        states.late(_("no answer")),
        climbing.get_step_code_display(),
        _("since %(time)s") % {"time": since},
        phones=phones_of(climbing.journey),
        act=_act(opened, Act(reverse("escalation", args=[climbing.pk]), _("Take the next step"))),
    )


def _when(opened: OpenedRecord) -> HeadLine | None:
    """When she leaves or left; coming home is offered once the day of leaving has come."""
    row: Journey = opened.row
    act = opened.add("outcome") if row.returned_on is not None and not opened.rows("outcome") else None
    return HeadLine(journey_badge(row), journey_line(row), act=act or opened.step("returned"))


def _contact(opened: OpenedRecord) -> HeadLine | None:
    """The contact that waits for an answer, else the next one by the plan: the day, who calls, and the numbers."""
    row: Journey = opened.row
    if row.returned_on is not None:
        return None
    waiting = next((one for one in opened.rows("contacts") if not one.outcome and one.missed_at is None), None)
    if waiting is not None:
        badge = due_badge(waiting) if waiting.due_on <= clock.today() else contact_badge(waiting)
        words = f"{day_text(waiting.due_on)} · {waiting.get_by_whom_display()}"
        act = _act(opened, Act(reverse("contact", args=[waiting.pk]), _("What came of it?"), "check"))
        return HeadLine(badge, words, _("Agreed contact"), phones=phones_of(row), act=act)
    if opened.rows("ladder"):
        return None
    phones = phones_of(row)
    due = upcoming_contact(plans_from(opened.rows("plans")), row, has_stop=bool(opened.rows("hard-stops")))
    if due is None or row.exempt_because:
        return HeadLine(states.plain(_("call"), "phone"), phones=phones) if phones else None
    return HeadLine(states.plain(_("next contact"), "phone"), f"{day_text(due.on)} · {_who(due.by)}", phones=phones)


def _pass(opened: OpenedRecord) -> HeadLine | None:
    """Whether she has a pass: one press makes it, one shows it."""
    row: Journey = opened.row
    if row.returned_on is not None:
        return None
    act = opened.add("pass")
    if any(one.revoked_at is None for one in opened.rows("pass")):
        shown = Act(act.url, _("Show the pass"), "file", adds="pass") if act else None
        return HeadLine(states.done(_("pass is made")), act=shown)
    made = Act(reverse("pass_make", args=[row.pk]), _MADE, "plus", is_one_press=True, adds="pass") if act else None
    return HeadLine(states.soon(_("no pass yet")), act=made)


def _act(opened: OpenedRecord, act: Act) -> Act | None:
    return act if opened.by.may(P.PEOPLE_RECORD) else None


def _numbers(opened: OpenedRecord, roles: Sequence[Any]) -> list[PhoneLine]:
    row: Journey = opened.row
    rows = {name: opened.rows(name) for name in ("colleagues", "offices")}
    return numbers_among(rows, roles, row.place, _language())


def _help(numbers: Sequence[str]) -> list[PhoneLine]:
    known = {one.number: one.what for one in help_numbers_on(clock.today(), _language())}
    return [PhoneLine(number, known.get(number, "")) for number in numbers]


def _who(code: str) -> str:
    return str(Assignee(code).label)


def _language() -> Any:
    return get_language() or "hi"
