"""Alerts for silence: a fixed month against five times her own cadence, shrunk to her group's, on seeded journeys.

Run by `python -m bench cadence`. A year of 20,000 travellers; everybody is heard from at her own pace, some are silent
for long for innocent reasons, one in a hundred truly falls silent. Counted: alerts a traveller-year, how many true
silences are found, and the median delay from the day she falls silent to the alert. The population is set so that the
fixed month gives what was measured for it before (one alert a traveller-year, 27 days). Without any rhythm
(REGULARITY = 1) the gain is only 1.4 to 1.6 times.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from statistics import median

from jatan.config import startup

startup.setup_django()  # before anything that has models

from jatan.programme.safeguarding.bodies import default_body, schedule_of  # noqa: E402
from jatan.programme.safeguarding.rules import due_by_cadence  # noqa: E402

SEED, TRAVELLERS, DAYS = 7, 20_000, 365
GROUPS, TRUE_SHARE, INNOCENT_SHARE = 40, 0.0105, 0.35
BAR = 2.4
# Gaps are gamma distributed; 1 is no rhythm at all, 2 a loose one (a call on the weekly day off, sometimes left out).
REGULARITY = 2.0
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
class Told:
    alerts: int
    found: int
    delays: list[int]


def main() -> int:
    crowd = list(_crowd())
    lost = sum(1 for one in crowd if one.lost_on is not None)
    month, own = _measure(crowd, _month), _measure(crowd, _own)
    for name, told in (("fixed 30 days", month), ("own cadence x 5", own)):
        print(
            f"{name}: {told.alerts / TRAVELLERS:.2f} alerts a traveller-year, "
            f"{told.found / lost:.0%} of {lost} found, median delay {median(told.delays):.0f} days"
        )
    ratio = month.alerts / own.alerts
    print(f"{ratio:.1f} times fewer alerts (bar {BAR}), delay {median(own.delays) - median(month.delays):+.0f} days")
    return 0 if ratio >= BAR and median(own.delays) <= median(month.delays) + 1 else 1


def _crowd() -> Iterator[Traveller]:
    chance = Random(SEED)
    means = [chance.lognormvariate(2.2, 0.7) for _number in range(GROUPS)]
    for _number in range(TRAVELLERS):
        group = chance.choice(means)
        own = max(1.0, group * chance.lognormvariate(0, 0.35))
        lost_on = chance.randrange(20, DAYS - 90) if chance.random() < TRUE_SHARE else None
        silent = (0, 0)
        if chance.random() < INNOCENT_SHARE:
            begins = chance.randrange(10, DAYS - 40)
            silent = (begins, begins + chance.randrange(20, 60))
        yield Traveller(list(_days(chance, own, lost_on or DAYS, silent)), group, lost_on)


def _days(chance: Random, own: float, until: int, silent: tuple[int, int]) -> Iterator[int]:
    day = 0.0
    while True:
        day += max(1.0, chance.gammavariate(REGULARITY, own / REGULARITY))
        if day >= until:
            return
        if not silent[0] <= day < silent[1]:
            yield int(day)


def _measure(crowd: list[Traveller], alarm: Alarm) -> Told:
    """One alert a silence; whoever falls silent for good is found by the alert of that silence."""
    told = Told(0, 0, [])
    for one in crowd:
        since, gaps, gap_days = 0, 0, 0
        for heard in [*one.heard, DAYS]:
            alert = next((day for day in range(since + 1, heard) if alarm(one, day, since, gaps, gap_days)), None)
            if alert is not None:
                told.alerts += 1
                if one.lost_on is not None and alert >= one.lost_on:
                    told.found += 1
                    told.delays.append(alert - one.lost_on)
            gaps, gap_days, since = gaps + 1, gap_days + heard - since, heard
    return told


def _month(one: Traveller, day: int, since: int, gaps: int, gap_days: int) -> bool:
    return day - since > 30


def _own(one: Traveller, day: int, since: int, gaps: int, gap_days: int) -> bool:
    on, last = START + dt.timedelta(days=day), START + dt.timedelta(days=since)
    found = due_by_cadence(CADENCE, gaps=gaps, gap_days=gap_days, group_mean=one.group, since=last, on=on)
    return found is not None


if __name__ == "__main__":
    raise SystemExit(main())
