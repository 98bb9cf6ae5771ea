"""What one month of a member recorded, register by register, beside what is usual for it."""

import datetime as dt
import statistics
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from jatan.evidence.indicators.definitions import INDICATORS, indicator
from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.evidence.indicators.sources import SOURCES
from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period, month_of, months_before

# What is usual is the median of these many months before.
MONTHS_BEFORE = 6
_OF_THE_LOOP = (("registered_before_leaving", "leaving"), ("returned", "returned"))


@dataclass(frozen=True)
class RegisterLine:
    """One register in one month. `number` None: not given to this reader; `usual` None: no month before to compare."""

    indicator: Indicator
    value: Value
    number: int | None
    usual: int | None
    is_rounded: bool = False

    @property
    def is_silent(self) -> bool:
        """True if nothing was recorded although there usually is something. A rounded number cannot say so."""
        return self.number == 0 and bool(self.usual) and not self.is_rounded

    @property
    def is_low(self) -> bool:
        """True if less than half of what is usual was recorded."""
        if self.number is None or self.usual is None or self.is_rounded:
            return False
        return 0 < self.number < self.usual / 2


def check_registers(by: Actor, organisation: uuid.UUID, month: dt.date) -> list[RegisterLine]:
    """The registers of one member's month, in published order. As many queries as one report (15).

    The numbers are those of a report for this reader, so counts of persons follow the rules of publication. Raises
    Forbidden.
    """
    first = months_before(month, MONTHS_BEFORE)
    report = impact_report(Period(first, month_of(month).end), by=by, organisation=organisation)
    return [_line(report, one, value) for one, value in _registers()]


def _registers() -> Iterator[tuple[Indicator, Value]]:
    """The first number of each indicator that counts rows of a month; cases have no months."""
    for one in INDICATORS:
        for value in one.values:
            if value.source and not SOURCES[value.source].by_quarter:
                yield one, value
                break
    for code, name in _OF_THE_LOOP:
        yield indicator(code), indicator(code).value(name)


def _line(report: ImpactReport, one: Indicator, value: Value) -> RegisterLine:
    *before, now = (line.number(one.code, value.name) for line in report.by_month)
    given = [number for number in before if number is not None]
    usual = round(statistics.median(given)) if given else None
    return RegisterLine(one, value, now, usual, (one.code, value.name) in report.rounded)
