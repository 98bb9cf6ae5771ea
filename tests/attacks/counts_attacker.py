"""A linear program over published answers: what a reader can work out about each true count.

The attacker knows the rule (docs/adr/0020-counts-of-persons.md), not the random offsets. Unknowns: the true count of
each series, value and month, and the offset of each series. Every answer is a constraint; the program then asks for the
smallest and the largest possible value of whatever is of interest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import highspy

__all__ = ["Attacker", "Range"]

type Terms = Mapping[int, float]


@dataclass(frozen=True)
class Range:
    """What the attacker knows of one number."""

    what: str
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass
class Attacker:
    """The program. `base`: the base of rounding that the published rule names (1: numbers are not rounded)."""

    base: int
    is_integer: bool = False
    _solver: highspy.Highs = field(default_factory=highspy.Highs)
    _columns: dict[str, int] = field(default_factory=dict)
    _touched: set[int] = field(default_factory=set)
    _agreeing: list[list[float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._solver.setOptionValue("output_flag", False)

    def unknown(self, name: str, low: float = 0.0, high: float = highspy.kHighsInf) -> int:
        """The column of an unknown number, made on first use."""
        if name not in self._columns:
            self._columns[name] = self._solver.getNumCol()
            self._solver.addVar(low, high)
            if self.is_integer:
                self._solver.changeColIntegrality(self._columns[name], highspy.HighsVarType.kInteger)
        return self._columns[name]

    def learn(self, terms: Terms, low: float, high: float) -> None:
        """low <= sum of terms <= high."""
        self._solver.addRow(low, high, len(terms), list(terms), list(terms.values()))

    def learn_rounded(self, months: Iterable[int], offset: int, published: int) -> None:
        """A sum of months, rounded down after the offset was added."""
        terms = dict.fromkeys(months, 1.0) | {offset: 1.0}
        self.learn(terms, published, published + self.base - 1)

    def range_of(self, what: str, terms: Terms) -> Range:
        """The smallest and the largest possible value of a sum of unknowns."""
        for column in self._touched - set(terms):
            self._solver.changeColCost(column, 0.0)
        for column, factor in terms.items():
            self._solver.changeColCost(column, factor)
        self._touched = set(terms)
        return Range(what, self._best(highspy.ObjSense.kMinimize), self._best(highspy.ObjSense.kMaximize))

    def found(self, asked: Mapping[str, Terms], width: float) -> list[Range]:
        """Those of the asked sums that are known to less than this width.

        Each end of a range comes with values of all unknowns that agree with every answer. A sum that lies so far
        apart in two of them is known no better, and its own range need not be worked out.
        """
        found = []
        self._agreeing.clear()
        for what, terms in asked.items():
            values = [sum(factor * one[column] for column, factor in terms.items()) for one in self._agreeing]
            if values and max(values) - min(values) >= width:
                continue
            one = self.range_of(what, terms)
            found += [one] if one.width < width - 1e-6 else []
        return found

    def _best(self, sense: highspy.ObjSense) -> float:
        self._solver.changeObjectiveSense(sense)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return highspy.kHighsInf if sense == highspy.ObjSense.kMaximize else -highspy.kHighsInf
        if status != highspy.HighsModelStatus.kOptimal:
            raise AssertionError(f"the answers contradict each other or the rule: {status}")
        self._agreeing.append(list(self._solver.getSolution().col_value))
        return float(self._solver.getInfo().objective_function_value)
