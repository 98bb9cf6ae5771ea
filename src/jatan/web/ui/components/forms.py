"""The FORM_RENDERER: `{{ form }}` renders every field with label, help text, error and control from our templates.

A field that needs another control chooses it by its widget (see `widgets`).
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import MESSAGES

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "tick"),
    (forms.CheckboxSelectMultiple, "options"),
    (forms.RadioSelect, "options"),
    (forms.SelectMultiple, "select"),
    (forms.Select, "select"),
    (forms.Textarea, "text"),
    (forms.FileInput, "file"),
    (forms.DateInput, "day"),
    (forms.NumberInput, "count"),
)

_MESSAGES = {
    "required": MESSAGES["missing_required"],
    "invalid": MESSAGES["unreadable"],
    "invalid_choice": _("Please choose from the list."),
    "invalid_list": _("Please choose from the list."),
}


class DrawnField(BoundField):
    """A BoundField that knows the kind of its control and renders it with our classes and ARIA attributes."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        # A bound field is made before its form is cleaned, so Django's default messages can still be replaced here.
        for code, words in _MESSAGES.items():
            default = _default_message(field, code)
            if default is not None and field.error_messages.get(code) == default:
                field.error_messages[code] = str(words)

    @property
    def is_optional(self) -> bool:
        """Whether the label is followed by "optional"; not where one of several fields is needed (`is_alternative`)."""
        is_alternative: bool = getattr(self.field, "is_alternative", False)
        return not self.field.required and not self.field.disabled and not is_alternative

    @property
    def is_needed_later(self) -> bool:
        """Whether a later step demands what may stay empty now: the label says so instead of "optional"."""
        return bool(getattr(self.field, "is_needed_later", False))

    @property
    def kind(self) -> str:
        """tick, options, select, text, file, day, instant, count, money, place or line."""
        named = getattr(self.field.widget, "kind", None)
        if named is not None:
            return str(named)
        return next((kind for widget, kind in _KINDS if isinstance(self.field.widget, widget)), "line")

    @property
    def is_group(self) -> bool:
        """Several inputs under one label: rendered as a fieldset, the first input has the id."""
        return self.kind == "options"

    @property
    def is_scripted(self) -> bool:
        """True where a script makes the control easier to use (js/fields)."""
        return self.kind in ("day", "instant", "count", "place", "photograph", "recording", "voice")

    @property
    def anchor(self) -> str:
        """The id of the first input, to which the error summary links."""
        return f"{self.auto_id}_0" if self.is_group or self.kind == "instant" else str(self.auto_id)

    @property
    def control(self) -> SafeString:
        """The input alone, with class, `aria-describedby` and `aria-invalid`."""
        attrs: dict[str, Any] = {}
        if self.kind not in ("tick", "options"):
            own = str(self.field.widget.attrs.get("class", ""))
            attrs["class"] = f"input {own}".strip()
        if self.kind in ("day", "instant", "count", "money"):
            # Never type=date or type=number: they refuse Devanagari digits.
            for widget in (self.field.widget, *getattr(self.field.widget, "widgets", ())):
                widget.input_type = "text"
            attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        described = [f"{self.auto_id}_{part}" for part in self._parts()]
        if described:
            attrs["aria-describedby"] = " ".join(described)
        if self.errors:
            attrs["aria-invalid"] = "true"
        return self.as_widget(attrs=attrs)

    @property
    def choices(self) -> Iterator[Any]:
        """The radio buttons or checkboxes, each rendered as a card."""
        return iter(self.subwidgets)

    def _parts(self) -> Iterator[str]:
        if self.help_text:
            yield "hint"
        if self.errors:
            yield "error"

    def __str__(self) -> SafeString:
        """{{ form.name }} renders the whole field; `control` is the input alone."""
        return self.render() if not self.is_hidden else self.as_widget()


class JatanRenderer(TemplatesSetting):
    """Our templates for forms and fields; widgets keep Django's."""

    form_template_name = "components/form_fields.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"
    bound_field_class = DrawnField


def _default_message(field: forms.Field, code: str) -> Any:
    """Django's default message of this code; None if this kind of field has none."""
    defaults = (getattr(owner, "default_error_messages", {}) for owner in type(field).__mro__)
    return next((words[code] for words in defaults if code in words), None)


def errors_of(form: forms.BaseForm) -> list[tuple[str, str]]:
    """(anchor, message) for the error summary: non-field errors first, then in the order of fields."""
    found = [("", str(message)) for message in form.non_field_errors()]
    for field in form:
        anchor = field.anchor if isinstance(field, DrawnField) else str(field.auto_id)
        found += [(anchor, f"{field.label} – {message}") for message in field.errors]
    return found
