"""Forms of groups and their members."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.groups.choices import GroupBook
from jatan.programme.groups.models import BookCheck, Group, Membership
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.forms.who import PersonChoiceForm


class GroupForm(RecordForm):
    PERMISSION = Permission.ACTIVITIES_RECORD

    kind = model_field(Group, "kind", few=True)
    name = model_field(Group, "name")
    formed_on = model_field(Group, "formed_on")
    meets_every = model_field(Group, "meets_every", few=True, label=_("How often does the group meet?"))
    dissolved_on = model_field(Group, "dissolved_on")


class MemberForm(PersonChoiceForm):
    joined_on = model_field(Membership, "joined_on")
    office = model_field(Membership, "office")


class MemberChangeForm(AnswerForm):
    office = model_field(Membership, "office")
    joined_on = model_field(Membership, "joined_on")
    left_on = model_field(Membership, "left_on")


class BookCheckForm(AnswerForm):
    looked_on = model_field(BookCheck, "looked_on")
    kept = forms.MultipleChoiceField(
        label=_("Which books are there and written up to date?"),
        choices=GroupBook.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked counts as not kept."),
    )
