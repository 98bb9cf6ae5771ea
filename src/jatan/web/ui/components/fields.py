"""Form fields that read what people type: texts without an Aadhaar number, digits of every script, days as spelt.

They turn kernel Problems into form errors, so a page and the importer read a text in the same way.
"""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jatan.kernel.dates import parse_date
from jatan.kernel.numbers import parse_int, parse_phone
from jatan.kernel.problems import MESSAGES, Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.web.ui.components.widgets import CountInput, DayInput

__all__ = ["CountField", "DayField", "FreeTextField", "PhoneField"]


class FreeTextField(forms.CharField):
    """What somebody writes in her own words. An Aadhaar number in it is refused at the field."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        problem = aadhaar_problem(text)
        if problem is not None:
            raise ValidationError(str(problem.message), code=problem.code)
        return text


class DayField(forms.Field):
    """A day; None where it may be left empty."""

    widget = DayInput

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        try:
            return parse_date(value)
        except Problem as problem:
            raise ValidationError(str(problem.message), code=problem.code) from problem


class CountField(forms.Field):
    """A whole number, zero or more unless `lowest` says otherwise; None where it may be left empty."""

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
    """Ten digits, or the empty text. `kept` is what the record says already: sent back as it stands, it is taken."""

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
