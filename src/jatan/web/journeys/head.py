"""What matters now of a journey: hard stop, lost contact, when she leaves or left, the next contact, the pass."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.foundation.access.permissions import Role
from jatan.kernel import clock
from jatan.programme.flows.in_danger import not_safe
from jatan.programme.helpdesk.choices import Origin
from jatan.programme.journeys.choices import Under18
from jatan.programme.journeys.duties import duty
from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.rules import has_begun, is_child
from jatan.programme.journeys.selectors import journeys
from jatan.programme.people.choices import ConsentPurpose
from jatan.programme.people.rules import age_on_day
from jatan.programme.people.selectors import consents, people
from jatan.programme.safeguarding.choices import DECIDED, Assignee, Outcome
from jatan.programme.safeguarding.next_contact import upcoming_contact
from jatan.programme.safeguarding.plans import plan_rows, plans_from
from jatan.programme.safeguarding.selectors import escalations
from jatan.web.ui.call_now import COORDINATOR, COUNSELLOR, PhoneLine, call_rows, numbers_among
from jatan.web.ui.components import states
from jatan.web.ui.issue_words import is_open, kind_words, waiting_words
from jatan.web.ui.journey_words import contact_badge, due_badge, journey_badge, journey_line, phones_of
from jatan.web.ui.records.columns import day_text
from jatan.web.ui.records.desk import OpenedRecord
from jatan.web.ui.records.head import Act, HeadLine

_WALKING = (Role.FORUM_LEADER, Role.FIELD_WORKER)
_TO_CALL = (*COUNSELLOR, *COORDINATOR, *_WALKING)
_MADE = gettext_lazy("Make the pass")
NOTE_A_CALL = gettext_lazy("Write down a call")


def journey_also(by: Actor, row: Journey) -> Mapping[str, QuerySet[Any]]:
    """What the head needs beside the parts."""
    return {
        "person": people(by).filter(pk=row.person_id),
        "ladder": escalations(by).filter(journey=row, closed_at__isnull=True),
        "plans": plan_rows(row.organisation_id),
        "agreed": consents(by, row.person).filter(purpose=ConsentPurpose.CONTACT, withdrawn_on__isnull=True),
        "fellows": _fellows(by, row),
        "checks": row.checks.live(),
        **call_rows(_TO_CALL, row.organisation_id),
    }


def _fellows(by: Actor, row: Journey) -> QuerySet[Any]:
    """Those who left together with her."""
    rows = journeys(by)
    return rows.filter(party=row.party_id).exclude(pk=row.pk) if row.party_id else rows.none()


def journey_head(opened: OpenedRecord) -> Sequence[HeadLine]:
    """At most one line for each: who must be called at once comes first."""
    row: Journey = opened.row
    danger = _danger(opened)
    found = (
        *(danger, _hard_stop(opened), _child(opened), _ladder(opened)),
        _health(opened, is_danger=danger is not None),
        *(_when(opened), _contact(opened, is_danger=danger is not None), _pass(opened)),
    )
    lines = [line for line in found if line is not None]
    return lines if row.returned_on is None else [*lines[:1], *(line for line in lines[1:] if line.act)]


def _danger(opened: OpenedRecord) -> HeadLine | None:
    """Danger until somebody closes its issue. A hard stop that nobody has taken over has a line of its own.

    For whom the issue is out of sight: the last that was heard of her, where that was "not safe".
    """
    row: Journey = opened.row
    has_stop = any(stop.acknowledged_at is None for stop in opened.rows("hard-stops"))
    urgent = [
        one
        for one in opened.rows("issues")
        if one.is_urgent and is_open(one) and not (has_stop and one.origin == Origin.TRIGGER)
    ]
    if urgent:
        first, more = urgent[0], len(urgent) - 1
        note = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more} if more else ""
        words = f"{kind_words(first)} · {waiting_words(first)}"
        act = Act(reverse("issues_detail", args=[first.pk]), _("Go to the issue"))
        return HeadLine(states.late(_("danger")), words, note, phones=phones_of(row), act=act)
    heard = next((one for one in opened.rows("contacts") if one.outcome in DECIDED), None)
    if heard is None or heard.outcome != Outcome.UNSAFE or row.returned_on is not None:
        return None
    if row.pk not in not_safe(opened.by, [row.pk]):
        return None
    return HeadLine(states.late(_("danger")), f"{heard.get_outcome_display()} · {day_text(heard.due_on)}")


def _health(opened: OpenedRecord, *, is_danger: bool) -> HeadLine | None:
    """What must be known of her health, where somebody has to find or help her now."""
    row: Journey = opened.row
    if not row.health_note or not (is_danger or opened.rows("ladder") or opened.rows("hard-stops")):
        return None
    return HeadLine(states.soon(_("health")), row.health_note)


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


def _contact(opened: OpenedRecord, *, is_danger: bool) -> HeadLine | None:
    """The contact that waits for an answer, else the next one by the plan: the day, who calls, and the numbers.

    In danger a person calls, today.
    """
    row: Journey = opened.row
    if row.returned_on is not None:
        return None
    waiting = next((one for one in opened.rows("contacts") if not one.outcome and one.missed_at is None), None)
    if waiting is not None:
        badge = due_badge(waiting) if waiting.due_on <= clock.today() else contact_badge(waiting)
        words = f"{day_text(waiting.due_on)} · {waiting.get_by_whom_display()}"
        act = _act(opened, Act(reverse("contact", args=[waiting.pk]), _("What came of it?"), "check"))
        phones, note = _reachable(opened)
        return HeadLine(badge, words, note or _("Agreed contact"), phones=phones, act=act)
    if opened.rows("ladder"):
        return None
    phones, note = _reachable(opened)
    act = _act(opened, Act(reverse("call_noted", args=[row.pk]), NOTE_A_CALL, "phone"))
    if is_danger:
        words = f"{day_text(clock.today())} · {_who(Assignee.DESK)}"
        return HeadLine(states.late(_("a person calls today")), words, note, phones=phones, act=act)
    has_stop = bool(opened.rows("hard-stops")) or any(one.outcome == Outcome.UNSAFE for one in opened.rows("contacts"))
    due = upcoming_contact(plans_from(opened.rows("plans")), row, has_stop=has_stop)
    if due is None or row.exempt_because:
        return HeadLine(states.plain(_("call"), "phone"), text=note, phones=phones, act=act) if phones or note else None
    by = due.by if due.by != Assignee.SMS or _may_be_written_to(opened) else Assignee.FORUM_LEADER.value
    return HeadLine(
        states.plain(_("next contact"), "phone"), f"{day_text(due.on)} · {_who(by)}", note, phones=phones, act=act
    )


def _may_be_written_to(opened: OpenedRecord) -> bool:
    """Whether a text can reach her: she has a number and agreed to be written to. The walk asks the same."""
    row: Journey = opened.row
    return bool(opened.rows("agreed")) and bool(row.person.phone or row.phone_at_destination)


def _reachable(opened: OpenedRecord) -> tuple[list[PhoneLine], str]:
    """The numbers by which she can be reached, and a word where she has none of her own.

    Without her own: the numbers of those who left with her and of their families; without any: who can walk there.
    """
    row: Journey = opened.row
    phones = phones_of(row)
    if row.returned_on is not None or row.person.phone or row.phone_at_destination:
        return phones, ""
    known = {line.to_dial for line in phones}
    for fellow in opened.rows("fellows"):
        for line in phones_of(fellow):
            if line.to_dial not in known:
                known.add(line.to_dial)
                phones.append(PhoneLine(line.number, f"{fellow.person.name}, {line.whose}"))
    if phones:
        return phones, _("She has no number: ask through those below.")
    return _numbers(opened, _WALKING), _("No number is known: somebody goes to her home.")


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
