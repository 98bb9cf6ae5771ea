"""Forms of allies, their meetings, asks and promises, and of media mentions."""

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.allies.choices import Outcome
from jatan.programme.allies.models import Ally, Ask, Commitment, MediaMention, Meeting
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice, day
from jatan.web.ui.forms.model_questions import ask


class AllyForm(RecordForm):
    PERMISSION = Permission.ALLIES_RECORD

    name = ask(Ally, "name")
    kind = ask(Ally, "kind")
    level = ask(Ally, "level")
    is_ahtu = ask(Ally, "is_ahtu")
    contact_person = ask(Ally, "contact_person")
    phone = ask(Ally, "phone")
    email = ask(Ally, "email")
    role_text = ask(Ally, "role_text")


class MeetingForm(AnswerForm):
    held_on = ask(Meeting, "held_on")
    purpose = ask(Meeting, "purpose")
    outcome = ask(Meeting, "outcome")


class AskForm(AnswerForm):
    asked_on = ask(Ask, "asked_on")
    what = ask(Ask, "what")


class PromiseForm(AnswerForm):
    promised_on = ask(Commitment, "promised_on")
    what = ask(Commitment, "what")
    due_on = ask(Commitment, "due_on")


class SettleForm(AnswerForm):
    outcome = choice(
        _("What became of it?"),
        [(outcome, outcome.label) for outcome in Outcome if outcome is not Outcome.OPEN],
        needed=True,
        few=True,
    )
    settled_on = day(_("Settled on"), needed=True)
    what_became = ask(Commitment, "what_became")


class MentionForm(RecordForm):
    PERMISSION = Permission.ALLIES_RECORD
    ASKS_PLACE = False

    published_on = ask(MediaMention, "published_on")
    outlet = ask(MediaMention, "outlet")
    title = ask(MediaMention, "title")
    url = ask(MediaMention, "url")
    tone = ask(MediaMention, "tone", few=True)
    about = ask(MediaMention, "about")
