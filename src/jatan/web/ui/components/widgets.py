"""Controls that Django does not have. Each works as a plain input first; a script adds comfort."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from jatan.kernel.numbers import grouped

__all__ = ["CompactRadios", "CountInput", "DayInput", "InstantInput", "MoneyInput", "PlaceInput", "StackedRadios"]


class DayInput(forms.DateInput):
    """A day, typed in any of the ways people write it; today and yesterday are one tap."""

    kind = "day"

    def format_value(self, value: Any) -> str | None:
        """12/03/2022, as it is written on paper here. What could not be read comes back untouched."""
        if isinstance(value, dt.date):
            return formats.date_format(value, "d/m/Y")
        return None if value in (None, "") else str(value)


class CountInput(forms.TextInput):
    """A whole number with steppers: participants, copies, days."""

    kind = "count"

    def __init__(self, attrs: dict[str, Any] | None = None, *, lowest: int = 0, step: int = 1) -> None:
        super().__init__(attrs)
        self.lowest, self.step = lowest, step


class InstantInput(forms.MultiWidget):
    """A day and an hour: "12/03/2022" and "10:30". What was typed comes back as it was; the field reads it."""

    kind = "instant"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "": DayInput(),
                "hour": forms.TextInput({"aria-label": _("Time, for example 10:30"), "placeholder": "10:30"}),
            },
            attrs,
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        day, hour = (str(part or "").strip() for part in super().value_from_datadict(data, files, name))
        return f"{day} {hour}" if hour else day

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, dt.datetime):
            local = timezone.localtime(value)
            return [local.date(), f"{local:%H:%M}" if local.time() != dt.time() else ""]
        day, _space, hour = str(value or "").partition(" ")
        return [day, hour]


class MoneyInput(forms.TextInput):
    """Whole rupees, shown with Indian grouping: 1,00,000. Typed with or without commas."""

    kind = "money"

    def format_value(self, value: Any) -> str | None:
        """What could not be read comes back untouched."""
        if isinstance(value, int):
            return grouped(value)
        return None if value in (None, "") else str(value)


class PlaceInput(forms.TextInput):
    """A place by typing in either script. `source` is the address that answers `?q=` with an HTML list of
    `<li role="option" data-value="…">`; without a script the typed text itself is sent, the field resolves it.
    `within`: the field of the same form that says in which block or district; its answer goes along as `place`."""

    kind = "place"

    def __init__(self, source: str = "", attrs: dict[str, Any] | None = None, *, within: str = "") -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.source, self.within = source, within


class StackedRadios(forms.RadioSelect):
    """Radio cards, one below the other even where there is room: for long Hindi answers."""

    is_stacked = True


class CompactRadios(forms.RadioSelect):
    """A few short answers side by side, for a long list of questions; none need be chosen."""

    is_compact = True
