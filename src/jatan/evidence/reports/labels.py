"""Labels of numbers in reports."""

from django.utils.translation import gettext

from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.shapes import Indicator, Value

__all__ = ["number_label"]


def number_label(report: ImpactReport, one: Indicator, value: Value, *, is_of_lines: bool = False) -> str:
    """The value's label, marked where the number is rounded; in a table of lines also where the total is exact."""
    label = value.label.in_language()
    is_rounded = (one.code, value.name) in report.rounded if is_of_lines else report.is_rounded(one.code, value.name)
    return gettext("%(what)s (about)") % {"what": label} if is_rounded else label
