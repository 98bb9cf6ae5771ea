"""Sheets of a run with a column for each month: what was found, and what the office said about their numbers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.intake.registers.labels import column_label, kind_label
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.recognise.month_columns import BY_ROW, MEETINGS
from jatan.kernel.dates import parse_month
from jatan.kernel.problems import Message

_WHY: Mapping[str, Message] = {
    "months": gettext_lazy(
        "This sheet has a column for each month. Say what its numbers are; nothing of it is taken in before."
    ),
    "months_without_year": gettext_lazy(
        "This sheet has a column for each month, but no year. Write it (2022-23) in the title, and bring it again."
    ),
    "months_of_meetings": gettext_lazy(
        "These numbers say how many meetings were held, not who came. A record is one meeting: write a line for each,"
        " with its day and those who came. A blank register is ready for it."
    ),
}
REASONS = tuple(_WHY)


@dataclass(frozen=True)
class ShownSheet:
    """`why`: what is to be done, "" for a sheet that is read; `meaning`: what was said of its numbers, "" for nothing;
    `sample`: (place and group, month, counts) as read."""

    name: str
    why: Message
    meaning: str
    details: Mapping[str, Any]
    sample: list[tuple[str, str, str]]

    @property
    def label(self) -> Message:
        return meaning_label(self.meaning) if self.meaning else ""


def shown(run: ImportRun) -> list[ShownSheet]:
    """The sheets of a run, those about which something is to be said first."""
    asked = [
        _sheet(
            one["sheet"],
            _WHY[one["reason"]],
            MEETINGS if one["reason"] == "months_of_meetings" else "",
            one.get("details", {}),
        )
        for one in run.unknown_sheets
        if one["reason"] in _WHY
    ]
    read: dict[str, ShownSheet] = {}
    for kind, counts in run.counts.items():
        for name, details in counts.get("month_sheets", {}).items():
            # A sheet whose rows say their own kind is counted under several.
            read[name] = _sheet(name, "", BY_ROW if name in read else kind, details)
    return [*asked, *read.values()]


def meaning_label(meaning: str) -> Message:
    """What the office said of the numbers below months."""
    if meaning == MEETINGS:
        return _("how many meetings were held")
    if meaning == BY_ROW:
        return _("people who came; each row says what kind of activity it was")
    return _("people who came: %(register)s") % {"register": kind_label(meaning)}


def _sheet(name: str, why: Message, meaning: str, details: Mapping[str, Any]) -> ShownSheet:
    return ShownSheet(name, why, meaning, details, [_line(*line) for line in details.get("sample", ())])


def _line(place: str, month: str, *counts: str) -> tuple[str, str, str]:
    found = parse_month(month.removesuffix("-XX"))
    words = formats.date_format(dt.date(found[0] or 1, found[1], 1), "E Y") if found else month
    pairs = [count.partition(":") for count in counts]
    return place, words, ", ".join(f"{column_label(name)} {number}" for name, _colon, number in pairs)
