"""Forms to withdraw a case, bring it back, or erase it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.programme.cases.choices import Erasure, Withdrawn
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.open_items import REASONS_FIELD, open_items
from jatan.web.cases.entry_form import ProblemForm, reason_fields, reasons_given
from jatan.web.ui.components.widgets import StackedRadios
from jatan.web.ui.forms.fields import text


class WithdrawForm(ProblemForm):
    """The reason code for withdrawing a case. For a case with a sealed file (`file`, opened, or None) also
    an explanation and reasons for open items, which are sealed into it. What runs on gets no field: it bars."""

    why = forms.ChoiceField(label=_("Why?"), choices=Withdrawn, widget=StackedRadios)

    def __init__(self, data: Any, *, file: CaseFile | None) -> None:
        super().__init__(data)
        if file is not None:
            self.fields["words"] = _sealed_words()
            hint = _("Still open: why can it be left all the same?")
            left = [item for item in open_items(file, clock.today()) if not item.runs_on]
            self.fields |= reason_fields(left, {}, file, hint=hint)

    def answers(self) -> dict[str, Any]:
        """Arguments for the services."""
        answers = {name: self.cleaned_data[name] for name in ("why", "words") if name in self.cleaned_data}
        return answers | ({REASONS_FIELD: reasons_given(self)} if "words" in answers else {})


class EraseForm(ProblemForm):
    """The reason code for erasing a withdrawn case."""

    why = forms.ChoiceField(label=_("Why?"), choices=Erasure, widget=StackedRadios)


class BringBackForm(ProblemForm):
    """Bring a withdrawn case back."""

    def __init__(self, data: Any, *, has_file: bool) -> None:
        super().__init__(data)
        if has_file:
            self.fields["words"] = _sealed_words()


def _sealed_words() -> forms.CharField:
    hint = _("It is sealed into the file. The register shows only the reason chosen.")
    return text(_("In words"), most=200, needed=True, hint=hint)
