"""The form of one line of a list of people: name, sex, age and telephone as written, and who it is where that is asked.

Lists of camps and of members are made of it. A line that is empty is left out.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.web.ui.components.widgets import StackedRadios
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, text

NEW = "new"  # the option "somebody new"


class PersonLineForm(AnswerForm):
    """One line. `offer` asks who it is; until then nobody is chosen."""

    name = text(capfirst(_("name")), needed=True)
    sex = choice(capfirst(_("sex")), [("f", _("female")), ("m", _("male")), ("t", _("transgender or other"))])
    age_as_written = text(capfirst(_("age")), most=20)
    phone_as_written = text(capfirst(_("phone")), most=40)

    def prepare(self) -> None:
        fields: dict[str, Any] = self.fields
        for name in ("age_as_written", "phone_as_written"):
            fields[name].widget.attrs["inputmode"] = "tel" if name.startswith("phone") else "numeric"
            fields[name].widget.attrs["autocomplete"] = "off"
        for field in fields.values():
            field.is_alternative = True  # every line may stay empty: "optional" beside each of ten lines says nothing

    def is_empty(self) -> bool:
        """True if nothing was typed into this line."""
        own = {self.add_prefix(name) for name, field in self.fields.items() if not field.widget.is_hidden}
        return not any(str(self.data.get(name) or "").strip() for name in own)

    def offer(self, candidates: Sequence[tuple[str, Any]], *, may_be_new: bool = True) -> None:
        """Ask who it is: one of the candidates, (id, label), or somebody new. None of them is ticked."""
        words = _("None of these: somebody new") if candidates else _("Another person of the same name")
        self.fields["choice"] = forms.ChoiceField(
            label=_("Who is it?"),
            choices=[*candidates, *([(NEW, words)] if may_be_new else [])],
            required=False,
            widget=StackedRadios,
        )
        asked: Any = self.fields["choice"]
        asked.is_alternative = True
        self.order_fields(["choice"])
