"""Every field for a day understands a day without a year, and says by an example how days are written."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.fields import Field, FieldKind
from jatan.web.ui.components.fields import DayField
from tests.house.page_forms import fields_of, page_forms

TODAY = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
EXAMPLES = ("28/11", "28-11-2026", "28 नव")


def day_fields() -> list[tuple[str, forms.Field]]:
    """(class and name, field) of every field in which somebody writes a day."""
    return [
        (f"{kind.__module__}.{kind.__name__}.{name}", field)
        for kind in page_forms()
        for name, field in fields_of(kind).items()
        if isinstance(field, DayField | forms.DateField | forms.DateTimeField) and not field.widget.is_hidden
    ]


def faults(field: forms.Field) -> list[str]:
    """What a field does otherwise than every other one."""
    found = []
    for written in ("28/11", "28-11", "२८ नव", "28 नव"):
        try:
            day = field.clean(written)
        except ValidationError:
            found.append(f"does not understand {written}")
            continue
        if (day.day, day.month, day.year) != (28, 11, 2026):
            found.append(f"takes {written} for {day}")
    for written in ("32/13", "परसों", "31/02/2026"):
        try:
            found.append(f"takes {written} for {field.clean(written)}")
        except ValidationError as error:
            words = " ".join(error.messages)
            found += [f"{written}: {words}"] if any(example not in words for example in EXAMPLES) else []
    return found


def test_every_day_is_understood_without_a_year_and_has_an_example() -> None:
    fields = day_fields()
    assert len(fields) > 80
    with clock.frozen_at(TODAY), translation.override("hi"):
        assert [f"{name} {fault}" for name, field in fields for fault in faults(field)] == []


def test_a_field_of_another_kind_is_reported() -> None:
    with clock.frozen_at(TODAY), translation.override("hi"):
        assert "does not understand २८ नव" in faults(forms.DateField())


@pytest.mark.parametrize("kind", ["day", "past_day", "instant", "past_instant"])
def test_the_days_of_a_sealed_file_are_read_in_the_same_way(kind: FieldKind) -> None:
    field = Field("on", "On", kind)
    with clock.frozen_at(TODAY), translation.override("hi"):
        for written in ("28/11", "28-11", *(["२८ नव"] if "instant" not in kind else [])):  # an hour follows a space
            found: Any = field.parse_answer(written)
            assert (found.day, found.month, found.year) == (28, 11, 2026), written
        with pytest.raises(Problem) as caught:
            field.parse_answer("32/13")
        assert [one for one in EXAMPLES if one not in str(caught.value.message)] == []
