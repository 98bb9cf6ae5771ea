"""Alerts for silence: after a fixed month, or after five times the traveller's own usual gap, on simulated journeys.

Run by `python -m bench cadence`. A year of 20,000 travellers with different usual gaps between contacts; 35 % are
silent once for a harmless reason, one in a hundred is truly lost. Counts alerts per traveller-year, the share of lost
travellers found, and the median delay from the last contact to the alert.

An earlier measurement gave these figures (REFERENCE) for four rules, but not the regularity of contacts. The simulated
population is chosen so that all four rules come near those figures; this shows that the rule behaves as the measured
one, no more. The last lines show how the saving depends on the regularity, which nobody has measured in the field.
"""

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.figures import Figures, size
from jatan.runtime import startup

startup.setup_django()  # before anything that has models

from jatan.programme.safeguarding.plan_bodies import default_body, schedule_of  # noqa: E402
from jatan.programme.safeguarding.rules import due_by_cadence  # noqa: E402

SEED, TRAVELLERS, DAYS = 7, 20_000, 365
GROUPS, TRUE_SHARE, INNOCENT_SHARE = 40, 0.0105, 0.35
# Lognormal: usual gaps of groups (log of days), people about their group. Days of an innocent silence, from and up to.
GROUP, OWN, INNOCENT_DAYS = (2.1, 0.6), 0.35, (20, 60)
# Gaps are gamma distributed; 1 is no rhythm at all, 3 nearly a weekday. The first gives the four figures.
REGULARITY, OTHERS, FEWER = 1.5, (1.0, 2.0, 3.0), 5_000
# Told for the rules: alerts a traveller-year, median delay in days. How near ours must come.
REFERENCE = {"fixed 30 days": (1.00, 27), "fixed 45 days": (0.31, 41), "own x 5": (0.41, 27), "own x 8": (0.16, 40)}
BAR, NEAR_ALERTS, NEAR_DAYS = 2.4, 0.1, 12
START = dt.date(2024, 1, 1)
CADENCE = schedule_of(default_body("schedule")).cadence

type Alarm = Callable[["Traveller", int, int, int, int], bool]


@dataclass
class Traveller:
    """Days on which she is heard from, the usual gap of her group, and the day from which she is not (None: home)."""

    heard: list[int]
    group: float
    lost_on: int | None


@dataclass
class Found:
    alerts: int
    found: int
    delays: list[int]


def main() -> int:
    figures, travellers = Figures(), size(TRAVELLERS, 2_000)
    crowd = list(_crowd(travellers, REGULARITY))
    lost = sum(1 for one in crowd if one.lost_on is not None)
    alerts = {}
    for name, alarm in RULES.items():
        found = _measure(crowd, alarm)
        alerts[name], delay = found.alerts / travellers, median(found.delays)
        reference_alerts, reference_delay = REFERENCE[name]
        figures.add(
            f"{name}: alerts a traveller-year, lost ones found, median delay",
            f"{alerts[name]:.2f}, {found.found / lost:.0%} of {lost}, {delay:.0f} days",
            f"{reference_alerts:.2f} ± {NEAR_ALERTS}, {reference_delay} ± {NEAR_DAYS} days",
            abs(alerts[name] - reference_alerts) <= NEAR_ALERTS and abs(delay - reference_delay) <= NEAR_DAYS,
        )
    ratio = alerts["fixed 30 days"] / alerts["own x 5"]
    figures.add("times fewer alerts than a fixed month", f"{ratio:.1f}", f"≥ {BAR}", round(ratio, 1) >= BAR)
    for regularity in OTHERS:
        few = list(_crowd(size(FEWER, 1_000), regularity))
        month, own = (_measure(few, RULES[name]) for name in ("fixed 30 days", "own x 5"))
        later = median(own.delays) - median(month.delays)
        fewer = f"{month.alerts / own.alerts:.1f} times, delay {later:+.0f} days"
        figures.add(f"the same with gaps of regularity {regularity:.0f}", fewer)
    return figures.end()


def _crowd(many: int, regularity: float) -> Iterator[Traveller]:
    chance = Random(SEED)
    means = [chance.lognormvariate(*GROUP) for _number in range(GROUPS)]
    for _number in range(many):
        group = chance.choice(means)
        own = max(1.0, group * chance.lognormvariate(0, OWN))
        lost_on = chance.randrange(20, DAYS - 90) if chance.random() < TRUE_SHARE else None
        silent = (0, 0)
        if chance.random() < INNOCENT_SHARE:
            begins = chance.randrange(10, DAYS - 40)
            silent = (begins, begins + chance.randrange(*INNOCENT_DAYS))
        yield Traveller(list(_days(chance, own, regularity, lost_on or DAYS, silent)), group, lost_on)


def _days(chance: Random, own: float, regularity: float, until: int, silent: tuple[int, int]) -> Iterator[int]:
    day = 0.0
    while True:
        day += max(1.0, chance.gammavariate(regularity, own / regularity))
        if day >= until:
            return
        if not silent[0] <= day < silent[1]:
            yield int(day)


def _measure(crowd: list[Traveller], alarm: Alarm) -> Found:
    """At most one alert per silence; a lost traveller counts as found by the alert of her last silence."""
    result = Found(0, 0, [])
    for one in crowd:
        since, gaps, gap_days = 0, 0, 0
        for heard in [*one.heard, DAYS]:
            is_long = heard > since + 1 and alarm(one, heard - 1, since, gaps, gap_days)
            days = range(since + 1, heard) if is_long else range(0)
            alert = next((day for day in days if alarm(one, day, since, gaps, gap_days)), None)
            if alert is not None:
                result.alerts += 1
                if one.lost_on is not None and alert >= one.lost_on:
                    result.found += 1
                    result.delays.append(alert - one.lost_on)
            gaps, gap_days, since = gaps + 1, gap_days + heard - since, heard
    return result


def _fixed(days: int) -> Alarm:
    return lambda one, day, since, gaps, gap_days: day - since > days


def _own(times: float) -> Alarm:
    rule = replace(CADENCE, times=times)

    def alarm(one: Traveller, day: int, since: int, gaps: int, gap_days: int) -> bool:
        on, last = START + dt.timedelta(days=day), START + dt.timedelta(days=since)
        found = due_by_cadence(rule, gaps=gaps, gap_days=gap_days, group_mean=one.group, since=last, on=on)
        return found is not None

    return alarm


RULES = {
    "fixed 30 days": _fixed(30),
    "fixed 45 days": _fixed(45),
    "own x 5": _own(CADENCE.times),
    "own x 8": _own(8),
}

if __name__ == "__main__":
    raise SystemExit(main())
