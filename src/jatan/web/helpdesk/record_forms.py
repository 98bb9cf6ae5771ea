"""Forms of issues and of each of their steps."""

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.helpdesk.choices import Status
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice, day, text
from jatan.web.ui.forms.model_questions import model_field


class IssueForm(RecordForm):
    PERMISSION = Permission.HELPDESK_RECORD
    PLACE_AFTER = "caller_phone"

    received_on = model_field(Issue, "received_on")
    kind = model_field(Issue, "kind")
    caller_name = model_field(Issue, "caller_name")
    caller_phone = model_field(Issue, "caller_phone")
    sex = model_field(Issue, "sex", few=True)
    age = model_field(Issue, "age")
    description = model_field(Issue, "description", hint=_("What help is asked for. No Aadhaar number."))
    is_urgent = model_field(Issue, "is_urgent", hint=_("Somebody must act today. It then stands first."))
    next_follow_up_on = model_field(Issue, "next_follow_up_on", ahead=True)


class SendForm(AnswerForm):
    sent_to = model_field(Issue, "sent_to", needed=True)
    sent_on = day(_("Sent on"), needed=True)
    reference_number = model_field(Issue, "reference_number")
    next_follow_up_on = model_field(Issue, "next_follow_up_on", ahead=True)


class ReplyForm(AnswerForm):
    reply = model_field(Issue, "reply", needed=True)
    replied_on = day(_("Replied on"), needed=True)


class ResolveForm(AnswerForm):
    on = day(_("Resolved on"), needed=True)
    money_recovered = model_field(Issue, "money_recovered")
    is_partly = choice(_("How far?"), [("resolved", _("fully resolved")), ("partly", _("partly resolved"))],
                       needed=True, few=True)  # fmt: skip


class RefuseForm(AnswerForm):
    on = day(_("Refused on"), needed=True)
    reply = model_field(Issue, "reply", label=_("What the office said"))


class CloseForm(AnswerForm):
    status = choice(
        _("Why is it closed?"),
        [(status, status.label) for status in (Status.WITHDRAWN, Status.UNREACHABLE)],
        needed=True,
        few=True,
    )


class ReopenForm(AnswerForm):
    reason = text(_("Why is it open again?"), most=300, needed=True)
    next_follow_up_on = model_field(Issue, "next_follow_up_on", ahead=True)


class LookAfterForm(AnswerForm):
    on = model_field(IssueFollowUp, "on")
    note = model_field(IssueFollowUp, "note")
    next_follow_up_on = model_field(Issue, "next_follow_up_on", ahead=True)
