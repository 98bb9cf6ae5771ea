"""Forms of the coded register. None has a question that could take a name or a story."""

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.cases.models import Case, CaseFollowUp
from jatan.web.staff.forms.asking import ask
from jatan.web.staff.forms.base import AnswerForm, RecordForm
from jatan.web.staff.forms.fields import day


class CaseForm(RecordForm):
    PERMISSION = Permission.CASES_RECORD
    ASKS_PLACE = False

    code = ask(Case, "code", hint=_("The code of your office, never a name."))
    kind = ask(Case, "kind")
    opened_on = ask(Case, "opened_on")


class FollowUpDayForm(AnswerForm):
    on = ask(CaseFollowUp, "on")


class CloseCaseForm(AnswerForm):
    on = day(_("Closed on"), needed=True)
