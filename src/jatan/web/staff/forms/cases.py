"""Forms of the coded register. None has a question that could take a name or a story."""

import uuid
from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Permission, Role
from jatan.kernel import clock
from jatan.web.staff.forms.asking import ask
from jatan.web.staff.forms.base import AnswerForm, RecordForm
from jatan.web.staff.forms.fields import day, text

# Only for the texts and choices of their fields: rows are read and written by the case package alone.
CASE = apps.get_model("cases", "Case")


class CaseForm(RecordForm):
    PERMISSION = Permission.CASES_RECORD
    ASKS_PLACE = False

    code = ask(CASE, "code", hint=_("The code of your office, never a name."))
    kind = ask(CASE, "kind")
    opened_on = day(_("Opened on"), needed=True, hint=_("Only the quarter stays open; the day is sealed."))

    def prepare(self) -> None:
        super().prepare()
        if self.about is not None:
            del self.fields["opened_on"]  # nobody can read it here, so nobody corrects it here


class ReopenCaseForm(AnswerForm):
    reason = text(_("Why is it open again?"), most=300, needed=True)


class AssignForm(AnswerForm):
    """The counsellors of the case's own organisation."""

    to = forms.ChoiceField(label=_("Counsellor"))

    def prepare(self) -> None:
        super().prepare()
        posts = Posting.objects.in_force(clock.today()).filter(
            organisation_id=self.about.organisation_id, role=Role.COUNSELLOR, account__is_active=True
        )
        field: Any = self.fields["to"]
        field.choices = [(str(post.account_id), post.account.name) for post in posts.select_related("account")]

    def answers(self) -> dict[str, Any]:
        return {"to": uuid.UUID(self.cleaned_data["to"])}
