"""Forms of entry requests: the secretariat asks for one statement, the member answers."""

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.selectors import present_members
from jatan.kernel import clock
from jatan.programme.agents.choices import Reply
from jatan.programme.agents.entry_requests import LONGEST_DAYS
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, day, long_text, text


class AskForm(AnswerForm):
    organisation_id = choice(_("Member"), (), needed=True)
    number = text(
        _("Number of the entry"), most=24, needed=True, hint=_("The member tells it: it stands on the entry's page.")
    )
    reason = long_text(
        _("What is it needed for?"), most=500, needed=True, hint=_("The member reads this. Write no names.")
    )

    def prepare(self) -> None:
        present = present_members(clock.today())
        field: Any = self.fields["organisation_id"]
        field.choices = [("", _("choose")), *((str(member.pk), member.name) for member in present)]

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        return found | {"organisation_id": uuid.UUID(found["organisation_id"])}


class ReplyForm(AnswerForm):
    reply = choice(_("May it be read?"), Reply, needed=True, few=True)
    until = day(
        _("May be read until"),
        ahead=True,
        hint=_("Only for a yes. This day is included; %(days)s days ahead at most.") % {"days": LONGEST_DAYS},
    )
    note = long_text(_("Note to the secretariat"), most=500, hint=_("For example why not. Write no names."))
