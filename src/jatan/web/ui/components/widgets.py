"""Widgets that Django does not have. Each works as a plain input; JavaScript only enhances it."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from jatan.kernel.numbers import format_integer

_BACK = ((_("Yesterday"), -1),)
_AHEAD = ((_("Tomorrow"), 1), (_("Day after tomorrow"), 2))


class DayInput(forms.DateInput):
    """A date typed in any usual format, with buttons for the days that are meant most.

    `ahead`: today, tomorrow and the day after; None: yesterday, today and tomorrow; else today and yesterday.
    """

    kind = "day"

    def __init__(self, attrs: dict[str, Any] | None = None, *, ahead: bool | None = False) -> None:
        super().__init__(attrs)
        self.ahead = ahead

    @property
    def buttons(self) -> str:
        """The buttons for the script: words and days from today, as "Today:0|Yesterday:-1"."""
        others = (*_BACK, *_AHEAD[:1]) if self.ahead is None else _AHEAD if self.ahead else _BACK
        days = ((_("Today"), 0), *others)
        return "|".join(f"{words}:{days_from_today}" for words, days_from_today in days)

    def format_value(self, value: Any) -> str | None:
        """12/03/2022, as dates are written in India. A value that could not be parsed is shown unchanged."""
        if isinstance(value, dt.date):
            return formats.date_format(value, "d/m/Y")
        return None if value in (None, "") else str(value)


class CountInput(forms.TextInput):
    """A whole number with plus and minus buttons."""

    kind = "count"

    def __init__(self, attrs: dict[str, Any] | None = None, *, lowest: int = 0, step: int = 1) -> None:
        super().__init__(attrs)
        self.lowest, self.step = lowest, step


class InstantInput(forms.MultiWidget):
    """Two inputs, "12/03/2022" and "10:30", joined by a space for the field to parse."""

    kind = "instant"

    def __init__(self, attrs: dict[str, Any] | None = None, *, ahead: bool = False) -> None:
        self._day = DayInput(ahead=ahead)
        super().__init__(
            {
                "": self._day,
                "hour": forms.TextInput({"aria-label": _("Time, for example 10:30"), "placeholder": "10:30"}),
            },
            attrs,
        )

    @property
    def buttons(self) -> str:
        """Those of its day."""
        return self._day.buttons

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
    """Whole rupees, shown with Indian grouping (1,00,000), typed with or without commas."""

    kind = "money"

    def format_value(self, value: Any) -> str | None:
        """A value that could not be parsed is shown unchanged."""
        if isinstance(value, int):
            return format_integer(value)
        return None if value in (None, "") else str(value)


class PlaceInput(forms.TextInput):
    """A place typed in either script, with autocomplete. `source` is the URL that answers `?q=` with an HTML list of
    `<li role="option" data-value="…">`; without JavaScript the text is sent and the field resolves it.
    `within`: the field of the same form that holds the block or district; its value is sent along as `place`."""

    kind = "place"

    def __init__(self, source: str = "", attrs: dict[str, Any] | None = None, *, within: str = "") -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.source, self.within = source, within


class PhotographInput(forms.FileInput):
    """A photograph, chosen or taken with the camera; the script makes it small before it is sent."""

    kind = "photograph"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/*", **(attrs or {})})


class RecordingInput(PhotographInput):
    """A photograph, a paper, or a note spoken into the telephone: the script offers to record one."""

    kind = "recording"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/*,application/pdf,audio/*", **(attrs or {})})


class VoiceInput(forms.FileInput):
    """A recording of a voice, spoken into the telephone or chosen."""

    kind = "voice"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "audio/*", **(attrs or {})})


class StackedRadios(forms.RadioSelect):
    """Radio cards one below the other even on wide screens: for long Hindi labels."""

    is_stacked = True


class CompactRadios(forms.RadioSelect):
    """A few short radio options side by side, for long lists of optional questions."""

    is_compact = True


class CompactTicks(forms.CheckboxSelectMultiple):
    """A few short boxes side by side, for the days of a week."""

    is_compact = True
