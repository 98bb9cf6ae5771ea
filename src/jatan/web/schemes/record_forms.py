"""Forms of scheme linkages."""

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.schemes import reference
from jatan.programme.schemes.models import Linkage
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice, day
from jatan.web.ui.forms.model_questions import ask
from jatan.web.ui.forms.who import WhoForm


def scheme_choices() -> list[tuple[str, str]]:
    """(code, name in the user's language) of all schemes."""
    return [(scheme.code, scheme.name.in_language()) for scheme in reference.schemes().values()]


class LinkageForm(WhoForm, RecordForm):
    PERMISSION = Permission.SCHEMES_RECORD

    scheme = choice(_("Scheme"), [], needed=True)
    applied_on = ask(Linkage, "applied_on")
    sanctioned_on = ask(Linkage, "sanctioned_on")
    received_on = ask(Linkage, "received_on")
    amount = ask(Linkage, "amount")

    def prepare(self) -> None:
        super().prepare()
        self.fields["scheme"].choices = [("", _("choose")), *scheme_choices()]  # type: ignore[attr-defined]


class SanctionForm(AnswerForm):
    on = day(_("Sanctioned on"), needed=True)


class BenefitForm(AnswerForm):
    on = day(_("Benefit received on"), needed=True)
    amount = ask(Linkage, "amount")


class NoForm(AnswerForm):
    on = day(_("Refused on"), needed=True)
    reason = ask(Linkage, "refused_reason", needed=True)
