"""The types of indicator definitions."""

from dataclasses import dataclass, field
from typing import Literal

from jatan.kernel.localised import Localised


@dataclass(frozen=True)
class Value:
    """One number of an indicator. `source` "": counted from the list of centres; `only`: the value of the source's key.

    `of`: for a sum of money, the value of the same indicator that counts its rows; where that is hidden, the sum is
    hidden too. `is_average`: shown divided by that count. `counts`: "persons" for whom a number could give somebody
    away (journeys, outcomes, money, cases, issues, linkages), which readers of counts see rounded and by whole months
    only (docs/adr/0020-counts-of-persons.md); "acts" (meetings, head-counts of attendance, forums, centres) stay exact.
    """

    name: str
    label: Localised
    source: str = ""
    only: str = ""
    measure: Literal["rows", "amount"] = "rows"
    of: str = ""
    is_average: bool = False
    counts: Literal["persons", "acts"] = field(kw_only=True)

    @property
    def is_people(self) -> bool:
        """True if it counts people or attendances, so that it has sex and age."""
        return self.measure == "amount" or self.name in ("members", "beneficiaries", "received", "resolved")


@dataclass(frozen=True)
class Indicator:
    code: str
    label: Localised
    counted: Localised
    values: tuple[Value, ...]

    def value(self, name: str) -> Value:
        """The value of that name; KeyError when there is none."""
        return {value.name: value for value in self.values}[name]
