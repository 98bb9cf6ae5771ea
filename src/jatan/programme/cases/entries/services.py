"""What was done for her: services and what came of them, her coming home, and how she fares 3, 6 and 12 months later.

She may decline any service; that is written as her choice and not as a failure. Where a child goes is decided by the
Child Welfare Committee (JJ Act 2015 ss.37, 40); where it was not asked, the file says why.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.identity import may_be_child
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.service_kinds import SERVICE_KINDS
from jatan.programme.cases.legal.time_limits import add_months, in_india

__all__ = [
    "FOLLOW_UP",
    "RESTORATION",
    "ROUNDS",
    "SERVICE",
    "SERVICES",
    "danger_dues",
    "danger_heard",
    "in_danger",
    "last_restoration",
    "open_rounds",
    "open_services",
    "reached",
    "service_dues",
]

_STATES: tuple[Choice, ...] = (
    ("offered", _("offered to her")),
    ("agreed", _("she agreed")),
    ("appointment", _("appointment made")),
    ("received", pgettext_lazy("service", "received")),
    ("declined", _("declined by her")),
    ("unavailable", _("not to be had")),
)
_UNDER_WAY: Final = frozenset({"offered", "agreed", "appointment"})
_HOMES: tuple[Choice, ...] = (
    ("family", _("to her family")),
    ("relatives", _("to relatives")),
    ("own", _("to a home of her own")),
    ("shelter", _("to a hostel or shelter home")),
    ("foster", _("to foster parents")),
    ("work", _("to her place of work")),
    ("other", _("somewhere else")),
)
_DECIDERS: tuple[Choice, ...] = (
    ("herself", _("she herself")),
    ("cwc", _("Child Welfare Committee")),
    ("court", _("court or magistrate")),
    ("family", _("family")),
    ("police", _("police")),
    ("shelter", _("shelter home")),
    ("other", _("somebody else")),
)
_YES_NO: tuple[Choice, ...] = (("yes", _("yes")), ("no", _("no")), ("unknown", _("not known")))
_HOW: tuple[Choice, ...] = (
    ("visit", _("by a visit")),
    ("phone", _("by phone")),
    ("came", _("she came herself")),
    ("through", _("through somebody she trusts")),
    ("not_reached", _("tried, not reached")),
)
_WHICH: tuple[Choice, ...] = (
    ("month3", _("after 3 months")),
    ("month6", _("after 6 months")),
    ("month12", _("after 12 months")),
    ("other", _("another one")),
)
# Round, months after she came home. A month early is early enough; sooner it is another follow-up.
ROUNDS: Final[tuple[tuple[str, int], ...]] = (("month3", 3), ("month6", 6), ("month12", 12))
_EARLY: Final = dt.timedelta(days=31)


def _sound_service(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    state = answers.get("state")
    if state == "appointment" and answers.get("appointment_at") is None:
        yield Problem("missing_required", field="appointment_at")
    if state == "received" and answers.get("received_on") is None:
        yield Problem("missing_required", field="received_on")
    if state in ("declined", "offered", "unavailable") and answers.get("received_on") is not None:
        yield Problem("contradiction", _("It was not received, so this day stays empty."), field="received_on")


def _sound_restoration(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    on, deciders = answers.get("on"), answers.get("decided_by")
    asked = isinstance(deciders, list) and not {"cwc", "court"}.isdisjoint(deciders)
    if isinstance(on, dt.date) and may_be_child(file, on) and not asked and not answers.get("without_cwc"):
        yield Problem(
            "cwc_first",
            _("She may be a child: the Child Welfare Committee decides. If it was not asked, write why."),
            field="without_cwc",
        )


def _sound_follow_up(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    on, again = answers.get("on"), answers.get("next_on")
    if answers.get("how") == "not_reached":
        yield from _not_reached(answers)
    elif answers.get("safe") is None:
        yield Problem("missing_required", field="safe")
    if isinstance(on, dt.date):
        yield from _not_too_early(file, str(answers.get("which") or ""), on)
        if isinstance(again, dt.date) and again <= on:
            yield Problem("wrong_order", _("This day lies before the one above."), field="next_on")
    if in_danger(answers) and again is None:
        yield Problem("missing_required", _("She is in danger: when do we see her again?"), field="next_on")


def _not_reached(answers: Mapping[str, Value]) -> Iterable[Problem]:
    """Who was not reached has told nothing, and is tried again."""
    for name in ("safe", "in_danger"):
        if answers.get(name) not in (None, "unknown"):
            yield Problem("contradiction", _("She was not reached: nobody knows."), field=name)
    if answers.get("next_on") is None:
        yield Problem("missing_required", field="next_on")


def _not_too_early(file: CaseFile, which: str, on: dt.date) -> Iterable[Problem]:
    months = dict(ROUNDS).get(which, 0)
    if not months:
        return
    home = last_restoration(file, on)
    if home is None:
        yield Problem(
            "restoration_first", _("Write down first when she came home, or choose another one."), field="which"
        )
    elif on < add_months(home.get("on"), months) - _EARLY:
        yield Problem("too_early", _("It is too early for this one: choose another one."), field="which")


SERVICE = EntryKind(
    code="service",
    label=_("Service"),
    stage=Stage.SERVICES,
    icon="helpdesk",
    day="appointment_at",
    headline=("kind", "state"),
    check=_sound_service,
    intro=_("Offer only what there is. She may say no to any of it and keeps the rest."),
    fields=(
        Field("kind", _("Which service"), "choice", needed=True, choices=SERVICE_KINDS),
        Field("what", _("What exactly"), "line"),
        Field("goal", _("For which goal of hers"), "link", to="goal"),
        Field("provider", _("Who gives it"), "line"),
        Field("state", _("How it stands"), "choice", needed=True, choices=_STATES),
        Field("offered_on", _("Offered on"), "past_day"),
        Field("appointment_at", _("Appointment: day and time"), "instant"),
        Field("goes_along", _("Who goes along"), "line"),
        Field("received_on", _("Received on"), "past_day"),
        Field("outcome", _("What came of it"), "text"),
        Field("note_back", _("What the office told us back"), "text"),
        Field("her_reason", _("Why she declined, if she says so"), "text"),
    ),
)

RESTORATION = EntryKind(
    code="restoration",
    label=_("Coming home"),
    stage=Stage.SERVICES,
    icon="home",
    day="on",
    headline=("to",),
    check=_sound_restoration,
    intro=_("Home, or where she wants to live. Look at the place first; home may be where the danger is."),
    fields=(
        Field("on", _("Day she came home"), "past_day", needed=True),
        Field("to", _("Where she lives now"), "choice", needed=True, choices=_HOMES),
        Field("with_whom", _("With whom she lives"), "line"),
        Field("decided_by", _("Who decided"), "choices", needed=True, choices=_DECIDERS),
        Field("without_cwc", _("Why the Child Welfare Committee was not asked"), "text"),
        Field("looked_at", _("Was the place looked at before"), "choice", choices=_YES_NO),
        Field("her_words", _("What she says to it"), "text"),
    ),
)

FOLLOW_UP = EntryKind(
    code="follow_up",
    label=_("Follow-up"),
    stage=Stage.FOLLOW_UP,
    icon="clock",
    in_closed=True,
    day="on",
    headline=("which", "safe"),
    check=_sound_follow_up,
    intro=_("Only in the way she named as safe. Ask first whether she can speak now."),
    fields=(
        Field("on", _("Day"), "past_day", needed=True),
        Field("how", _("How"), "choice", needed=True, choices=_HOW),
        Field("which", _("Which one"), "choice", needed=True, choices=_WHICH),
        Field("safe", _("Is she safe"), "choice", choices=_YES_NO),
        Field("in_danger", _("Is she in danger again"), "choice", choices=_YES_NO),
        Field("wellbeing", _("How she fares, in her own words"), "text"),
        Field("school_work", _("School or work"), "line"),
        Field("needs", _("What she needs now"), "text"),
        Field("next_on", _("Next time on"), "day"),
    ),
)

SERVICES = (SERVICE, RESTORATION, FOLLOW_UP)


def open_services(file: CaseFile) -> list[Entry]:
    """Services that were neither received nor declined and may still be had."""
    return [entry for entry in file.all("service") if entry.get("state") in _UNDER_WAY]


def last_restoration(file: CaseFile, on: dt.date) -> Entry | None:
    """The last time she came home, up to a day: from it the months are counted."""
    homes = [entry for entry in file.all("restoration") if entry.get("on") <= on]
    return max(homes, key=lambda entry: (entry.get("on"), entry.row), default=None)


def open_rounds(file: CaseFile, today: dt.date) -> list[Due]:
    """Rounds of follow-up that are still to be done. A later round that was done stands for an earlier one missed."""
    home = last_restoration(file, today)
    if home is None:
        return []
    came = home.get("on")
    done = {entry.get("which") for entry in reached(file) if entry.get("on") >= came}
    last = max((number for number, (name, _months) in enumerate(ROUNDS) if name in done), default=-1)
    return [Due(name, add_months(came, months), home.row) for name, months in ROUNDS[last + 1 :]]


def service_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Appointments, rounds of follow-up, the next time that was agreed on, and danger that was heard of."""
    for entry in open_services(file):
        if at := entry.get("appointment_at"):
            yield Due("appointment", in_india(at), entry.row, about=[str(entry.get("kind", ""))])
    yield from open_rounds(file, today)
    last = max(file.all("follow_up"), key=lambda entry: (entry.get("on"), entry.row), default=None)
    if last and (again := last.get("next_on")):
        yield Due("follow_up", again, last.row)
    yield from danger_dues(file, today)


def danger_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Danger that was last heard of from her stays due until the safety plan is written anew."""
    heard = danger_heard(file)
    plan = file.last("safety_plan")
    if heard is not None and (plan is None or plan.written_at < heard.written_at):
        yield Due("danger", heard.get("on"), heard.row)


def danger_heard(file: CaseFile) -> Entry | None:
    """The newest follow-up in which she was reached, where it speaks of danger: a later try that did not reach her,
    and a safety plan written since, do not make her safe."""
    heard = max(reached(file), key=lambda entry: (entry.get("on"), entry.row), default=None)
    return heard if heard is not None and in_danger(heard.answers) else None


def in_danger(answers: Mapping[str, Value]) -> bool:
    """Whether the answers of a follow-up speak of danger."""
    return answers.get("in_danger") == "yes" or answers.get("safe") == "no"


def reached(file: CaseFile) -> list[Entry]:
    """Follow-ups in which she, or somebody she trusts, was reached."""
    return [entry for entry in file.all("follow_up") if entry.get("how") != "not_reached"]
