"""Form fields of questions: wording, length, limits and choices are said once, where the question or its column is."""

from typing import Any

from django import forms
from django.db import models

from jatan.kernel.answers import YES_NO
from jatan.kernel.questions import LARGEST, LONGEST, Label, Question, column_question
from jatan.web.ui.components.fields import CountField
from jatan.web.ui.forms import fields


def model_field(
    model: type[models.Model],
    name: str,
    *,
    needed: bool | None = None,
    hint: Label = "",
    few: bool = False,
    label: Label = "",
    ahead: bool | None = False,
    step: int = 1,
) -> forms.Field:
    """The form field of a column that is asked here only: `question_field` of its question, with what is asked
    differently."""
    return question_field(
        column_question(model, name, needed=needed, hint=hint, few=few, label=label, ahead=ahead, step=step)
    )


def question_field(question: Question) -> forms.Field:
    """The form field of a question; it cleans to the value that a command takes, or that is kept.

    `few` shows choices as radio cards. Records (id, ids) are offered by name: by whoever knows the names.
    """
    label, hint, needed = question.label, question.hint, question.needed
    match question.kind:
        case "choice" | "choices" | "scale" | "yes_no":
            return _choice_field(question)
        case "yes":
            return fields.yes(label, hint=hint)
        case "day":
            return fields.day(label, needed=needed, hint=hint, ahead=question.ahead)
        case "count":
            return fields.count(label, needed=needed, hint=hint, step=question.step, most=question.most)
        case "number":
            return CountField(label=label, required=needed, lowest=-LARGEST, help_text=hint)
        case "long_text":
            return fields.long_text(label, most=question.most or LONGEST, hint=hint, needed=needed)
        case "phone":
            return fields.phone(label, hint=hint)
        case "email":
            return forms.EmailField(label=label, required=needed, max_length=question.most, help_text=hint)
        case "url":
            return forms.URLField(
                label=label, required=needed, max_length=question.most, help_text=hint, assume_scheme="https"
            )
    return fields.text(label, most=question.most or LONGEST, needed=needed, hint=hint)


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not recorded: True, False or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=lambda code: code == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ("yes" if value else "no") if isinstance(value, bool) else value


class NumberedChoiceField(forms.TypedChoiceField):
    """A choice whose codes are numbers; None for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)


def _choice_field(question: Question) -> forms.Field:
    is_numbered = any(isinstance(code, int) for code, _label in question.choices)
    if question.kind == "choices":
        several = forms.TypedMultipleChoiceField(
            label=question.label,
            coerce=int if is_numbered else str,
            choices=question.choices,
            required=question.needed,
            help_text=question.hint,
            widget=forms.CheckboxSelectMultiple,
        )
        return several
    options: Any = question.choices
    kind: type[forms.ChoiceField] = NumberedChoiceField if is_numbered else forms.ChoiceField
    if question.kind == "yes_no":
        options, kind = YES_NO, YesNoField
    elif question.kind == "scale":
        options = [(point, str(point)) for point in range(question.least or 0, (question.most or 0) + 1)]
        kind = NumberedChoiceField
    return fields.choice(
        question.label, options, needed=question.needed, few=question.few, hint=question.hint, kind=kind
    )
