"""Services and their outcome, restoration (coming home), and follow-ups 3, 6 and 12 months later.

A declined service is recorded as her choice, not as a failure. Where a child goes is decided by the
Child Welfare Committee (JJ Act 2015 ss.37, 40); if it was not asked, the file must say why.
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
from jatan.programme.cases.entries.legal_answers import DANGER, answer_about, sets_aside
from jatan.programme.cases.entries.service_kinds import SERVICE_KINDS
from jatan.programme.cases.legal.time_limits import add_months, in_india

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
_SAFE_SAID: tuple[Choice, ...] = (
    ("yes", _("she is safe")),
    ("no", _("she is not safe")),
    ("unknown", _("not known whether she is safe")),
)
_DANGER_SAID: tuple[Choice, ...] = (("yes", _("in danger again")),)
_CONTACT_WAYS: tuple[Choice, ...] = (
    ("visit", _("by a visit")),
    ("phone", _("by phone")),
    ("came", _("she came herself")),
    ("through", _("through somebody she trusts")),
    ("not_reached", _("tried, not reached")),
)
_FOLLOW_UP_ROUNDS: tuple[Choice, ...] = (
    ("week1", _("in the first week")),
    ("month1", _("after a month")),
    ("month3", _("after 3 months")),
    ("month6", _("after 6 months")),
    ("month12", _("after 12 months")),
    ("other", _("another one")),
)
# Round, months after restoration. A follow-up more than `_EARLIEST` before that day does not count for the round.
ROUNDS: Final[tuple[tuple[str, int], ...]] = (("month3", 3), ("month6", 6), ("month12", 12))
_EARLIEST: Final = dt.timedelta(days=31)
# Days after coming home up to which a follow-up is offered as that of the first week, and of the first month.
_FIRST_WEEK: Final = 14
_FIRST_MONTH: Final = 45


def _validate_service(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    state = answers.get("state")
    if state == "appointment" and answers.get("appointment_at") is None:
        yield Problem("missing_required", field="appointment_at")
    if state == "received" and answers.get("received_on") is None:
        yield Problem("missing_required", field="received_on")
    if state in ("declined", "offered", "unavailable") and answers.get("received_on") is not None:
        yield Problem("contradiction", _("It was not received, so this day stays empty."), field="received_on")


def _validate_restoration(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    on, deciders = answers.get("on"), answers.get("decided_by")
    asked = isinstance(deciders, list) and not {"cwc", "court"}.isdisjoint(deciders)
    if isinstance(on, dt.date) and may_be_child(file, on) and not asked and not answers.get("without_cwc"):
        yield Problem(
            "cwc_first",
            _("She may be a child: the Child Welfare Committee decides. If it was not asked, write why."),
            field="without_cwc",
        )


def _validate_follow_up(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    on, again = answers.get("on"), answers.get("next_on")
    if answers.get("how") == "not_reached":
        yield from _validate_not_reached(answers)
    elif answers.get("safe") is None:
        yield Problem("missing_required", field="safe")
    if isinstance(on, dt.date):
        yield from _refuse_too_early(file, str(answers.get("which") or ""), on)
        if isinstance(again, dt.date) and again <= on:
            yield Problem("wrong_order", _("This day lies before the one above."), field="next_on")
    if in_danger(answers) and again is None:
        yield Problem("missing_required", _("She is in danger: when do we see her again?"), field="next_on")


def _validate_not_reached(answers: Mapping[str, Value]) -> Iterable[Problem]:
    """Refuse statements from a woman who was not reached, and require the day of the next attempt."""
    for name in ("safe", "in_danger"):
        if answers.get(name) not in (None, "unknown"):
            yield Problem("contradiction", _("She was not reached: nobody knows."), field=name)
    if answers.get("next_on") is None:
        yield Problem("missing_required", field="next_on")


def _refuse_too_early(file: CaseFile, which: str, on: dt.date) -> Iterable[Problem]:
    months = dict(ROUNDS).get(which, 0)
    if not months:
        return
    home = last_restoration(file, on)
    if home is None:
        yield Problem(
            "restoration_first", _("Write down first when she came home, or choose another one."), field="which"
        )
    elif on < add_months(home.get("on"), months) - _EARLIEST:
        yield Problem("too_early", _("It is too early for this one: choose another one."), field="which")


SERVICE = EntryKind(
    code="service",
    label=_("Service"),
    stage=Stage.SERVICES,
    icon="helpdesk",
    day="appointment_at",
    headline=("kind", "state"),
    check=_validate_service,
    intro=_("Offer only what there is. She may say no to any of it and keeps the rest."),
    fields=(
        Field("kind", _("Which service"), "choice", needed=True, choices=SERVICE_KINDS),
        Field("what", _("What exactly"), "line"),
        Field("goal", _("For which goal of hers"), "link", to="goal"),
        Field("provider", _("Who gives it"), "line"),
        Field("state", _("How it stands"), "choice", needed=True, choices=_STATES),
        Field("offered_on", _("Offered on"), "past_day"),
        Field("appointment_at", _("Appointment: day and time"), "instant", ahead=True),
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
    check=_validate_restoration,
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
    headline=("which", "how", "safe", "in_danger"),
    check=_validate_follow_up,
    intro=_("Only in the way she named as safe. Ask first whether she can speak now."),
    fields=(
        Field("on", _("Day"), "past_day", needed=True),
        Field("how", _("How"), "choice", needed=True, choices=_CONTACT_WAYS, in_headline=_CONTACT_WAYS[-1:]),
        Field("which", _("Which one"), "choice", needed=True, choices=_FOLLOW_UP_ROUNDS),
        Field("safe", _("Is she safe"), "choice", choices=_YES_NO, in_headline=_SAFE_SAID),
        Field("in_danger", _("Is she in danger again"), "choice", choices=_YES_NO, in_headline=_DANGER_SAID),
        Field("wellbeing", _("How she fares, in her own words"), "text"),
        Field("school_work", _("School or work"), "line"),
        Field("needs", _("What she needs now"), "text"),
        Field("next_on", _("Next time on"), "day"),
    ),
)

SERVICE_ENTRY_KINDS = (SERVICE, RESTORATION, FOLLOW_UP)


def open_services(file: CaseFile) -> list[Entry]:
    """Services that are offered, agreed or have an appointment."""
    return [entry for entry in file.all("service") if entry.get("state") in _UNDER_WAY]


def last_restoration(file: CaseFile, on: dt.date) -> Entry | None:
    """The last restoration up to a day; follow-up rounds are counted from it."""
    homes = [entry for entry in file.all("restoration") if entry.get("on") <= on]
    return max(homes, key=lambda entry: (entry.get("on"), entry.row), default=None)


def open_rounds(file: CaseFile, today: dt.date) -> list[Due]:
    """Follow-up rounds still to be done. A later round done also covers earlier ones."""
    home = last_restoration(file, today)
    if home is None:
        return []
    came = home.get("on")
    done = {entry.get("which") for entry in reached_follow_ups(file) if entry.get("on") >= came}
    last = max((number for number, (name, _months) in enumerate(ROUNDS) if name in done), default=-1)
    return [Due(name, add_months(came, months), home.row) for name, months in ROUNDS[last + 1 :]]


def round_offered(file: CaseFile, today: dt.date) -> str:
    """Which follow-up it most likely is, by the time since she came home; "" if nobody wrote that."""
    home = last_restoration(file, today)
    if home is None:
        return ""
    days, rounds = (today - home.get("on")).days, open_rounds(file, today)
    if rounds and today >= rounds[0].on - _EARLIEST and days > _FIRST_MONTH:
        return max((due for due in rounds if today >= due.on - _EARLIEST), key=lambda due: due.on).code
    return "week1" if days <= _FIRST_WEEK else "month1" if days <= _FIRST_MONTH else "other"


def service_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Due items: appointments, follow-up rounds, the next agreed contact, and reported danger."""
    for entry in open_services(file):
        if at := entry.get("appointment_at"):
            yield Due("appointment", in_india(at), entry.row, about=[str(entry.get("kind", ""))])
    yield from open_rounds(file, today)
    last = max(file.all("follow_up"), key=lambda entry: (entry.get("on"), entry.row), default=None)
    if last and (again := last.get("next_on")):
        yield Due("follow_up", again, last.row)
    yield from danger_dues(file, today)


def danger_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Reported danger, due until a new safety plan is written."""
    heard = latest_danger(file)
    plan = file.last("safety_plan")
    if heard is not None and (plan is None or plan.written_at < heard.written_at):
        yield Due("danger", heard.get("on"), heard.row)


def latest_danger(file: CaseFile) -> Entry | None:
    """The newest follow-up in which she was reached, if it reports danger. A later attempt that did not reach her
    and a newer safety plan do not change this. None if a supervisor agreed that this report does not apply."""
    heard = max(reached_follow_ups(file), key=lambda entry: (entry.get("on"), entry.row), default=None)
    if heard is None or not in_danger(heard.answers):
        return None
    return None if sets_aside(answer_about(file, duty=DANGER, event=heard.row)) else heard


def in_danger(answers: Mapping[str, Value]) -> bool:
    """Whether the answers of a follow-up report danger."""
    return answers.get("in_danger") == "yes" or answers.get("safe") == "no"


def reached_follow_ups(file: CaseFile) -> list[Entry]:
    """Follow-ups in which she, or somebody she trusts, was reached."""
    return [entry for entry in file.all("follow_up") if entry.get("how") != "not_reached"]
