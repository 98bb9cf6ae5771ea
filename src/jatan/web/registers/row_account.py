"""What became of every row of a workbook, sheet by sheet, as the command counts it too."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.row_account import OTHERS, RECORDS
from jatan.kernel.problems import Message

_FATES: Mapping[str, Message] = {
    "new": pgettext_lazy("rows", "new"),
    "waiting": pgettext_lazy("rows", "waiting"),
    "proposed": pgettext_lazy("rows", "changed since"),
    "already_in": pgettext_lazy("rows", "already in"),
    "duplicates": pgettext_lazy("rows", "written twice"),
    "dismissed": pgettext_lazy("rows", "decided earlier: left out"),
}
_REASONS: Mapping[str, Message] = {
    "headers": _("titles and headings"),
    "totals": pgettext_lazy("rows", "totals"),
    "notes": pgettext_lazy("rows", "notes"),
    "blank": pgettext_lazy("rows", "empty, or nothing but a number"),
    "hidden": pgettext_lazy("rows", "hidden, left out"),
    "unread": pgettext_lazy("rows", "not understood"),
    "guidance": _("how to fill it in"),
    "form": _("lines of a form that is one record"),
    "attendance": _("members of an attendance list, whose marks were counted"),
}


def sheets_of(run: ImportRun) -> list[dict[str, Any]]:
    """[{sheet, rows, fates: [(what became of them, count)], reasons: [(why they are no records, count, numbers)]}]."""
    return [
        {
            "sheet": one["sheet"],
            "rows": one["rows"],
            "fates": [(_FATES[name], one["records"][name]) for name in RECORDS if name in one["records"]],
            "reasons": [
                (_REASONS[name], one["others"][name]["count"], one["others"][name]["rows"])
                for name in OTHERS
                if name in one["others"]
            ],
        }
        for one in run.row_account
    ]
