"""Form fields built from questions and model fields: label, length and choices are defined once."""

from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst

from jatan.programme.people.questions import Question
from jatan.web.ui.forms import fields


def model_field(
    model: type[models.Model],
    name: str,
    *,
    needed: bool | None = None,
    hint: fields.Label = "",
    few: bool = False,
    label: fields.Label = "",
    ahead: bool = False,
    step: int = 1,
) -> forms.Field:
    """The form field of one model field. `needed` defaults to `not blank`; `few` shows choices as radio cards.

    `ahead`: a day that usually lies in the future. `step`: of the plus and minus buttons of a number.
    """
    column: Any = model._meta.get_field(name)
    words: fields.Label = capfirst(label) if label else capfirst(column.verbose_name)
    demanded = not column.blank if needed is None else needed
    if column.choices:
        return fields.choice(words, column.choices, needed=demanded, few=few, hint=hint)
    if isinstance(column, models.BooleanField):
        return fields.yes(words, hint=hint)
    if isinstance(column, models.DateField):
        return fields.day(words, needed=demanded, hint=hint, ahead=ahead)
    if isinstance(column, models.IntegerField):
        return fields.count(words, needed=demanded, hint=hint, step=step)
    return _written(column, words, demanded, hint)


def asked(question: Question) -> forms.Field:
    """The form field of a question that other doors ask as well."""
    return model_field(
        question.model,
        question.name,
        needed=question.needed,
        hint=question.hint,
        few=question.few,
        label=question.label,
        ahead=question.ahead,
        step=question.step,
    )


def _written(column: Any, words: Any, needed: bool, hint: fields.Label) -> forms.Field:
    if isinstance(column, models.TextField):
        return fields.long_text(words, hint=hint, needed=needed)
    if isinstance(column, models.EmailField):
        return forms.EmailField(label=words, required=needed, max_length=column.max_length, help_text=hint)
    if isinstance(column, models.URLField):
        return forms.URLField(
            label=words, required=needed, max_length=column.max_length, help_text=hint, assume_scheme="https"
        )
    if column.name.endswith("phone"):
        return fields.phone(words, hint=hint)
    return fields.text(words, most=column.max_length, needed=needed, hint=hint)
