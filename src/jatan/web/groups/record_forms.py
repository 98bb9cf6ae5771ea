"""Forms of groups and their members."""

from jatan.foundation.access.permissions import Permission
from jatan.programme.groups.models import Group, Membership
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.model_questions import ask
from jatan.web.ui.forms.who import WhoForm


class GroupForm(RecordForm):
    PERMISSION = Permission.ACTIVITIES_RECORD

    kind = ask(Group, "kind", few=True)
    name = ask(Group, "name")
    formed_on = ask(Group, "formed_on")
    dissolved_on = ask(Group, "dissolved_on")


class MemberForm(WhoForm):
    joined_on = ask(Membership, "joined_on")
    office = ask(Membership, "office")


class MemberChangeForm(AnswerForm):
    office = ask(Membership, "office")
    joined_on = ask(Membership, "joined_on")
    left_on = ask(Membership, "left_on")
