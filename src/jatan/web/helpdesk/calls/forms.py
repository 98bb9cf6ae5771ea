"""Forms for answering a call for help or passing it on."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.selectors import present_members
from jatan.kernel import clock
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, text


class PassOnForm(AnswerForm):
    organisation = choice(_("Member whose desk takes it"), (), needed=True)

    def prepare(self) -> None:
        present = present_members(clock.today())
        field: Any = self.fields["organisation"]
        field.choices = [("", _("choose")), *((str(member.pk), member.name) for member in present)]


class AnsweredForm(AnswerForm):
    what_was_done = text(_("What was done"), most=500, needed=True)
