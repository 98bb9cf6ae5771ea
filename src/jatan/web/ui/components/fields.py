"""Form fields that parse with the kernel: text without an Aadhaar number, digits of every script, days as written.

They turn kernel Problems into form errors, so that pages and the importer read a text in the same way.
"""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jatan.kernel.numbers import parse_int, parse_phone
from jatan.kernel.problems import MESSAGES, Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.kernel.text.invisible import without_controls
from jatan.kernel.written_days import read_day
from jatan.web.ui.components.widgets import CountInput, DayInput


class FreeTextField(forms.CharField):
    """Free text, without signs that nobody sees. An Aadhaar number in it is a validation error."""

    def to_python(self, value: Any) -> str:
        return without_controls(super().to_python(value) or "").strip()

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        problem = aadhaar_problem(text)
        if problem is not None:
            raise ValidationError(str(problem.message), code=problem.code)
        return text


class DayField(forms.Field):
    """A date; an empty value becomes None. Without a year: the next such day where it lies `ahead`, else the last; the
    nearer one where `ahead` is None."""

    widget = DayInput

    def __init__(self, *, ahead: bool | None = False, **kwargs: Any) -> None:
        super().__init__(**{"widget": DayInput(ahead=ahead), **kwargs})
        self.ahead = ahead

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        try:
            return read_day(str(value), ahead=self.ahead)
        except Problem as problem:
            raise ValidationError(str(problem.message), code=problem.code) from problem


class CountField(forms.Field):
    """A whole number of at least `lowest`; an empty value becomes None."""

    widget = CountInput

    def __init__(self, *, lowest: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lowest = lowest

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return parse_int(value)
        except Problem as problem:
            raise ValidationError(str(problem.message), code=problem.code) from problem

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is not None and value < self.lowest:
            raise ValidationError(str(MESSAGES["negative_number"]), code="negative_number")


class PhoneField(forms.CharField):
    """Ten digits, or "". `kept` is the value on record: sent back unchanged it is valid, whatever it is."""

    kept = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "tel", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if text in ("", self.kept):
            return text
        phone = parse_phone(text)
        if phone is None:
            raise ValidationError(str(MESSAGES["unreadable"]), code="unreadable")
        return phone
