"""An independent simulation of a year for comparison: plain Python over the shipped plan, no database, no product code.

It is given the answers of the travellers, and computes the expected contacts, ladders, steps and issues.
"""

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jatan.programme.safeguarding

_HERE = Path(jatan.programme.safeguarding.__file__).parent
_TABLE = tomllib.loads((_HERE / "plans/default.toml").read_text("utf-8"))
_CONDITIONS_BY_URGENCY = ["hard_stop", "minor", "woman_alone", "abroad", "all"]
_INDIA = ZoneInfo("Asia/Kolkata")
MORNING, NOON, EVENING = 6, 12, 18


def instant(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), _INDIA)


@dataclass
class Climb:
    due_on: dt.date
    opened: dt.datetime
    steps: list[tuple[int, str, dt.datetime, dt.datetime]] = field(default_factory=list)


@dataclass
class Traveller:
    """One journey; `kinds` are the conditions of the schedule that apply to it."""

    number: int
    left_on: dt.date
    kinds: set[str]
    pace: str
    heard_on: dt.date | None = None
    gaps: list[int] = field(default_factory=list)
    waiting: tuple[dt.date, dt.datetime] | None = None
    climb: Climb | None = None
    is_home: bool = False


@dataclass
class Account:
    """The expected contacts, steps and closings as plain values, and the number of urgent issues."""

    contacts: dict[tuple[int, dt.date], str] = field(default_factory=dict)
    steps: set[tuple[Any, ...]] = field(default_factory=set)
    closed: set[tuple[Any, ...]] = field(default_factory=set)
    issues: int = 0


type World = Callable[[int, dt.date, bool], str]


def account_of(travellers: list[Traveller], days: Iterator[dt.date], world: World) -> Account:
    """Simulate the days. `world(number, day, is_climbing)` is the answer of a traveller at noon, or ""."""
    account = Account()
    for day in days:
        _walk(travellers, account, day, MORNING)
        for one in travellers:
            _answer_at_noon(one, account, day, world)
        _walk(travellers, account, day, EVENING)
    return account


def add_first_walk_after_gap(travellers: list[Traveller], account: Account, last: dt.date, now: dt.datetime) -> None:
    """Add what the first walk at `now` does when no walk ran since `last`, years earlier.

    Open ladders enter all their steps, a waiting contact starts a ladder, and a traveller without either gets the
    contact of the first missed day.
    """
    for one in travellers:
        if one.is_home:
            continue
        if one.climb:
            _enter_steps(one, account, now)
        elif one.waiting:
            _start_ladder(one, account, one.waiting[0], now)
        else:
            account.contacts[one.number, _first_day(one, last)] = ""


def _first_day(one: Traveller, last: dt.date) -> dt.date:
    lines = [line for line in _TABLE["schedule"]["rules"] if line["for"] in one.kinds]
    later = (last + dt.timedelta(days=number) for number in range(1, 1000))
    return next(day for day in later if any((day - one.left_on).days in _days_of(line) for line in lines))


def _walk(travellers: list[Traveller], account: Account, day: dt.date, hour: int) -> None:
    now = instant(day, hour)
    if hour == MORNING:
        means = _means(travellers)
        for one in travellers:
            _create_contact(one, account, day, means)
    for one in travellers:
        if one.waiting and one.waiting[1] <= now:
            _start_ladder(one, account, one.waiting[0], now)
        elif one.climb:
            _enter_steps(one, account, now)


def _means(travellers: list[Traveller]) -> dict[str, float]:
    gaps: dict[str, list[int]] = {}
    for one in travellers:
        gaps.setdefault(one.pace, []).extend(one.gaps)
    return {pace: sum(found) / len(found) for pace, found in gaps.items() if found}


def _create_contact(one: Traveller, account: Account, day: dt.date, means: dict[str, float]) -> None:
    away = (day - one.left_on).days
    if away < 1 or one.is_home or one.waiting or one.climb:
        return
    lines = [
        line
        for line in _TABLE["schedule"]["rules"]
        if line["for"] in one.kinds and away in _days_of(line) and (one.heard_on is None or one.heard_on < day)
    ]
    lines.sort(key=lambda line: _CONDITIONS_BY_URGENCY.index(line["for"]))
    within = lines[0]["within"] if lines else 0
    if not lines:
        cadence = _TABLE["schedule"]["cadence"]
        weight, mean = cadence["weight"], means.get(one.pace, cadence["usual_days"])
        usual = (sum(one.gaps) + weight * mean) / (len(one.gaps) + weight)
        if (day - (one.heard_on or one.left_on)).days <= cadence["times"] * usual:
            return
        within = cadence["within"]
    one.waiting = (day, instant(day + dt.timedelta(days=within), 0))
    account.contacts[one.number, day] = ""


def _days_of(line: dict[str, Any]) -> range:
    return range(line["day"], line.get("until", 2000) + 1, line["every"]) if "every" in line else range(
        line["day"], line["day"] + 1
    )  # fmt: skip


def _answer_at_noon(one: Traveller, account: Account, day: dt.date, world: World) -> None:
    now = instant(day, NOON)
    if one.climb and one.climb.opened < now:
        outcome = world(one.number, day, True)
        if outcome:
            _record_answer(one, account, one.climb.due_on, outcome, day)
    elif one.waiting:
        outcome = world(one.number, day, False)
        if outcome in ("unreachable", "someone_else"):
            account.contacts[one.number, one.waiting[0]] = outcome
            _start_ladder(one, account, one.waiting[0], now)
        elif outcome:
            _record_answer(one, account, one.waiting[0], outcome, day)


def _record_answer(one: Traveller, account: Account, due_on: dt.date, outcome: str, day: dt.date) -> None:
    account.contacts[one.number, due_on] = outcome
    since = one.heard_on or one.left_on
    if day > since:
        one.gaps.append((day - since).days)
    one.heard_on = max(day, one.heard_on or day)
    if one.climb:
        account.closed.add((one.number, one.climb.due_on, outcome, instant(day, NOON)))
    one.climb = one.waiting = None
    one.is_home = one.is_home or outcome == "returned"
    if outcome == "unsafe":
        one.kinds.add("hard_stop")
        account.issues += 1


def _start_ladder(one: Traveller, account: Account, due_on: dt.date, now: dt.datetime) -> None:
    one.waiting, one.climb = None, Climb(due_on, now)
    _enter_steps(one, account, now)


def _enter_steps(one: Traveller, account: Account, now: dt.datetime) -> None:
    assert one.climb is not None
    table = _TABLE["ladder"]["steps"]
    while len(one.climb.steps) < len(table):
        step = table[len(one.climb.steps)]
        planned = one.climb.opened + dt.timedelta(days=step["after"])
        if planned > now:
            return
        number = len(one.climb.steps) + 1
        one.climb.steps.append((number, step["code"], planned, now))
        account.steps.add((one.number, one.climb.due_on, number, step["code"], planned, now))
        account.issues += step["code"] == "issue"
