"""What a report says, as plain values: no queries, no rows, ready for a page, a workbook or a PDF."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jatan.evidence.indicators.definitions import INDICATORS, Indicator, Value
from jatan.foundation.network.models import Organisation
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period

__all__ = ["ImpactReport", "Key", "Line", "Numbers"]

# (indicator code, value name). A number None is a small one that this reader sees as "<5".
type Key = tuple[str, str]
type Numbers = Mapping[Key, int | None]


@dataclass(frozen=True)
class Line:
    """One line of a table. `id` is an organisation or a place; None for months and for "not recorded"."""

    label: Localised
    numbers: Numbers
    id: uuid.UUID | None = None
    month: dt.date | None = None

    def number(self, indicator: str, value: str) -> int | None:
        """0 where nothing was counted, None where it is small and hidden."""
        return self.numbers.get((indicator, value), 0)


@dataclass(frozen=True)
class ImpactReport:
    """Everything one report shows. `network` is there for readers of network totals only, over `network_period`.

    `counted_in`: the organisations whose numbers these are; `offices`: those this reader may ask about.
    """

    period: Period
    totals: Numbers
    by_organisation: tuple[Line, ...]
    by_district: tuple[Line, ...]
    by_block: tuple[Line, ...]
    by_month: tuple[Line, ...]
    named_people: Mapping[str, int] = field(default_factory=dict)
    network: Numbers | None = None
    network_period: Period | None = None
    counted_at: dt.datetime | None = None
    offices: tuple[Organisation, ...] = ()
    counted_in: frozenset[uuid.UUID] = frozenset()

    def number(self, indicator: str, value: str) -> int | None:
        """0 where nothing was counted, None where it is small and hidden."""
        return self.totals.get((indicator, value), 0)

    def indicators(self) -> Iterator[tuple[Indicator, list[tuple[Value, int | None]]]]:
        """Every indicator in published order with its values."""
        for one in INDICATORS:
            yield one, [(value, self.number(one.code, value.name)) for value in one.values]
