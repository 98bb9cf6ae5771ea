"""Controls that Django does not have. Each works as a plain input first; a script adds comfort."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import formats

__all__ = ["CompactRadios", "CountInput", "DayInput", "PlaceInput", "StackedRadios"]


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


class PlaceInput(forms.TextInput):
    """A place by typing in either script. `source` is the address that answers `?q=` with an HTML list of
    `<li role="option" data-value="…">`; without a script the typed text itself is sent, the field resolves it."""

    kind = "place"

    def __init__(self, source: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.source = source


class StackedRadios(forms.RadioSelect):
    """Radio cards, one below the other even where there is room: for long Hindi answers."""

    is_stacked = True


class CompactRadios(forms.RadioSelect):
    """A few short answers side by side, for a long list of questions; none need be chosen."""

    is_compact = True
