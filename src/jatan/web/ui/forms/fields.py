"""Shortcuts that build form fields, so that form classes stay short. `needed` means required, `few` radio buttons."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Choices
from django.utils.translation import gettext_lazy as _

from jatan.kernel.questions import LARGEST, LONGEST, Label
from jatan.web.ui.components.fields import CountField, DayField, FreeTextField, PhoneField
from jatan.web.ui.components.widgets import CountInput, PlaceInput

_NOT_RECORDED = _("not recorded")


class BoundedCountField(CountField):
    """A count that fits its column."""

    def __init__(self, *, most: int = LARGEST, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is not None and value > self.most:
            raise forms.ValidationError(_("This number is too large."), code="unreadable")


def text(label: Label, *, most: int = 120, needed: bool = False, hint: Label = "") -> forms.CharField:
    """A line of text of at most `most` characters."""
    return FreeTextField(label=label, max_length=most, required=needed, help_text=hint)


def long_text(label: Label, *, most: int = LONGEST, hint: Label = "", needed: bool = False) -> forms.CharField:
    """A text area of three rows."""
    area = forms.Textarea(attrs={"rows": 3})
    return FreeTextField(label=label, max_length=most, required=needed, help_text=hint, widget=area)


def count(
    label: Label, *, needed: bool = False, hint: Label = "", step: int = 1, most: int | None = None
) -> CountField:
    """A whole number; empty means "not recorded" (None), never 0. `step`: of its plus and minus buttons."""
    widget = CountInput(step=step)
    return BoundedCountField(label=label, required=needed, help_text=hint, widget=widget, most=most or LARGEST)


def day(label: Label, *, needed: bool = False, hint: Label = "", ahead: bool | None = False) -> DayField:
    """A day; `ahead` for one that usually lies in the future, None for one on either side of today."""
    return DayField(label=label, required=needed, help_text=hint, ahead=ahead)


def phone(label: Label, *, hint: Label = "") -> PhoneField:
    return PhoneField(label=label, required=False, max_length=40, help_text=hint)


def written_place(label: Label, source: str, *, hint: Label = "", within: str = "") -> forms.CharField:
    """A place typed in either script; `source` is the autocomplete URL, the text is stored as written."""
    widget = PlaceInput(source=source, within=within)
    return FreeTextField(label=label, max_length=120, required=False, help_text=hint, widget=widget)


def choice(
    label: Label,
    options: type[Choices] | Iterable[tuple[Any, Any]],
    *,
    needed: bool = False,
    empty: Label = _NOT_RECORDED,
    few: bool = False,
    hint: Label = "",
    kind: type[forms.ChoiceField] = forms.ChoiceField,
) -> forms.ChoiceField:
    """One of a list; `few` shows radio cards instead of a drop-down."""
    listed: Iterable[tuple[Any, Any]] = options.choices if isinstance(options, type) else options
    pairs = [(value, name) for value, name in listed if value not in ("", None)]
    return kind(
        label=label,
        choices=pairs if needed and few else [("", _("choose") if needed else empty), *pairs],
        required=needed,
        help_text=hint,
        widget=forms.RadioSelect if few else forms.Select,
    )


def yes(label: Label, *, hint: Label = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=hint)
