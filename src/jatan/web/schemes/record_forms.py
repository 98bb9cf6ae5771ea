"""Forms of scheme linkages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.schemes import reference
from jatan.programme.schemes.models import Linkage
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import day
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.forms.who import PersonChoiceForm


def scheme_choices() -> list[tuple[str, str]]:
    """(code, name in the user's language) of all schemes."""
    return [(scheme.code, scheme.name.in_language()) for scheme in reference.schemes().values()]


def offered_schemes() -> list[tuple[str, Any]]:
    """All schemes below the words "choose", in the language of whoever reads them now."""
    return [("", _("choose")), *scheme_choices()]


class LinkageForm(PersonChoiceForm, RecordForm):
    PERMISSION = Permission.SCHEMES_RECORD

    scheme = forms.ChoiceField(label=_("Scheme"), choices=offered_schemes)
    applied_on = model_field(Linkage, "applied_on")
    sanctioned_on = model_field(Linkage, "sanctioned_on")
    received_on = model_field(Linkage, "received_on")
    amount = model_field(Linkage, "amount")


class SanctionForm(AnswerForm):
    on = day(_("Sanctioned on"), needed=True)


class BenefitForm(AnswerForm):
    on = day(_("Benefit received on"), needed=True)
    amount = model_field(Linkage, "amount")


class NoForm(AnswerForm):
    on = day(_("Refused on"), needed=True)
    reason = model_field(Linkage, "refused_reason", needed=True)
