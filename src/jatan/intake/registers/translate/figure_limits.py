"""Whether a figure of a row is plausible: by the range of its register and column, and by the office's own records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.intake.registers.recognise.vocabulary.figure_ranges import FigureRange
from jatan.kernel import clock
from jatan.kernel.problems import Message, Problem

IMPLAUSIBLE: Final = "implausible"
_OUTSIDE_RANGE = _("This figure is outside what is usual in this register. Is it right?")
_FAR_ABOVE_OWN = _("This figure is more than three times the largest that your office has recorded. Is it right?")
_BIRTH_YEAR = _("This looks like a year of birth, not an age. Is it the year of birth?")
_DAY_WAGE = _("This looks like the wage of a day. Is it really the wage of a month?")
_TIMES_LARGEST = 3
_FIRST_BIRTH_YEAR = 1900


@dataclass(frozen=True)
class FigureLimits:
    """`ranges`: {column: plausible range} of the register; `largest`: {column: the office's largest so far}."""

    ranges: Mapping[str, FigureRange] = field(default_factory=dict)
    largest: Mapping[str, int] = field(default_factory=dict)

    def problem(self, column: str, number: int) -> Problem | None:
        """The problem of a figure that waits for somebody to say that it is right. None for 0 and below."""
        usual = self.ranges.get(column)
        if number <= 0 or usual is None:
            return None
        message: Message = ""
        if not usual.smallest <= number <= usual.largest:
            message = _outside_range(column, number, usual)
        elif column in self.largest and number > max(_TIMES_LARGEST * self.largest[column], usual.never_compared):
            message = _FAR_ABOVE_OWN
        return Problem(IMPLAUSIBLE, message, field=column) if message else None


def _outside_range(column: str, number: int, usual: FigureRange) -> Message:
    if column == "age" and is_birth_year(number):
        return _BIRTH_YEAR
    return _DAY_WAGE if column == "wage" and number < usual.smallest else _OUTSIDE_RANGE


def is_birth_year(number: int) -> bool:
    """True for a number written as an age that is a year of birth: 1900 to this year."""
    return _FIRST_BIRTH_YEAR <= number <= clock.today().year
