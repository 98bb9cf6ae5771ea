"""When a contact is due, and when silence is too long. Pure functions: no table, no clock.

A traveller's cadence is the mean gap between the days she was heard from, shrunk towards the mean of her group: with
few gaps the group's mean dominates, with many her own. Measured in `bench/cadence.py`.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jatan.programme.safeguarding.choices import Condition

ORDER = {condition.value: place for place, condition in enumerate(Condition)}
CADENCE = "cadence"


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One line of the schedule: for whom, from which day after leaving, how often again, until which day, by whom."""

    condition: str
    day: int
    by: str
    within: int = 1
    every: int | None = None
    until: int | None = None

    @property
    def code(self) -> str:
        again = f"-every-{self.every}" if self.every else ""
        return f"{self.condition}-{self.day}{again}"

    def applies_on(self, day: int) -> bool:
        """True if this line requires a contact on that day after leaving."""
        if day < self.day or (self.until is not None and day > self.until):
            return False
        return day == self.day or bool(self.every and (day - self.day) % self.every == 0)

    def as_json(self) -> dict[str, Any]:
        """The line as JSON data, stored with the contact so that its reason can be shown in any language later."""
        return {"for": self.condition, "day": self.day, "every": self.every, "until": self.until}


@dataclass(frozen=True, slots=True)
class Cadence:
    """Silence of `times` the shrunk mean gap requires a contact. `usual_days` is the mean of a group without data."""

    times: float
    usual_days: float
    weight: float
    by: str
    within: int = 1


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step of the ladder: `after` days since the missed contact, to be acknowledged `within` hours, by whom."""

    code: str
    after: int
    by: str
    within: int


@dataclass(frozen=True, slots=True)
class Due:
    """A contact due on a day, by which rule, and why."""

    on: dt.date
    rule: str
    by: str
    within: int
    reason: dict[str, Any]


def due_on_schedule(lines: Iterable[ScheduleLine], conditions: Collection[str], day: int) -> ScheduleLine | None:
    """The line that requires a contact on that day after leaving: the most urgent that applies to her."""
    applying = [line for line in lines if line.condition in conditions and line.applies_on(day)]
    return min(applying, key=lambda line: ORDER[line.condition], default=None)


def shrunk_gap(gaps: int, gap_days: int, group_mean: float, weight: float) -> float:
    """Her mean gap in days, shrunk to the group's mean as if that were `weight` gaps of her own."""
    return (gap_days + weight * group_mean) / (gaps + weight)


def due_by_cadence(
    cadence: Cadence, *, gaps: int, gap_days: int, group_mean: float, since: dt.date, on: dt.date
) -> Due | None:
    """A contact because of silence longer than usual for her; None otherwise."""
    mean = shrunk_gap(gaps, gap_days, group_mean, cadence.weight)
    silence = (on - since).days
    if silence <= cadence.times * mean:
        return None
    reason = {"silence": silence, "usual": round(mean, 1), "group": round(group_mean, 1), "times": cadence.times}
    return Due(on, CADENCE, cadence.by, cadence.within, reason)


def first_due(
    lines: Sequence[ScheduleLine], conditions: Collection[str], *, left_on: dt.date, after: dt.date, until: dt.date
) -> Due | None:
    """The first contact that the schedule requires after `after` and up to `until`; None without one."""
    day = max(after + dt.timedelta(days=1), left_on + dt.timedelta(days=1))
    while day <= until:
        line = due_on_schedule(lines, conditions, (day - left_on).days)
        if line is not None:
            return Due(day, line.code, line.by, line.within, line.as_json())
        day += dt.timedelta(days=1)
    return None
