"""The shape of a definition: an indicator and its values."""

from dataclasses import dataclass
from typing import Literal

from jatan.kernel.localised import Localised

__all__ = ["Indicator", "Value"]


@dataclass(frozen=True)
class Value:
    """One number of an indicator. `source` "" is counted from the list of centres; `only` is the source's key.

    `of`: the value of the same indicator that counts the rows behind a sum of money: where those are hidden, the sum
    is hidden too. `is_average`: shown divided by them.
    """

    name: str
    label: Localised
    source: str = ""
    only: str = ""
    measure: Literal["rows", "amount"] = "rows"
    of: str = ""
    is_average: bool = False

    @property
    def is_people(self) -> bool:
        """True if it counts people or attendances, so that sex and age make sense."""
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
