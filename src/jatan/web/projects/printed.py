"""The report of a project as one printed page, on the sheet that campaigns use too."""

from typing import Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.kernel.typesetting import typeset
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.projects.report import ProjectReport

__all__ = ["as_pdf"]

_MONTHS = 24


def as_pdf(report: ProjectReport, owner: str, days: str) -> bytes:
    """One page A4; of more than 24 months the latest. `days`: which days it tells of, in words."""
    return typeset("jatan.web.ui", "one_page_report.typ", _document(report, owner, days), name="report")


def _document(report: ProjectReport, owner: str, days: str) -> dict[str, Any]:
    kinds = report.kinds
    months = list(report.months.items())[-_MONTHS:]
    return {
        "language": get_language() or "hi",
        "title": report.project.name,
        "owner": owner,
        "days": days,
        "aims": report.project.donor,
        "figures": [
            {"number": format_integer(report.numbers[one]), "unit": str(one.label)}
            for one in ProjectCount
            if report.numbers.get(one)
        ],
        "targets_title": _("Targets"),
        "targets": [
            {
                "what": str(line.counted.label),
                "owner": "",
                "words": _("%(done)s of %(amount)s")
                % {"done": format_integer(line.done), "amount": format_integer(line.amount)},
                "share": min(line.percent, 100) / 100,
                "percent": f"{line.percent} %",
            }
            for line in report.targets
        ],
        "pictures": [],
        "times": {"title": "", "columns": []},
        "members_title": _("By month"),
        "members_columns": [str(one.label) for one in kinds],
        "members": [
            {
                "name": formats.date_format(month, "E Y") if month else _("day unknown"),
                "numbers": [format_integer(numbers.get(one, 0)) for one in kinds],
            }
            for month, numbers in months
        ],
        "materials_title": "",
        "materials": [],
        "note": "",
        "printed": _("Printed on %(day)s from the records") % {"day": formats.date_format(clock.today(), "j E Y")},
    }
