"""Forms of allies, their meetings, asks and promises."""

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.allies.choices import Outcome
from jatan.programme.allies.models import Ally, Ask, Commitment, Meeting
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice, day
from jatan.web.ui.forms.model_questions import model_field


class AllyForm(RecordForm):
    PERMISSION = Permission.ALLIES_RECORD

    name = model_field(Ally, "name")
    kind = model_field(Ally, "kind")
    level = model_field(Ally, "level")
    is_ahtu = model_field(Ally, "is_ahtu")
    contact_person = model_field(Ally, "contact_person")
    phone = model_field(Ally, "phone")
    email = model_field(Ally, "email")
    role_text = model_field(Ally, "role_text")


class MeetingForm(AnswerForm):
    held_on = model_field(Meeting, "held_on")
    purpose = model_field(Meeting, "purpose")
    outcome = model_field(Meeting, "outcome")


class AskForm(AnswerForm):
    asked_on = model_field(Ask, "asked_on")
    what = model_field(Ask, "what")


class PromiseForm(AnswerForm):
    promised_on = model_field(Commitment, "promised_on")
    what = model_field(Commitment, "what")
    due_on = model_field(Commitment, "due_on", ahead=True)


class CommitmentOutcomeForm(AnswerForm):
    outcome = choice(
        _("What became of it?"),
        [(outcome, outcome.label) for outcome in Outcome if outcome is not Outcome.OPEN],
        needed=True,
        few=True,
    )
    settled_on = day(_("Settled on"), needed=True)
    what_became = model_field(Commitment, "what_became")
