"""Shows values of register columns (`intake.registers.translate.recorded_values`) in the reader's language."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jatan.intake.registers.recognise.rows import cell_from_json
from jatan.intake.registers.translate.recorded_values import Value, value_of_cell
from jatan.kernel.dates import parse_month
from jatan.kernel.localised import Localised
from jatan.programme.schemes import reference


@dataclass(frozen=True)
class ShownValue:
    """A value for registers/value.html. `sort`: text, number or day."""

    sort: str
    value: Any


@dataclass(frozen=True)
class Change:
    """One changed column: what the record says and what the workbook says; None where nothing is written."""

    label: Any
    old: ShownValue | None
    new: ShownValue | None


def shown_value(value: Value | None) -> ShownValue | None:
    """A value as it is shown: places and choices by their names in the reader's language."""
    if value is None:
        return None
    sort, *parts = value
    if sort == "day":
        return ShownValue("day", dt.date.fromisoformat(parts[0]))
    if sort == "month":
        return ShownValue("text", date_format(dt.date.fromisoformat(f"{parts[0]}-01"), "E Y"))
    if sort == "number":
        return ShownValue("number", parts[0])
    if sort in ("place", "word"):
        return ShownValue("text", Localised(hi=parts[0], en=parts[1]).in_language())
    if sort == "flag":
        return ShownValue("text", _("yes") if parts[0] else _("no"))
    if sort == "code":
        return ShownValue("text", _name_of_code(*parts))
    return ShownValue("text", parts[0])


def cell_as_text(value: Any) -> str:
    """A stored cell as text: a date as dd/mm/yyyy, a month without day by its name, a whole number without point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = "" if value is None else str(value)
    if text.endswith("-XX") and (month := parse_month(text.removesuffix("-XX"))):
        return date_format(dt.date(month[0] or 1, month[1], 1), "E Y")
    is_day = len(text) >= 10 and text[4:5] == text[7:8] == "-" and text[:4].isdecimal() and text[8:10].isdecimal()
    return f"{text[8:10]}/{text[5:7]}/{text[:4]}" if is_day else text


def shown_cell(column: str, cell: Any) -> ShownValue | None:
    """A cell of a workbook as it is written; a day in a column of days is shown as a day."""
    return shown_value(value_of_cell(column, cell_from_json(cell)))


def _name_of_code(path: str, code: str) -> str:
    app, model, field = path.split(".")
    if field == "scheme":
        known = reference.schemes().get(code)
        return known.name.in_language() if known else code
    column: Any = apps.get_model(app, model)._meta.get_field(field)
    return str(dict(column.flatchoices).get(code, code))
