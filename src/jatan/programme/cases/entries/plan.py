"""Safety plan, goals and case conference.

A goal is recorded in her words, and only she can drop it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.wish import WISH_FIELDS, hide_wish, validate_wish

_GOAL_STATES: tuple[Choice, ...] = (
    ("open", _("on the way")),
    ("reached", _("reached")),
    ("changed", _("changed by her")),
    ("dropped", _("dropped by her")),
)
_ROLES: tuple[Choice, ...] = (
    ("herself", _("she herself")),
    ("trusted", _("somebody she trusts")),
    ("guardian", _("mother, father or guardian")),
    ("counsellor", _("counsellor")),
    ("supervisor", _("supervisor")),
    ("legal", _("lawyer or legal aid")),
    ("cwc", _("Child Welfare Committee")),
    ("dcpu", _("District Child Protection Unit")),
    ("police", _("police")),
    ("doctor", _("doctor or health worker")),
    ("shelter", _("shelter home or One Stop Centre")),
    ("school", _("school or training")),
    ("member", _("another member of the network")),
    ("village", _("panchayat, forum or women's group")),
    ("other", _("somebody else")),
)
# Participants of our own organisation, or who come with her; all others need her consent to take part.
_NO_CONSENT_NEEDED = frozenset({"herself", "trusted", "counsellor", "supervisor"})
_LEAVE: tuple[Choice, ...] = (
    ("present", _("she was there and agreed")),
    ("agreed", _("she agreed beforehand to who is told what")),
    ("nameless", _("spoken of without name and place")),
    ("law", _("the law itself asks for it")),
)


def _validate_safety_plan(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    yield from not_past("review_on", answers, writer.today)
    yield from validate_wish(file, answers)


def _validate_goal(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    if answers.get("state") != "open" and answers.get("state_on") is None:
        yield Problem("missing_required", field="state_on")


def _validate_conference(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    roles, leave = answers.get("present"), answers.get("leave")
    there = set(roles) if isinstance(roles, list) else set()
    if there - _NO_CONSENT_NEEDED and not leave:
        yield Problem("missing_required", _("Others heard of her case: with whose leave?"), field="leave")
    if leave == "present" and "herself" not in there:
        yield Problem("contradiction", _("Then mark above that she was there."), field="leave")
    held, again = answers.get("on"), answers.get("next_on")
    if isinstance(held, dt.date) and isinstance(again, dt.date) and again <= held:
        yield Problem("wrong_order", _("This day lies before the one above."), field="next_on")
    yield from validate_wish(file, answers)


SAFETY_PLAN = EntryKind(
    code="safety_plan",
    label=_("Safety plan"),
    stage=Stage.PLAN,
    icon="lock",
    is_single=True,
    headline=("review_on",),
    check=_validate_safety_plan,
    hides=hide_wish,
    intro=_("Made with her, for the danger she names. Whatever she cannot do safely does not belong here."),
    fields=(
        Field("danger_from", _("From whom is danger"), "text", needed=True),
        Field("signs", _("How she notices that it comes nearer"), "text"),
        Field("to_do", _("What she does then"), "text", needed=True),
        Field("to_call", _("Whom she calls, in this order"), "text"),
        Field("safe_place", _("Where she can go at any hour"), "text"),
        Field("safe_contact", _("How we reach her without danger, how never"), "text"),
        Field("code_word", _("A word that means: come"), "line"),
        Field("children", _("Children and others who depend on her"), "text"),
        Field("to_take", _("Papers and things kept ready"), "text"),
        Field("our_part", _("What we do"), "text"),
        *WISH_FIELDS,
        Field("review_on", _("Look at it again on"), "day", needed=True),
    ),
)

GOAL = EntryKind(
    code="goal",
    label=_("Her goal"),
    stage=Stage.PLAN,
    icon="up",
    headline=("words", "state"),
    check=_validate_goal,
    fields=(
        Field("words", _("What she wants, in her own words"), "text", needed=True),
        Field("first_step", _("The first step"), "text"),
        Field("by_on", _("By when"), "day"),
        Field("helper", _("Who helps"), "line"),
        Field("state", _("How it stands"), "choice", needed=True, choices=_GOAL_STATES),
        Field("state_on", _("Since when"), "past_day"),
        Field("what_came", _("What came of it, as she says"), "text"),
    ),
)

CONFERENCE = EntryKind(
    code="conference",
    label=_("Case conference"),
    stage=Stage.PLAN,
    icon="group",
    day="on",
    headline=("decided",),
    check=_validate_conference,
    hides=hide_wish,
    fields=(
        Field("on", _("Day"), "past_day", needed=True),
        Field(
            "present", _("Who took part"), "choices", needed=True, choices=_ROLES, hint=_("By their work, not by name.")
        ),
        Field("leave", _("With whose leave others heard of it"), "choice", choices=_LEAVE),
        Field("her_wish", _("What she wants, in her own words"), "text"),
        Field("decided", _("What was decided"), "text", needed=True),
        Field("who_does", _("Who does what by when"), "text"),
        *WISH_FIELDS,
        Field("next_on", _("Meet again on"), "day"),
    ),
)

PLAN_KINDS = (SAFETY_PLAN, GOAL, CONFERENCE)


def open_goals(file: CaseFile) -> list[Entry]:
    """Goals that are neither reached nor dropped."""
    return [goal for goal in file.all("goal") if goal.get("state") == "open"]


def plan_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Goals with a day, the review of the safety plan, and the next conference."""
    for goal in open_goals(file):
        if by_on := goal.get("by_on"):
            yield Due("goal", by_on, goal.row)
    if plan := file.last("safety_plan"):
        yield Due("safety_plan", plan.get("review_on"), plan.row)
    held = max(file.all("conference"), key=lambda one: (one.get("on"), one.row), default=None)
    if held and (again := held.get("next_on")):
        yield Due("conference", again, held.row)


def not_past(name: str, answers: Mapping[str, Value], today: dt.date) -> Iterable[Problem]:
    """A problem if a day that lies ahead is past."""
    day = answers.get(name)
    if isinstance(day, dt.date) and day < today:
        yield Problem("day_past", _("This day is past."), field=name)
