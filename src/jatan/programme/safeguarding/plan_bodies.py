"""Plans as data: parsing and validating the body of a version, and the default plans.

A body is plain JSON: `{"rules": [...], "cadence": {...}}` for a schedule, `{"steps": [...], "unopened": {...}}` for a
ladder.
"""

import functools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem, Problems
from jatan.programme.safeguarding.choices import Assignee, Condition, PlanKind, StepCode
from jatan.programme.safeguarding.rules import Cadence, LadderStep, ScheduleLine

CONTACT_BY = (Assignee.SMS, Assignee.FORUM_LEADER, Assignee.DESK)
MAY_BE_EMPTY = ("every", "until")
# Who may act on every issue of the organisation, and so may be told of one that nobody has opened.
TOLD_NEXT = (Assignee.DESK, Assignee.COUNSELLOR, Assignee.SUPERVISOR, Assignee.COORDINATOR)
LONGEST_DAYS, LONGEST_HOURS, MOST_LINES, LONGEST_MINUTES = 1000, 14 * 24, 60, 24 * 60
_CADENCE_TIMES = (2, 20)


@dataclass(frozen=True)
class Schedule:
    """The contact schedule of one version."""

    number: int
    lines: tuple[ScheduleLine, ...]
    cadence: Cadence


@dataclass(frozen=True)
class Ladder:
    """The ladder of one version, the first step first."""

    number: int
    rungs: tuple[LadderStep, ...]
    unopened: "Unopened"


@dataclass(frozen=True)
class Unopened:
    """An urgent issue that nobody has opened: after so many `minutes` the first of `then` is told, and so on."""

    minutes: int
    then: tuple[str, ...]


@functools.cache
def default_body(kind: str) -> dict[str, Any]:
    """The shipped plan (number 0), used until the organisation has a version of its own."""
    text = files("jatan.programme.safeguarding").joinpath("plans/default.toml").read_text("utf-8")
    body: dict[str, Any] = tomllib.loads(text)[kind]
    return body


def schedule_of(body: Mapping[str, Any], number: int = 0) -> Schedule:
    """Parse the body of a schedule. Raises Problems whose field is the faulty line ("rules-3")."""
    rules = list(body.get("rules") or ())
    lines, found = [], [*_size(rules, "rules")]
    for place, rule in enumerate(rules[:MOST_LINES]):
        problems = [*_line_problems(rule, f"rules-{place}")]
        found += problems
        if not problems:
            lines.append(_line(rule))
    codes = [line.code for line in lines]
    found += [
        Problem("line_twice", _("Two lines say the same."), field=f"rules-{place}")
        for place, code in enumerate(codes)
        if code in codes[:place]
    ]
    if not any(line.condition == Condition.ALL for line in lines):
        found.append(Problem("nobody", _("At least one line must hold for everybody."), field="rules"))
    cadence = body.get("cadence") or {}
    found += _cadence_problems(cadence)
    if found:
        raise Problems(found)
    return Schedule(number, tuple(lines), Cadence(**cadence))


def ladder_of(body: Mapping[str, Any], number: int = 0) -> Ladder:
    """Parse the body of a ladder. Raises Problems whose field is the faulty step ("steps-2")."""
    steps = list(body.get("steps") or ())
    found, before = [*_size(steps, "steps")], 0
    for place, step in enumerate(steps[:MOST_LINES]):
        found += _rung_problems(step, f"steps-{place}", before)
        before = step["after"] if isinstance(step.get("after"), int) else before
    codes = [step.get("code") for step in steps]
    if len(set(codes)) != len(codes):
        found.append(Problem("step_twice", _("A step stands here twice."), field="steps"))
    if StepCode.ISSUE not in codes:
        found.append(
            Problem("no_desk", _("The help desk must hear of it: that step cannot be left out."), field="steps")
        )
    # A version that was written before this was asked has the shipped one.
    unopened = body.get("unopened") or default_body("ladder")["unopened"]
    found += _numbers(unopened, "unopened", {"minutes": (1, LONGEST_MINUTES)})
    if not unopened.get("then") or any(who not in TOLD_NEXT for who in unopened["then"]):
        found.append(Problem("missing_required", field="unopened"))
    if found:
        raise Problems(found)
    rungs = tuple(LadderStep(step["code"], step["after"], step["by"], step["within"]) for step in steps)
    return Ladder(number, rungs, Unopened(unopened["minutes"], tuple(unopened["then"])))


def _line(rule: Mapping[str, Any]) -> ScheduleLine:
    return ScheduleLine(rule["for"], rule["day"], rule["by"], rule["within"], rule.get("every"), rule.get("until"))


def _size(rows: list[Any], field: str) -> Iterator[Problem]:
    if not rows or len(rows) > MOST_LINES:
        yield Problem("missing_required", field=field)


def _line_problems(rule: Mapping[str, Any], field: str) -> Iterator[Problem]:
    if rule.get("for") not in Condition.values or rule.get("by") not in CONTACT_BY:
        yield Problem("missing_required", field=field)
    yield from _numbers(rule, field, {"day": (1, LONGEST_DAYS), "within": (1, 14)})
    optional = {name: (1, LONGEST_DAYS) for name in MAY_BE_EMPTY if rule.get(name) is not None}
    yield from _numbers(rule, field, optional)


def _rung_problems(step: Mapping[str, Any], field: str, before: int) -> Iterator[Problem]:
    if step.get("code") not in StepCode.values or step.get("by") not in Assignee.values:
        yield Problem("missing_required", field=field)
    problems = [*_numbers(step, field, {"after": (0, 60), "within": (1, LONGEST_HOURS)})]
    yield from problems
    if not problems and step["after"] < before:
        yield Problem("out_of_order", _("A step cannot come before the one above it."), field=field)


def _cadence_problems(cadence: Mapping[str, Any]) -> Iterator[Problem]:
    if cadence.get("by") not in CONTACT_BY:
        yield Problem("missing_required", field="cadence")
    limits = {"times": _CADENCE_TIMES, "usual_days": (1, 365), "weight": (1, 50), "within": (1, 14)}
    yield from _numbers(cadence, "cadence", limits)


def _numbers(row: Mapping[str, Any], field: str, limits: Mapping[str, tuple[int, int]]) -> Iterable[Problem]:
    for name, (least, most) in limits.items():
        number = row.get(name)
        if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
            message = format_lazy(_("A number from {least} to {most} is needed."), least=least, most=most)
            yield Problem("unreadable", message, field=field)


def read_body(kind: str, body: Mapping[str, Any], number: int = 0) -> Schedule | Ladder:
    """Parse the body of either kind of plan."""
    return schedule_of(body, number) if kind == PlanKind.SCHEDULE else ladder_of(body, number)
