"""Questions when a case is taken out of the register, brought back, or deleted for good."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.choices import Erasure, Withdrawn
from jatan.web.cases.asking import AskingForm
from jatan.web.components.widgets import StackedRadios
from jatan.web.staff.forms.fields import text

__all__ = ["BringBackForm", "EraseForm", "WithdrawForm"]


class WithdrawForm(AskingForm):
    """Why a case is taken out of the register. What there is to say besides goes into its file, if it has one."""

    why = forms.ChoiceField(label=_("Why?"), choices=Withdrawn, widget=StackedRadios)

    def __init__(self, data: Any, *, has_file: bool) -> None:
        super().__init__(data)
        if has_file:
            self.fields["words"] = _sealed_words()


class EraseForm(AskingForm):
    """Why a withdrawn case is deleted for good."""

    why = forms.ChoiceField(label=_("Why?"), choices=Erasure, widget=StackedRadios)


class BringBackForm(AskingForm):
    """A withdrawn case comes back."""

    def __init__(self, data: Any, *, has_file: bool) -> None:
        super().__init__(data)
        if has_file:
            self.fields["words"] = _sealed_words()


def _sealed_words() -> forms.CharField:
    hint = _("It is sealed into the file. The register shows only the reason chosen.")
    return text(_("In words"), most=200, needed=True, hint=hint)
