"""Forms of groups and their members."""

from jatan.foundation.access.permissions import Permission
from jatan.programme.groups.models import Group, Membership
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.forms.who import PersonChoiceForm


class GroupForm(RecordForm):
    PERMISSION = Permission.ACTIVITIES_RECORD

    kind = model_field(Group, "kind", few=True)
    name = model_field(Group, "name")
    formed_on = model_field(Group, "formed_on")
    dissolved_on = model_field(Group, "dissolved_on")


class MemberForm(PersonChoiceForm):
    joined_on = model_field(Membership, "joined_on")
    office = model_field(Membership, "office")


class MemberChangeForm(AnswerForm):
    office = model_field(Membership, "office")
    joined_on = model_field(Membership, "joined_on")
    left_on = model_field(Membership, "left_on")
